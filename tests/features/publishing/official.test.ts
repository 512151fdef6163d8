import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { runNext } from '../gramd-world.ts'
import { aPicture, aVideo, startOfficialWorld, type OfficialWorld } from './official-world.ts'
import { Post } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const CAPTION = 'Winter is here #winter'

/** A post of these files for all accounts, begun; by default one picture. */
async function begin(
  world: OfficialWorld,
  post: Record<string, unknown> = {},
  media?: readonly { upload_id: string }[],
): Promise<string> {
  const files = media ?? (await world.media(await aPicture('teal')))
  const draft = { caption: CAPTION, media: files, accounts: world.accounts, ...post }
  const id = await world.draft(draft)
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

const shown = async (world: OfficialWorld, id: string) => await world.get(`/api/posts/${id}`, Post)

/** There once, and nothing was done that Meta forbids. */
async function expectOnce(world: OfficialWorld, id: string): Promise<void> {
  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  for (const username of world.usernames)
    expect(world.published(username).map(({ caption }) => caption)).toEqual([CAPTION])
  expect(world.standIn.control.violations()).toEqual([])
}

const hashesOf = async (world: OfficialWorld, media: readonly { upload_id: string }[]) =>
  await Promise.all(
    media.map(async ({ upload_id: id }) => {
      const answer = await world.send('GET', `/api/uploads/${id}/content`)
      return createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex')
    }),
  )

test('a photo is fetched at its signed address, published once with each login, and read back', async ({
  db,
}) => {
  const world = await startOfficialWorld(db, ['facebook', 'instagram'])
  const media = await world.media(await aPicture('teal'))
  const id = await begin(world, { first_comment: 'Which one?' }, media)
  await world.publishAll()

  await expectOnce(world, id)
  for (const username of world.usernames) {
    const [post] = world.published(username)
    expect(post).toMatchObject({ type: 'IMAGE', source: { files: await hashesOf(world, media) } })
    const { comments } = world.standIn.control.truth
    expect(comments(username, post?.id ?? '')).toEqual(['Which one?'])
  }
  for (const execution of await world.executions(id))
    expect(execution).toMatchObject({
      status: 'success',
      warnings: [],
      permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/p\//),
    })
  const [first = 0, second = 0] = (await world.executions(id))
    .map(({ posted_at: at }) => Date.parse(at ?? ''))
    .toSorted((a, b) => a - b)
  expect(second - first).toBeGreaterThanOrEqual(2 * MINUTE_MS)
})

test('a carousel keeps the order of its files, pictures and video', async ({ db }) => {
  const world = await startOfficialWorld(db, ['facebook', 'instagram'])
  const media = await world.media(await aPicture('red'), aVideo(), await aPicture('navy'))
  const id = await begin(world, {}, media)
  await world.publishAll()

  await expectOnce(world, id)
  const files = await hashesOf(world, media)
  for (const username of world.usernames)
    expect(world.published(username)).toMatchObject([{ type: 'CAROUSEL_ALBUM', source: { files } }])
})

test('a reel goes with its cover, and a video that is processed for long is waited for', async ({
  db,
}) => {
  const world = await startOfficialWorld(db, ['facebook', 'instagram'])
  world.standIn.control.addPublishFault({ kind: 'slow', polls: 8 })
  const media = await world.media(aVideo())
  const [cover] = await world.media(await aPicture('gold'))
  const id = await begin(world, { cover_upload_id: cover?.upload_id, shares_to_feed: false }, media)
  await world.publishDue()
  const waiting = (await world.executions(id)).map(({ waits_for }) => waits_for)
  expect(waiting).toContain('the platform processes the files')
  await world.publishAll()

  await expectOnce(world, id)
  const [files, [coverFile]] = [
    await hashesOf(world, media),
    await hashesOf(world, cover ? [cover] : []),
  ]
  const details = { cover: coverFile, sharedToFeed: false }
  for (const username of world.usernames)
    expect(world.published(username)).toMatchObject([
      { product: 'REELS', source: { files, details } },
    ])
})

const LOST = [
  'drop_after_commit',
  'error_after',
  'truncate',
  'half_json',
  'drop',
  'html',
  'empty',
] as const

test.for(LOST)(
  'when the answer to the publication is %s, the post is looked for and there once',
  async (kind, { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.addFault({ kind, path: 'media_publish$' })
    const id = await begin(world)
    await world.publishAll()

    await expectOnce(world, id)
  },
)

test.for(['container_error', 'container_expired'] as const)(
  'after %s it is begun again with a new container, and is there once',
  async (kind, { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.addPublishFault({ kind })
    const id = await begin(world)
    await world.publishAll()

    await expectOnce(world, id)
  },
)

test('what is shown late is found, what is not there as it was ordered is said', async ({ db }) => {
  const world = await startOfficialWorld(db, ['facebook', 'instagram', 'facebook'])
  const [late = '', ghost = '', mute = ''] = world.usernames
  const { control } = world.standIn
  control.addPublishFault({ kind: 'late', username: late, seconds: 70 })
  control.addFault({
    kind: 'drop_after_commit',
    path: `${control.truth.accountId(late)}/media_publish$`,
  })
  control.addPublishFault({ kind: 'ghost', username: ghost })
  control.addPublishFault({ kind: 'caption_lost', username: mute })
  const id = await begin(world)
  await world.publishAll()

  const found = (await world.executions(id)).map(({ username, warnings }) => [username, warnings])
  expect(Object.fromEntries(found)).toEqual({
    [late]: [],
    [ghost]: ['not_shown'],
    [mute]: ['caption_lost'],
  })
  expect(world.published(late)).toHaveLength(1)
  expect(control.violations()).toEqual([])
})

test.for([
  // Ten minutes: it is found. Two days: it is there, under an id that nobody knows.
  [600, [], 'found'],
  [172_800, ['not_shown', 'comment_not_written'], 'not shown'],
] as const)(
  'a post whose container says that it is published is no unknown one: %i s until it is shown',
  async ([seconds, warnings], { db }) => {
    const world = await startOfficialWorld(db)
    const { control } = world.standIn
    control.addPublishFault({ kind: 'late', seconds })
    control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
    const id = await begin(world, { first_comment: 'Which one?' })
    await world.publishAll()

    expect(await world.executions(id)).toMatchObject([{ status: 'success', warnings }])
    await world.advance(seconds * 1_000)
    expect(world.published()).toHaveLength(1)
    expect(control.violations()).toEqual([])
  },
)

test('a container that is gone before it was published is made anew', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const fault = { kind: 'error', method: 'GET', code: 100, subcode: 33 } as const
  world.standIn.control.addFault({ ...fault, path: String.raw`/182\d{6}00000001$`, times: 100 })
  const id = await begin(world)
  await world.publishAll()

  await expectOnce(world, id)
})

test('a container that is gone and has published nothing is sent once more, and then made anew', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const { control } = world.standIn
  control.addFault({
    kind: 'error',
    path: 'media_publish$',
    code: 24,
    subcode: 2_207_008,
    times: 2,
  })
  control.addFault({
    kind: 'error',
    method: 'GET',
    path: String.raw`/182\d{6}00000001$`, // the first one
    code: 100,
    subcode: 33,
    skip: 2,
    times: 100,
  })
  const id = await begin(world)
  await world.publishAll()

  await expectOnce(world, id)
  const { rows } = await sql<{ line: string }>`
    select action || ' ' || status as line from publication_log where action in ('upload', 'commit') order by id`.execute(
    db,
  )
  const lines = rows.map(({ line }) => line)
  expect(lines.filter((line) => line === 'commit unknown')).toHaveLength(2)
  expect(lines.at(-1)).toBe('commit published')
})

test.for([
  ['GET', String.raw`/179\d+$`, 'not_checked'],
  ['POST', String.raw`/179\d+/comments$`, 'comment_not_written'],
] as const)(
  'nothing that fails after the publication makes it fail: %s %s',
  async ([method, path, warning], { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.addFault({ kind: 'html', method, path, times: 20 })
    const id = await begin(world, { first_comment: 'Which one?' })
    await world.publishAll()

    await expectOnce(world, id)
    expect(await world.executions(id)).toMatchObject([{ status: 'success', warnings: [warning] }])
  },
)

test('an account that has used up its quota rests for a day, and then goes on', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const { control } = world.standIn
  control.set({ publishQuota: 1 })
  const first = await begin(world)
  await world.publishAll()
  await expectOnce(world, first)
  const second = await begin(
    world,
    { caption: 'Another one' },
    await world.media(await aPicture('red')),
  )
  await world.publishAll(20 * HOUR_MS)
  expect(await world.executions(second)).toMatchObject([{ status: 'waiting' }])
  await world.publishAll(30 * HOUR_MS)

  expect(await shown(world, second)).toMatchObject({ status: 'completed' })
  expect(world.published().map(({ caption }) => caption)).toEqual([CAPTION, 'Another one'])
  expect(control.violations()).toEqual([])
})

/** Code, subcode, where, and the class with which it ends; null when it is tried again and there. */
const ERRORS = [
  [-2, 2_207_003, 'media', null],
  [-2, 2_207_020, 'media', null],
  [-1, 2_207_001, 'media', null],
  [1, 2_207_057, 'media', 'order_refused'],
  [2, undefined, 'media', null],
  [4, undefined, 'media', null],
  [4, 2_207_051, 'media', 'needs_person'],
  [9, 2_207_069, 'media', null],
  [10, undefined, 'media', 'not_permitted'],
  [24, 2_207_008, 'media', null],
  [25, 2_207_050, 'media', 'not_permitted'],
  [100, undefined, 'media', 'order_refused'],
  [352, 2_207_026, 'media', 'media_refused'],
  [368, undefined, 'media', 'needs_person'],
  [9_004, 2_207_052, 'media', null],
  [36_004, 2_207_010, 'media', 'caption_refused'],
  [80_002, undefined, 'media', null],
  [-1, 2_207_053, 'media_publish', null],
  [1, undefined, 'media_publish', null],
  [4, undefined, 'media_publish', null],
  [4, 2_207_051, 'media_publish', 'needs_person'],
  [9, 2_207_042, 'media_publish', null],
  [10, undefined, 'media_publish', 'not_permitted'],
  [25, 2_207_050, 'media_publish', 'not_permitted'],
  [100, undefined, 'media_publish', 'order_refused'],
  [368, undefined, 'media_publish', 'needs_person'],
  [9_007, 2_207_027, 'media_publish', null],
  [24, 2_207_008, 'media_publish', null],
  [506, undefined, 'media_publish', 'order_refused'],
  [36_003, 2_207_009, 'media_publish', 'media_refused'],
  [80_002, undefined, 'media_publish', null],
] as const

test.for(ERRORS)(
  'the error %i/%i of %s ends as it should: %s',
  async ([code, subcode, call, ends], { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.addFault({ kind: 'error', path: `/${call}$`, code, subcode })
    const id = await begin(world)
    await world.publishAll(60 * HOUR_MS)

    if (ends === null) return await expectOnce(world, id)
    expect(await world.executions(id)).toMatchObject([{ status: 'failed', error: { class: ends } }])
    expect(world.published()).toEqual([])
    expect(world.standIn.control.violations()).toEqual([])
  },
)

test.for([
  ['facebook', undefined, 'removed'],
  ['instagram', undefined, 'not_offered'],
  ['facebook', 10, 'not_offered'],
  ['facebook', 100, 'refused'],
  ['facebook', 2, 'refused'],
] as const)(
  'a post is deleted where its access allows it: %s, error %s: %s',
  async ([login, code, status], { db }) => {
    const world = await startOfficialWorld(db, [login])
    const id = await begin(world)
    await world.publishAll()
    const fault = { kind: 'error', method: 'DELETE', path: String.raw`/179\d+$` } as const
    if (code !== undefined) world.standIn.control.addFault({ ...fault, code })
    expect((await world.send('DELETE', `/api/posts/${id}/executions`)).status).toBe(202)
    expect((await runNext(world.services, 'remove_publication')).result).toMatchObject({ status })
    const message = status === 'not_offered' ? expect.stringContaining('in the app') : null
    expect(await world.executions(id)).toMatchObject([
      { removal: status === 'refused' ? { status } : { status, message } },
    ])
    expect(world.published()).toHaveLength(status === 'removed' ? 0 : 1)
    const [{ removed_at: at } = {}] = await world.executions(id)
    expect(at === null).toBe(status !== 'removed')
  },
)

test('a token that ended leaves the post open for a day, in which its owner connects again', async ({
  db,
}) => {
  const world = await startOfficialWorld(db)
  const id = await begin(world)
  world.standIn.control.endTokens('brand-1', 'removed')
  await world.publishAll(3 * HOUR_MS)
  expect(await world.executions(id)).toMatchObject([
    { status: 'waiting', waits_for: expect.stringContaining('has to be authorized again') },
  ])
  await world.publishAll(24 * HOUR_MS)

  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'needs_person' } },
  ])
  expect(world.published()).toEqual([])
  expect(world.standIn.control.violations()).toEqual([])
})
