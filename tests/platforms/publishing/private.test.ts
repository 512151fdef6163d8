import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import { logIn, startSim } from '../instagram/held-account.ts'
import { aFile, aPicture, aVideo, BAKERY, postOf, sentOnce } from './orders.ts'
import { aPrivatePublisher } from './private-world.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('publishing', 1)
  session = await logIn(sim, 0)
})
afterAll(async () => await sim.close())
beforeEach(() => {
  sim.control.clearAll()
  seen = sim.referee.violations().length
})

/** The account's posts stay from test to test. */
let seen = 0
const violations = () => sim.referee.violations().slice(seen)
const world = (timeoutMs?: number) => aPrivatePublisher(sim, session, timeoutMs)

test('a photo is staged, configured and read back', async () => {
  const { publisher, order, call, posts, held, kept } = world()
  const picture = await aPicture('private photo')
  const asked = order([{ ...picture, altText: 'A loaf' }], { location: BAKERY })

  expect(await publisher.upload(call(), asked)).toEqual({ kind: 'ready' })
  const post = postOf(await publisher.commit(call(), asked))

  expect(posts()[0]).toMatchObject({
    pk: post.mediaId,
    uploadId: asked.ids.post,
    type: 'photo',
    files: [picture.sha256],
    caption: asked.caption,
    form: {
      custom_accessibility_caption: 'A loaf',
      location: expect.stringContaining('"facebook_places_id":"1234"'),
      device: { manufacturer: expect.stringMatching(/^\S/) },
    },
  })
  expect(await publisher.readBack(call(), asked, post)).toMatchObject({
    kind: 'there',
    post,
    hasCaption: true,
  })
  expect(held.ended).toEqual([
    ['rupload_igphoto', 'ok'],
    ['media/configure', 'ok'],
    ['media/info', 'ok'],
  ])
  expect(kept).toMatchObject({ sent: 1, progress: { staged: [asked.ids.post] } })
  expect(violations()).toEqual([])
})

