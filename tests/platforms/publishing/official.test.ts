import { expect, test } from 'vitest'
import { anOfficialPublisher } from './official-world.ts'
import { aPicture, aVideo, BAKER, BAKERY, postOf, sentOnce } from './orders.ts'

const HOUR = 3_600_000

test.for(['facebook', 'instagram'] as const)(
  'a photo goes to its account with the %s login and is read back',
  async (login) => {
    const { publisher, order, call, ready, posts, username, sim, kept, clock } =
      await anOfficialPublisher(login)
    const picture = await aPicture('bread')
    const asked = order([{ ...picture, altText: 'A loaf' }], {
      location: BAKERY,
    })

    expect(await ready(asked)).toEqual({ kind: 'ready' })
    expect(posts()).toEqual([])
    const post = postOf(await publisher.commit(call(), asked))

    expect(posts()).toMatchObject([
      {
        id: post.mediaId,
        caption: asked.caption,
        source: { files: [picture.sha256], details: { altText: 'A loaf', location: '1234' } },
      },
    ])
    expect(await publisher.readBack(call(), asked, post)).toEqual({
      kind: 'there',
      post: {
        mediaId: post.mediaId,
        permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/p\//),
      },
      publishedAt: expect.any(Date),
      hasCaption: true,
      hasAllItems: true,
    })
    expect(await publisher.lookUp(call(), asked, sentOnce(clock.now()))).toMatchObject({
      kind: 'published',
      post: { mediaId: post.mediaId },
    })
    expect(kept.sent).toBe(1)
    expect(sim.control.truth.posts(username)[0]?.id).toBe(post.mediaId)
    expect(sim.control.violations()).toEqual([])
  },
)

test.for(['facebook', 'instagram'] as const)(
  'a reel goes with its cover, with the %s login',
  async (login) => {
    const { publisher, order, call, ready, posts, publish, sim } = await anOfficialPublisher(login)
    const cover = publish(await aPicture('cover', { width: 720, height: 1280 }))
    const video = aVideo('reel', { bytes: 300_000 })
    const asked = order([video], { cover: { picture: cover }, sharesToFeed: false })

    expect(await ready(asked)).toEqual({ kind: 'ready' })
    await publisher.commit(call(), asked)

    expect(posts()).toMatchObject([
      {
        product: 'REELS',
        source: {
          files: [video.sha256],
          details: { cover: cover.sha256, sharedToFeed: false },
        },
      },
    ])
    // Meta fetches it by its address where the login allows no upload.
    expect(video.opened).toEqual(login === 'facebook' ? [0] : [])
    expect(sim.control.violations()).toEqual([])
  },
)

test('a carousel keeps its order, and the tags of each picture', async () => {
  const { publisher, order, call, ready, posts, sim } = await anOfficialPublisher()
  const first = await aPicture('first')
  const last = await aPicture('last')
  const video = aVideo('middle')
  const asked = order([{ ...first, userTags: [BAKER] }, video, last])

  expect(await ready(asked)).toEqual({ kind: 'ready' })
  const committed = await publisher.commit(call(), asked)

  expect(posts()).toMatchObject([
    { type: 'CAROUSEL_ALBUM', source: { files: [first.sha256, video.sha256, last.sha256] } },
  ])
  expect(await publisher.readBack(call(), asked, postOf(committed))).toMatchObject({
    hasAllItems: true,
  })
  expect(sim.control.violations()).toEqual([])
})

test('an upload that breaks off continues where it ended', async () => {
  const { publisher, order, call, ready, sim, kept, posts } = await anOfficialPublisher()
  const video = aVideo('long', { bytes: 2_000_000 })
  const cut = { ...video, open: (from: number) => video.open(from).take(10) }
  const asked = order([cut])

  const first = await publisher.upload(call(), asked)
  expect(first).toMatchObject({ kind: 'not_published', failure: { class: 'transient' } })
  expect(kept.progress).toMatchObject({ items: [{ isSent: false }] })

  const whole = { ...asked, media: [video] }
  expect(await ready(whole)).toEqual({ kind: 'ready' })
  await publisher.commit(call(), whole)
  expect(video.opened[0]).toBe(0)
  expect(video.opened[1]).toBeGreaterThan(0)
  expect(posts()).toMatchObject([{ source: { files: [video.sha256] } }])
  expect(sim.control.report().requests['POST /facebook/v25.0/:id/media']).toBe(1)
})

