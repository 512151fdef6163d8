import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import type { Publisher } from '../../../src/platforms/publisher.ts'
import { planPost } from '../../../src/features/publishing/posts/plan.ts'
import { warningsOf } from '../../../src/features/publishing/posts/plan-warnings.ts'
import { getPost } from '../../../src/features/publishing/posts/store/posts/posts.ts'
import { getUploads } from '../../../src/features/publishing/uploads/uploads-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aPicture, aVideo, startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type Posting, type PostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000

const Plan = z.looseObject({
  taken: z.int(),
  left_out: z.int(),
  expected_end: z.string().nullable(),
  warnings: z.array(z.string()),
  accounts: z.array(
    z.looseObject({
      username: z.string(),
      kind: z.string(),
      flags: z.array(z.string()),
      left_out: z.looseObject({ reason: z.string(), rule: z.string().nullable() }).nullable(),
    }),
  ),
})
const planOf = async (world: Pick<Posting, 'get'>, id: string) =>
  await world.get(`/api/posts/${id}/plan`, Plan)
const reasonsOf = async (world: Pick<Posting, 'get'>, id: string) =>
  (await planOf(world, id)).accounts.map(({ left_out: reason }) => reason?.reason ?? null)

async function draft(world: PostsWorld, post: Record<string, unknown> = {}): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  return await world.draft({ caption: 'Autumn', media, accounts: world.accounts, ...post })
}

const POOL: readonly (readonly [reason: string, change: RawBuilder<unknown>])[] = [
  ['banned', sql`update instagram_accounts set state = 'suspended'`],
  ['needs_person', sql`update instagram_accounts set state = 'needs_operator'`],
  ['login_required', sql`update instagram_accounts set state = 'needs_login'`],
  ['paused', sql`update instagram_accounts set state = 'paused'`],
  ['proxy_error', sql`update proxies set state = 'dead'`],
  ['media_unfit', sql`update uploads set width = 2000, height = 500`],
  ['caption_unfit', sql`update posts set caption = repeat('x', 2201)`],
  ['no_files', sql`delete from post_media`],
  [
    'limit_reached',
    sql`with old as (
        insert into posts (type, status) values ('photo', 'completed') returning id)
      insert into executions (post_id, publishing_account_id, username, route, caption, status, posted_at, ended_at)
      select old.id, p.id, 'x', 'private', '', 'success', world_now(), world_now()
      from old, publishing_accounts p`,
  ],
]