test('a reel is staged with its cover', async () => {
  const { publisher, order, call, posts } = world()
  const video = aVideo('private reel', { bytes: 400_000, durationMs: 7_500 })
  const cover = await aPicture('private cover', { width: 720, height: 1280 })
  const asked = order([video], { cover: { picture: cover }, sharesToFeed: false })

  expect(await publisher.upload(call(), asked)).toEqual({ kind: 'ready' })
  const post = postOf(await publisher.commit(call(), asked))

  expect(post.permalink).toMatch(/\/reel\//)
  expect(posts()[0]).toMatchObject({
    type: 'reel',
    files: [video.sha256],
    form: { clips_share_preview_to_feed: '0', length: 7.5 },
  })
  expect(violations()).toEqual([])
})

test('a carousel keeps its order, and names people by their ids', async () => {
  const { publisher, order, call, posts, kept } = world()
  const [first, last] = [await aPicture('c 1'), await aPicture('c 2')]
  const video = aVideo('c video')
  const creator = sim.world.creatorAt(7)
  const tag = { username: creator.username, platformId: null, x: 0.25, y: 0.5 }
  const known = { username: 'known', platformId: '4711', x: 0.5, y: 0.5 }
  const asked = order([{ ...first, userTags: [tag, known] }, video, last])

  expect(await publisher.upload(call(), asked)).toEqual({ kind: 'ready' })
  postOf(await publisher.commit(call(), asked))

  expect(posts()[0]).toMatchObject({
    type: 'carousel',
    files: [first.sha256, video.sha256, last.sha256],
    form: {
      client_sidecar_id: asked.ids.post,
      children_metadata: [
        {
          usertags: JSON.stringify({
            in: [
              { user_id: creator.pk, position: [0.25, 0.5] },
              { user_id: '4711', position: [0.5, 0.5] },
            ],
          }),
        },
        { length: 6 },
        {},
      ],
    },
  })
  expect(kept.progress).toMatchObject({ staged: asked.ids.items })
  expect(violations()).toEqual([])
})

test('an upload that breaks off continues where it ended, and stages nothing twice', async () => {
  const { publisher, order, call, posts, held } = world(1_500)
  const picture = await aPicture('kept')
  const video = aVideo('long', { bytes: 3_000_000 })
  const cut = { ...video, open: (from: number) => video.open(from).take(20) }
  const asked = order([picture, video])

  expect(await publisher.upload(call(), { ...asked, media: [picture, cut] })).toMatchObject({
    kind: 'not_published',
    failure: { class: 'transient', remedy: 'retry' },
  })
  expect(await publisher.upload(call(), asked)).toEqual({ kind: 'ready' })
  postOf(await publisher.commit(call(), asked))

  expect(picture.opened).toEqual([0])
  expect(video.opened[1]).toBeGreaterThan(0)
  expect(posts()[0]).toMatchObject({ files: [picture.sha256, video.sha256] })
  expect(held.maxAtOnce).toBe(1)
  expect(violations()).toEqual([])
})

test.for(['lost_answer', 'no_media', 'error_after', 'late'] as const)(
  'a post whose answer is lost (%s) is found by its id, and not made twice',
  async (kind) => {
    const { publisher, order, call, posts, settle, username } = world()
    const before = posts().length
    const asked = order([await aPicture(`lost ${kind}`)])
    await publisher.upload(call(), asked)
    const sentAt = new Date()
    sim.control.failPublishing(username, { kind })
    if (kind === 'late') sim.control.failPublishing(username, { kind: 'lost_answer' })

    expect(await publisher.commit(call(), asked)).toMatchObject({
      kind: 'unknown',
      failure: { class: 'transient' },
    })
    let found = await publisher.lookUp(call(), asked, sentOnce(sentAt))
    for (let looks = 0; found.kind === 'unseen' && looks < 4; looks += 1) {
      found = await publisher.lookUp(call(), asked, sentOnce(sentAt))
    }
    settle()
    expect(found).toMatchObject({ kind: 'published', post: { mediaId: posts()[0]?.pk } })
    expect(posts()).toHaveLength(before + 1)
    expect(violations()).toEqual([])
  },
)

test.for(['reset', 'bad_gateway', 'cut_body', 'html_200', 'empty_200'] as const)(
  'a configure that never came through (%s) is sent again with the same ids',
  async (kind) => {
    const { publisher, order, call, posts, settle, username } = world(1_000)
    const before = posts().length
    const asked = order([await aPicture(`reset ${kind}`)])
    await publisher.upload(call(), asked)
    const sentAt = new Date()
    sim.control.failAccount(username, { kind, count: 1, endpoints: ['configure'] })

    expect(await publisher.commit(call(), asked)).toMatchObject({ kind: 'unknown' })
    expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toEqual({
      kind: 'unseen',
      delayMs: 30_000,
      isPublished: false,
    })
    settle()
    expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toEqual({
      kind: 'absent',
      isProven: false,
    })
    postOf(await publisher.commit(call(), asked))
    expect(posts()).toHaveLength(before + 1)
    expect(violations()).toEqual([])
  },
)

test('without the id in its feed a post is found by its caption and time', async () => {
  const { publisher, order, call, username } = world()
  const asked = order([aVideo('no stamp')], { sharesToFeed: false })
  await publisher.upload(call(), asked)
  sim.control.failPublishing(username, { kind: 'no_timestamp' })
  sim.control.failPublishing(username, { kind: 'lost_answer' })
  const sentAt = new Date()
  await publisher.commit(call(), asked)
  expect(await publisher.lookUp(call(), asked, sentOnce(sentAt))).toMatchObject({
    kind: 'published',
  })
})

test('a ghost is gone when it is read back, and a lost caption is told', async () => {
  const { publisher, order, call, username } = world()
  const [first, second] = [order([await aPicture('g 1')]), order([await aPicture('g 2')])]
  await publisher.upload(call(), first)
  sim.control.failPublishing(username, { kind: 'ghost' })
  const ghost = postOf(await publisher.commit(call(), first))
  expect(await publisher.readBack(call(), first, ghost)).toEqual({ kind: 'gone' })

  const next = { ...call(), resume: null }
  await publisher.upload(next, second)
  sim.control.failPublishing(username, { kind: 'caption_lost' })
  const bare = postOf(await publisher.commit(call(), second))
  expect(await publisher.readBack(call(), second, bare)).toMatchObject({
    kind: 'there',
    hasCaption: false,
  })
})

test('the first comment is written once, however often it is sent', async () => {
  const { publisher, order, call, posts } = world()
  const asked = order([await aPicture('commented')])
  await publisher.upload(call(), asked)
  const post = postOf(await publisher.commit(call(), asked))
  const comment = { order: asked, text: 'Order by message', isRepeat: false }
  expect(await publisher.comment(call(), post, comment)).toMatchObject({ kind: 'written' })
  await publisher.comment(call(), post, { ...comment, isRepeat: true })
  expect(posts()[0]?.comments).toEqual(['Order by message'])
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
  expect(await publisher.remove(call(), post, 'photo')).toEqual({ kind: 'removed' })
  expect(await publisher.quota(call())).toBeNull()
})

// Answers of publishing, and what each means (facts: publishing.md, A.6).
test.for([
  ['needs_reupload', 'not_published', 'upload_lost'],
  ['bad_image', 'not_published', 'media_refused'],
  ['retry_entire_flow', 'not_published', 'upload_lost'],
  ['transcode_error', 'not_published', 'media_refused'],
  ['aspect_ratio', 'not_published', 'media_refused'],
  ['wrong_format', 'not_published', 'media_refused'],
  ['video_too_long', 'not_published', 'media_refused'],
  ['no_sidecar_children', 'not_published', 'upload_lost'],
  ['no_upload_id', 'not_published', 'upload_lost'],
  ['upload_id_none', 'not_published', 'upload_lost'],
  ['unknown_server_error', 'unknown', 'transient'],
  ['incorrect_upload_id', 'not_published', 'upload_lost'],
  ['configure_error', 'unknown', 'upload_lost'],
  ['configure_unavailable', 'unknown', 'transient'],
] as const)('a configure that is answered %s is %s: %s', async ([fault, kind, failed]) => {
  const { publisher, order, call, username } = world()
  const asked = order([await aPicture(`refused ${fault}`)])
  await publisher.upload(call(), asked)
  sim.control.failPublishing(username, { kind: fault })
  expect(await publisher.commit(call(), asked)).toMatchObject({
    kind,
    failure: { class: failed },
  })
  await publisher.lookUp(call(), asked, sentOnce(new Date()))
})

test.for([
  ['rate_limit_401', 'configure', 'throttled'],
  ['feedback_required_429', 'configure', 'action_blocked'],
  ['feedback_required_until', 'configure', 'action_blocked'],
  ['rate_limit', 'upload', 'throttled'],
  ['rate_limit_401', 'upload', 'throttled'],
  ['feedback_required', 'upload', 'action_blocked'],
  ['feedback_required_429', 'upload', 'action_blocked'],
  ['checkpoint_required', 'upload', 'needs_person'],
  ['masked_not_found', 'upload', 'needs_person'],
  // Before the post was sent nothing is visible yet.
  ['reset', 'upload', 'transient'],
  ['bad_gateway', 'upload', 'transient'],
  ['cut_body', 'upload', 'transient'],
  // The platform says at the next step that it has no file.
  ['html_200', 'upload', 'upload_lost'],
  ['challenge_required', 'upload', 'needs_person'],
] as const)('%s at %s says of the post: %s', async ([kind, endpoint, failed]) => {
  const { publisher, order, call, username } = world()
  const asked = order([await aPicture(`${kind} ${endpoint}`)])
  const at = async () => {
    const upload = await publisher.upload(call(), asked)
    return upload.kind === 'ready' ? await publisher.commit(call(), asked) : upload
  }
  sim.control.failAccount(username, { kind, count: 1, endpoints: [endpoint] })
  expect(await at()).toMatchObject({ kind: 'not_published', failure: { class: failed } })
})

test('a video that is still transcoded is waited for, with the same ids', async () => {
  const { publisher, order, call, username } = world()
  const asked = order([aVideo('transcoded')])
  await publisher.upload(call(), asked)
  sim.control.failPublishing(username, { kind: 'transcoding', count: 2 })
  const waiting = { kind: 'waiting', delayMs: 3_000 }
  expect(await publisher.commit(call(), asked)).toEqual(waiting)
  expect(await publisher.commit(call(), asked)).toEqual(waiting)
  expect(await publisher.commit(call(), asked)).toMatchObject({ kind: 'published' })
})

test.for([
  ['processing_failed', 'media_refused'],
  ['processing_retriable', 'transient'],
  ['conflicting_upload_id', 'upload_lost'],
] as const)('an upload that is answered %s is %s', async ([fault, failed]) => {
  const { publisher, order, call, username } = world()
  sim.control.failPublishing(username, { kind: fault })
  expect(await publisher.upload(call(), order([await aPicture('refused')]))).toMatchObject({
    kind: 'not_published',
    failure: { class: failed },
  })
})

test('a file that is no JPEG is refused for good, and forgotten bytes are uploaded anew', async () => {
  const { publisher, order, call, username } = world()
  const png = aFile(Buffer.from('\u0089PNG'), { width: 400, height: 500 }, null)
  expect(await publisher.upload(call(), order([png]))).toMatchObject({
    failure: { class: 'media_refused', remedy: 'final' },
  })
  const asked = order([await aPicture('forgotten')])
  await publisher.upload({ ...call(), resume: null }, asked)
  sim.control.expireUploads(username)
  expect(await publisher.commit(call(), asked)).toMatchObject({
    kind: 'not_published',
    failure: { class: 'upload_lost', remedy: 'begin_again', code: 'staged_position_not_found' },
  })
})

test.for([
  ['rate_limit', 'throttled', 'retry'],
  ['checkpoint_required', 'needs_person', 'person'],
  ['feedback_required', 'action_blocked', 'rest'],
  ['challenge_required', 'needs_person', 'person'],
  ['masked_not_found', 'needs_person', 'person'],
  ['suspended', 'needs_person', 'person'],
  ['login_required', 'session_ended', 'retry'],
] as const)(
  'an account that meets %s has published nothing: %s',
  async ([kind, failed, remedy]) => {
    const { publisher, order, call, username } = world()
    const asked = order([await aPicture(`account ${kind}`)])
    await publisher.upload(call(), asked)
    sim.control.failAccount(username, { kind, count: 1, endpoints: ['configure'] })
    expect(await publisher.commit(call(), asked)).toMatchObject({
      kind: 'not_published',
      failure: { class: failed, remedy },
    })
    sim.control.clearAccount(username)
  },
)

test('nothing is sent when what has to be stored before is not', async () => {
  const { publisher, order, call, posts, held } = world()
  const before = posts().length
  const asked = order([await aPicture('not stored')])
  await publisher.upload(call(), asked)
  const beforeSend = async (): Promise<never> => {
    throw new Error('the database is away')
  }
  await expect(publisher.commit({ ...call(), beforeSend }, asked)).rejects.toThrow('database')
  expect(posts()).toHaveLength(before)
  expect(held.ended.at(-1)?.[1]).not.toBe('ok')
})

// Last: the session of the account is over.
test('login_required at upload says of the post: session_ended', async () => {
  const { publisher, order, call, username } = world()
  const asked = order([await aPicture('login_required upload')])
  sim.control.failAccount(username, { kind: 'login_required', count: 1, endpoints: ['upload'] })
  expect(await publisher.upload(call(), asked)).toMatchObject({
    kind: 'not_published',
    failure: { class: 'session_ended' },
  })
})