test.for([
  ['drop_after_commit', 'published'],
  ['error_after', 'published'],
  ['truncate', 'published'],
  ['half_json', 'published'],
  ['drop', 'absent'],
  ['html', 'absent'],
  ['empty', 'absent'],
  ['hang', 'absent'],
] as const)(
  'after the fault %s a commit is unknown, and its look-up says %s',
  async ([kind, then]) => {
    const { publisher, order, call, ready, sim, kept, clock, posts } = await anOfficialPublisher()
    const asked = order([await aPicture('bread')])
    await ready(asked)
    const sentAt = clock.now()
    sim.control.addFault({ kind, path: 'media_publish$' })

    expect(await publisher.commit(call(), asked)).toMatchObject({
      kind: 'unknown',
      failure: { class: 'transient', remedy: 'retry' },
    })
    expect(kept.sent).toBe(1)
    clock.pass(20_000)
    expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toMatchObject({ kind: then })
    if (then === 'absent') {
      expect(await publisher.commit(call(), asked)).toMatchObject({ kind: 'published' })
    }
    expect(posts()).toHaveLength(1)
    expect(sim.control.violations()).toEqual([])
  },
)

test('a block for spam may have published the post', async () => {
  const { publisher, order, call, ready, sim, clock } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const fault = { code: 4, subcode: 2_207_051, status: 403, path: 'media_publish$' } as const
  sim.control.addFault({ kind: 'error_after', ...fault })
  expect(await publisher.commit(call(), asked)).toMatchObject({
    kind: 'unknown',
    failure: { class: 'action_blocked', remedy: 'rest', retryAfterMs: 24 * HOUR },
  })
  expect(await publisher.lookUp(call(), asked, sentOnce(clock.now()))).toMatchObject({
    kind: 'published',
  })
})

test('of posts without a caption the lost one is taken only when no other can be meant', async () => {
  const { publisher, order, call, ready, posts, sim, clock } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')], { caption: '' })
  await ready(asked)
  sim.control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
  const sentAt = clock.now()
  await publisher.commit(call(), asked)
  const others = new Set(posts().map(({ id }) => id))
  expect(others.size).toBe(1)

  const known = { first: sentAt, last: sentAt, others }
  expect(await publisher.lookUp(call(), asked, known)).toMatchObject({ kind: 'unseen' })
  const early = new Date(sentAt.getTime() - HOUR)
  const long = { ...sentOnce(early), last: early }
  expect(await publisher.lookUp(call(), asked, long)).toMatchObject({ kind: 'unseen' })
  expect(await publisher.lookUp(call(), asked, { ...long, last: sentAt })).toMatchObject({
    kind: 'published',
  })
})

test('a post that Meta says is published, and that nobody sees, is not published again', async () => {
  const { publisher, order, call, ready, sim, clock } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  sim.control.addPublishFault({ kind: 'late', seconds: 100 })
  sim.control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
  const sentAt = clock.now()
  await publisher.commit(call(), asked)
  expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toMatchObject({
    kind: 'unseen',
    isPublished: true,
  })
  clock.pass(100_000)
  expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toMatchObject({
    kind: 'published',
  })
})

test('a ghost is gone when it is read back, and a lost caption is told', async () => {
  const { publisher, order, call, ready, sim } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  sim.control.addPublishFault({ kind: 'ghost' })
  const ghost = postOf(await publisher.commit(call(), asked))
  expect(await publisher.readBack(call(), asked, ghost)).toEqual({ kind: 'gone' })
})

test('a post without its caption is found by its time, and said to lack it', async () => {
  const { publisher, order, call, ready, sim, clock } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  sim.control.addPublishFault({ kind: 'caption_lost' })
  sim.control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
  await publisher.commit(call(), asked)
  const found = await publisher.lookUp(call(), asked, sentOnce(clock.now()))
  if (found.kind !== 'published') throw new Error(found.kind)
  expect(await publisher.readBack(call(), asked, found.post)).toMatchObject({
    kind: 'there',
    hasCaption: false,
  })
})