test.for(POOL)('an account of the pool is left out as %s', async ([reason, change], { db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await sql`update publishing_accounts set posts_limit_per_day = 1`.execute(db)
  const id = await draft(world)
  expect(await reasonsOf(world, id)).toEqual([null])
  await change.execute(db)
  expect(await reasonsOf(world, id)).toEqual([reason])
  const refused = await world.send('POST', `/api/posts/${id}/publish`)
  expect(refused.status).toBe(409)
  expect(world.sim.control.published(world.usernames[0] ?? '')).toEqual([])
})

/** A connected account in a group of its own; gives its id. */
async function connected(db: Db, username: string, login = 'facebook'): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into connections (platform_id, username, login, rights_granted, state)
      values (${`1${username}`}, ${username}, ${login}, '{instagram_basic,instagram_content_publish}', 'active') returning id
    ),
    account as (
      insert into publishing_accounts (connection_id, warmup_stage) select id, 3 from made returning id),
    its_group as (insert into groups (name) values (${username}) returning id),
    member as (
      insert into group_members (group_id, publishing_account_id) select g.id, a.id from its_group g, account a)
    select id from account`.execute(db)
  return rows[0]?.id ?? ''
}

const CONNECTED: readonly (readonly [reason: string, change: RawBuilder<unknown>])[] = [
  ['missing_right', sql`update connections set rights_granted = '{instagram_basic}'`],
  ['expired', sql`update connections set state = 'revoked'`],
  ['route_not_set_up', sql`select`],
]

test.for(CONNECTED)('a connected account is left out as %s', async ([reason, change], { db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await draft(world, { accounts: [await connected(db, 'brand')] })
  await change.execute(db)
  expect(await reasonsOf(world, id)).toEqual([reason])
})

/** The official route of these, as far as a plan asks. */
function withOfficial({ services }: Pick<PostsWorld, 'services'>, settings: object = {}) {
  const { private: route } = services.publishers
  if (!route) throw new Error('the route is not set up')
  const offers: Publisher['offers'] = {
    coverAtTime: true,
    altText: 'pictures',
    maxCollaborators: 3,
    needsUrls: true,
  }
  const publicUrl = 'https://gramd.example.com'
  return {
    ...services,
    config: { ...services.config, publicUrl, ...settings },
    publishers: { private: route, official: { ...route, offers } },
  }
}

test('an account that both routes reach is published on once, officially where that is possible', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = '', [pool = '']] = [world.usernames[0], world.accounts]
  const official = await connected(db, username)
  const id = await draft(world, { accounts: [pool, official] })
  const planned = async () =>
    Object.fromEntries(
      (await planPost(withOfficial(world), await getPost(db, id))).accounts.map(
        ({ kind, left_out: out }) => [kind, out?.reason ?? null],
      ),
    )
  expect(await planned()).toEqual({ connection: null, pool: 'same_account' })
  await sql`update publishing_accounts set posts_limit_per_day = 0 where id = ${official}`.execute(
    db,
  )
  expect(await planned()).toEqual({ connection: 'limit_reached', pool: 'same_account' })
  await sql`update connections set state = 'revoked'`.execute(db)
  expect(await planned()).toEqual({ connection: 'expired', pool: null })
})

test('without a public address Meta publishes only what gramd can send to it', async ({ db }) => {
  const settings = { GRAMD_PUBLIC_URL: '' }
  const world = await startOfficialWorld(db, ['facebook', 'instagram'], settings)
  const draftOf = async (media: { upload_id: string }[], more: object = {}) =>
    await world.draft({ media, accounts: world.accounts, ...more })
  const both = ['no_public_address', 'no_public_address']
  const [picture] = await world.media(await aPicture('teal'))
  const video = await world.media(aVideo())
  expect(await reasonsOf(world, await draftOf(picture ? [picture] : []))).toEqual(both)
  const cover = { cover_upload_id: picture?.upload_id }
  expect(await reasonsOf(world, await draftOf(video, cover))).toEqual(both)
  const id = await draftOf(video)
  const { accounts } = await planOf(world, id)
  const out = new Map(accounts.map((each) => [each.username, each.left_out?.reason ?? null]))
  expect(world.usernames.map((name) => out.get(name))).toEqual([null, 'no_public_address'])
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  expect(world.published(world.usernames[0])).toHaveLength(1)
})

test('a plan warns of flags, of ratios, and of what a route does not take', async ({ db }) => {
  // It translates nothing here.
  const settings = { DEEPL_API_KEY: 'a-key:fx' }
  const world = await startPostsWorld(db, { accounts: 1, settings })
  await sql`update publishing_accounts set language = 'ru'`.execute(db)
  const [one, other] = [await world.picture(), await world.picture('red')]
  await sql`update uploads set width = 1080, height = 1350 where id = ${other}`.execute(db)
  const media = [{ upload_id: one }, { upload_id: other }]
  const carousel = await draft(world, { media, language: 'en' })
  expect((await planOf(world, carousel)).warnings).toEqual(['not_translated', 'ratios_differ'])
  await world.send('PUT', `/api/posts/${carousel}/captions/ru`, { text: 'Осень' })
  await sql`update post_captions set flags = '{tokens_changed}'`.execute(db)
  expect(await planOf(world, carousel)).toMatchObject({
    warnings: ['flagged', 'ratios_differ'],
    accounts: [{ flags: ['tokens_changed'] }],
  })
  await sql`update uploads set width = 1080, height = 1080 where id = ${other}`.execute(db)
  expect((await planOf(world, carousel)).warnings).toEqual(['flagged'])

  const { rows } = await sql<{ id: string }>`
    insert into uploads (file_name, sha256, kind, media_type, bytes, width, height, duration_ms, frame_rate, codecs,
      conversions, warnings, report)
    values ('v.mp4', sha256('v'), 'video', 'video/mp4', 10, 1080, 1920, 5000, 30, '{avc,aac}', '{}', '{}',
      '{"original": {"format": "MP4", "bytes": 1}}') returning id`.execute(db)
  const video = [{ upload_id: rows[0]?.id, alt_text: 'A red wall' }]
  await sql`update publishing_accounts set language = null`.execute(db)
  const reel = await draft(world, { media: video, cover_at_ms: 1_000 })
  expect((await planOf(world, reel)).warnings).toEqual(['cover_frame_lost'])
  const brand = await connected(db, 'brand')
  await world.send('PATCH', `/api/posts/${reel}`, { accounts: [brand] })
  const services = withOfficial(world)
  const post = await getPost(db, reel)
  const { accounts: taken } = await planPost(services, post)
  const uploads = await getUploads(db, [rows[0]?.id ?? ''])
  expect(warningsOf(services, post, uploads, { taken, hasRepeats: false })).toEqual([
    'alt_text_lost',
  ])
})

test('the expected end knows the distance to an account’s other posts, and is not passed', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { clock } = world.services
  const make = async (colour: string) =>
    await draft(world, { caption: colour, media: [{ upload_id: await world.picture(colour) }] })
  const begin = async (id: string) => await world.send('POST', `/api/posts/${id}/publish`)
  const first = await make('teal')
  await begin(first)
  await world.publishAll()
  const [second, third] = [await make('red'), await make('blue')]
  await begin(second)

  const now = clock.now().getTime()
  const end = Date.parse((await planOf(world, third)).expected_end ?? '')
  await begin(third)
  await world.publishAll()
  const posted = Date.parse((await world.executions(third))[0]?.posted_at ?? '')
  expect(posted - now).toBeGreaterThan(55 * MINUTE_MS)
  // A minute for the upload and the turn of the account.
  expect(posted).toBeLessThanOrEqual(end + MINUTE_MS)
  expect(end - posted).toBeLessThan(35 * MINUTE_MS)
})

test('the expected end is the latest by the distances, and waits for active hours and rests', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const id = await draft(world)
  const minutes = async () => {
    const { expected_end: end } = await planOf(world, id)
    return (Date.parse(end ?? '') - world.services.clock.now().getTime()) / MINUTE_MS
  }
  expect(await minutes()).toBe(10)
  await sql`
    update publishing_accounts set rest_until = world_now() + interval '2 hours'
    where id = ${world.accounts[0]}`.execute(db)
  expect(await minutes()).toBe(120)
  // It is nine in the morning.
  const {
    accounts: [first],
  } = await planPost(
    {
      ...world.services,
      config: { ...world.services.config, activeHours: { from: 15 * 60, to: 20 * 60 } },
    },
    await getPost(db, id),
  )
  expect(first?.ready_at.toISOString()).toBe('2026-11-21T15:00:00.000Z')
})