test('a container that expired before it was published is begun again', async () => {
  const { publisher, order, call, ready, clock } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  clock.pass(25 * HOUR)
  expect(await publisher.commit(call(), asked)).toMatchObject({
    kind: 'unknown',
    failure: { class: 'upload_lost' },
  })
  expect(await publisher.lookUp(call(), asked, sentOnce(clock.now()))).toMatchObject({
    kind: 'not_published',
    failure: { class: 'upload_lost', remedy: 'begin_again' },
  })
})

test('what stays in processing for half an hour is given up', async () => {
  const { order, ready, sim } = await anOfficialPublisher()
  sim.control.addPublishFault({ kind: 'slow', polls: 10_000 })
  expect(await ready(order([await aPicture('bread')]))).toMatchObject({
    kind: 'not_published',
    failure: { class: 'upload_lost' },
  })
})

test('the first comment is written once, and looked for before it is repeated', async () => {
  const { publisher, order, call, ready, sim, username } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const post = postOf(await publisher.commit(call(), asked))
  const comment = { order: asked, text: 'Order by message', isRepeat: false }
  sim.control.addFault({ kind: 'drop_after_commit', path: 'comments$' })
  expect(await publisher.comment(call(), post, comment)).toMatchObject({ kind: 'unknown' })
  const again = await publisher.comment(call(), post, { ...comment, isRepeat: true })
  expect(again).toMatchObject({ kind: 'written' })
  expect(sim.control.truth.comments(username, post.mediaId)).toEqual(['Order by message'])
})

test('a post is deleted where the login and the right allow it', async () => {
  const { publisher, order, call, ready, posts } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const post = postOf(await publisher.commit(call(), asked))
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
  expect(posts()).toEqual([])
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
})

test('a post that Meta calls missing when it is deleted, and still shows, is not called removed', async () => {
  const { publisher, order, call, ready, posts, sim } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const post = postOf(await publisher.commit(call(), asked))
  const missing = { code: 100, subcode: 33, method: 'DELETE' } as const
  sim.control.addFault({ kind: 'error', path: post.mediaId, ...missing })
  expect(await publisher.remove(call(), post, 'photo')).toMatchObject({
    kind: 'refused',
    failure: { class: 'transient', code: '100/33' },
  })
  expect(posts()).toHaveLength(1)
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
})

test('a post that Meta calls missing during an outage, and lists, is not called removed', async () => {
  const { publisher, order, call, ready, posts, sim } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const post = postOf(await publisher.commit(call(), asked))
  for (const method of ['DELETE', 'GET'] as const)
    sim.control.addFault({ kind: 'error', path: post.mediaId, code: 100, subcode: 33, method })
  expect(await publisher.remove(call(), post, 'photo')).toMatchObject({
    kind: 'refused',
    failure: { class: 'transient', fault: 'moment', code: '100/33' },
  })
  expect(posts()).toHaveLength(1)
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
})

test.for([
  ['instagram', undefined],
  ['facebook', 'instagram_basic,pages_show_list,pages_read_engagement,instagram_content_publish'],
] as const)('the %s login (%s) offers no deletion', async ([login, scope]) => {
  const { publisher, order, call, ready } = await anOfficialPublisher(login, scope)
  const asked = order([await aPicture('bread')])
  await ready(asked)
  const post = postOf(await publisher.commit(call(), asked))
  expect(await publisher.remove(call(), post, 'photo')).toEqual({
    kind: 'not_offered',
    message: expect.stringContaining('in the app'),
  })
})

test('the quota is told, and a full one is an answer of its own', async () => {
  const { publisher, order, call, ready, sim } = await anOfficialPublisher()
  expect(await publisher.quota(call())).toEqual({ used: 0, total: 50, durationMs: 24 * HOUR })
  sim.control.set({ publishQuota: 0 })
  const asked = order([await aPicture('bread')])
  await ready(asked)
  expect(await publisher.commit(call(), asked)).toMatchObject({
    kind: 'not_published',
    failure: { class: 'quota_reached', remedy: 'retry', code: '9/2207042' },
  })
})
