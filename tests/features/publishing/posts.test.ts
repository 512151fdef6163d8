import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { planPost } from '../../../src/features/publishing/posts/plan.ts'
import { getPost } from '../../../src/features/publishing/posts/store/posts/posts.ts'
import { publishDuePosts } from '../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { startTranslationStandIn } from '../../../sim/translation/index.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Post, startPostsWorld, type PostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A draft of one picture for these accounts, begun; gives its id. */
async function begin(
  world: PostsWorld,
  post: Record<string, unknown> = {},
  accounts: readonly string[] = world.accounts,
): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: 'Autumn is here', media, accounts, ...post })
  const begun = await world.send('POST', `/api/posts/${id}/publish`)
  if (begun.status !== 202) throw new Error(await begun.text())
  return id
}

const shown = async (world: PostsWorld, id: string) => await world.get(`/api/posts/${id}`, Post)
const published = ({ sim, usernames }: PostsWorld) =>
  usernames.flatMap((username) => sim.control.published(username))

test('a post is published on each account once, one after another, and read back', async ({
  db,
}) => {
  const world = await startPostsWorld(db)
  const id = await begin(world, { first_comment: 'Which one?' })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(409)
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'completed', executions: { success: 3 } })
  const posts = published(world)
  expect(posts.map(({ caption }) => caption)).toEqual(Array(3).fill('Autumn is here'))
  expect(posts.map(({ comments }) => comments)).toEqual([
    ['Which one?'],
    ['Which one?'],
    ['Which one?'],
  ])
  const executions = await world.executions(id)
  for (const execution of executions)
    expect(execution).toMatchObject({
      status: 'success',
      warnings: [],
      permalink: expect.stringContaining('instagram.com'),
    })
  const times = executions
    .map(({ posted_at: at }) => Date.parse(at ?? ''))
    .toSorted((a, b) => a - b)
  for (const [at, time] of times.entries())
    if (at > 0) {
      const gap = time - (times[at - 1] ?? 0)
      expect(gap).toBeGreaterThanOrEqual(2 * MINUTE_MS)
      // The draw is at most five minutes; sending and its answer take some seconds.
      expect(gap).toBeLessThan(5.5 * MINUTE_MS)
    }
  const Log = z.object({ data: z.array(z.looseObject({ action: z.string(), status: z.string() })) })
  const log = (await world.get('/api/logs?limit=200', Log)).data.map(
    ({ action, status }) => `${action} ${status}`,
  )
  expect(log.filter((line) => line === 'commit published')).toHaveLength(3)
  expect(await world.get(`/api/accounts/${world.accounts[0]}/status`, z.looseObject({}))).toEqual({
    id: world.accounts[0],
    username: world.usernames[0],
    state: 'active',
    checked_at: expect.any(String),
    age_seconds: expect.any(Number),
  })
  expect(world.sim.referee.violations()).toEqual([])
})

test('an account keeps its distance between posts, and rests at its limit of a day', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await sql`update publishing_accounts set posts_limit_per_day = 2`.execute(db)
  const first = await begin(world, { caption: 'one' })
  const second = await begin(world, { caption: 'two' })
  const third = await begin(world, { caption: 'three' })
  await world.publishAll(2 * HOUR_MS)

  const posted = async (id: string) => Date.parse((await world.executions(id))[0]?.posted_at ?? '')
  expect((await posted(second)) - (await posted(first))).toBeGreaterThanOrEqual(30 * MINUTE_MS)
  expect(await world.executions(third)).toMatchObject([
    {
      status: 'waiting',
      waits_for: expect.stringMatching(/rests|posts of a day/),
      waits_code: expect.stringMatching(/^(rest|daily_limit)$/),
    },
  ])
  const media = [{ upload_id: await world.picture() }]
  const fourth = await world.draft({ media, accounts: world.accounts })
  const refused = await world.send('POST', `/api/posts/${fourth}/publish`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('it has published 2 posts within a day'),
  ])
  await world.publishAll(26 * HOUR_MS)
  expect(await shown(world, third)).toMatchObject({ status: 'completed' })
  expect(published(world)).toHaveLength(3)
})

const LOST = ['lost_answer', 'no_media', 'odd_message', 'error_after', 'late'] as const

test.for(LOST)(
  'after %s the post is looked for, and never published twice',
  async (kind, { db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const [username = ''] = world.usernames
    world.sim.control.failPublishing(username, { kind })
    const id = await begin(world)
    await world.publishAll()

    expect(await shown(world, id)).toMatchObject({ status: 'completed' })
    expect(published(world).map(({ caption }) => caption)).toEqual(['Autumn is here'])
    expect(world.sim.referee.violations()).toEqual([])
  },
)

test('what is not there as it was ordered is said', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [ghost = '', mute = ''] = world.usernames
  world.sim.control.failPublishing(ghost, { kind: 'ghost' })
  world.sim.control.failPublishing(mute, { kind: 'caption_lost' })
  const id = await begin(world)
  await world.publishAll()

  const found = (await world.executions(id)).map(({ username, warnings }) => [username, warnings])
  expect(Object.fromEntries(found)).toEqual({
    [ghost]: ['not_shown'],
    [mute]: ['caption_lost'],
  })
})

const RETRIED = [
  'configure_unavailable',
  'configure_error',
  'needs_reupload',
  'retry_entire_flow',
  'no_sidecar_children',
  'incorrect_upload_id',
  'processing_retriable',
  'conflicting_upload_id',
  'transcoding',
] as const

test.for(RETRIED)('after %s it is tried again, later, and is there once', async (kind, { db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind })
  const id = await begin(world)
  await world.publishAll(24 * HOUR_MS)

  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(published(world)).toHaveLength(1)
})

const FINAL = [
  'aspect_ratio',
  'wrong_format',
  'transcode_error',
  'video_too_long',
  'processing_failed',
] as const

test.for(FINAL)('%s is final, says why, and a person tries it again', async (kind, { db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind })
  const id = await begin(world)
  await world.publishAll()

  expect(await shown(world, id)).toMatchObject({ status: 'failed' })
  const [execution] = await world.executions(id)
  expect(execution).toMatchObject({ status: 'failed', error: { class: 'media_refused' } })
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}`
  expect((await world.send('POST', `${path}/retry`)).status).toBe(202)
  expect((await world.send('POST', `${path}/retry`)).status).toBe(409)
  await world.publishAll()
  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(published(world)).toHaveLength(1)
})

test('errors pause an account, longer each time, and end after three retries', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'retry_entire_flow', count: 4 })
  const id = await begin(world)
  const pauses: number[] = []
  for (let round = 0; round < 4; round += 1) {
    await world.publishDue()
    const { rows } = await sql<{ pause: number; due: number }>`
      select round(extract(epoch from p.paused_until - world_now()) / 60)::int as pause,
        round(extract(epoch from e.due_at - world_now()) / 60)::int as due
      from publishing_accounts p join executions e on e.publishing_account_id = p.id`.execute(db)
    pauses.push(rows[0]?.pause ?? 0)
    if (round < 3) expect(rows[0]?.due).toBe(Math.max(5, pauses[round] ?? 0))
    await world.advance(HOUR_MS)
  }

  expect(pauses).toEqual([1, 5, 15, 60])
  expect(await world.executions(id)).toMatchObject([{ status: 'failed' }])
  expect(published(world)).toEqual([])
})

test.for([
  'no_sidecar_children',
  'no_upload_id',
  'incorrect_upload_id',
  'conflicting_upload_id',
] as const)(
  'new files are sent once after %s, and then a person is asked',
  async (kind, { db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    world.sim.control.failPublishing(world.usernames[0] ?? '', { kind, count: 3 })
    const id = await begin(world)
    await world.publishAll(24 * HOUR_MS)
    expect(await world.executions(id)).toMatchObject([{ status: 'failed', retry_count: 1 }])
    expect(published(world)).toEqual([])
  },
)

test('an account whose posts fail without a reason to the last rests for a day', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { control } = world.sim
  control.failPublishing(world.usernames[0] ?? '', { kind: 'configure_error', count: 100 })
  const id = await begin(world)
  await world.publishAll(24 * HOUR_MS)
  expect(await world.executions(id)).toMatchObject([
    { status: 'failed', error: { class: 'upload_lost' } },
  ])
  const { rows } = await sql<{ rests: boolean }>`
    select coalesce(rest_until > world_now() + interval '20 hours', false) as rests from publishing_accounts`.execute(
    db,
  )
  expect(rows).toEqual([{ rests: true }])
})

test('what Instagram limits is in the log, with its codes', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const fault = { kind: 'feedback_required', count: 1, endpoints: ['configure'] } as const
  world.sim.control.failAccount(world.usernames[0] ?? '', fault)
  await begin(world)
  await world.publishDue()
  const { rows } = await sql`select details from publication_log where action = 'commit'`.execute(
    db,
  )
  expect(rows).toMatchObject([
    {
      details: {
        class: 'action_blocked',
        action: 'scraping',
        responsible_policy: 'CAP.general_ig_reels_cap.80',
        category: 'spam',
        restriction_type: 'action_block',
        reasons_thrown: 'CAP.general_ig_reels_cap',
      },
    },
  ])
})

test('a defect of gramd pauses no account', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { private: route } = world.services.publishers
  if (!route) throw new Error('the route is not set up')
  route.upload = async () => {
    throw new TypeError('a defect')
  }
  const id = await begin(world)
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([
    { status: 'waiting', error: { class: 'transient', code: 'defect' } },
  ])
  const { rows } = await sql`select errors_in_row, paused_until from publishing_accounts`.execute(
    db,
  )
  expect(rows).toEqual([{ errors_in_row: 0, paused_until: null }])
})

test('a file that is gone before a run begins is a failure as any other', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await begin(world)
  await sql`update posts set location = '{"odd": 1}'`.execute(db)
  await world.publishDue()
  expect(await world.executions(id)).toMatchObject([
    { status: 'waiting', retry_count: 1, error: { class: 'transient' } },
  ])
})

test('an outcome that stays unknown is a person’s, who says that it is there or is not', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const id = await begin(world)
  await world.publishDue()
  // As if the answer and every look-up had been lost.
  await sql`
    update executions set status = 'unknown', media_id = null, posted_at = null, ended_at = null`.execute(
    db,
  )
  const [execution] = await world.executions(id)
  const path = `/api/posts/${id}/executions/${execution?.id ?? ''}`
  expect((await world.send('POST', `${path}/retry`)).status).toBe(409)
  const wrong = await world.send('POST', `${path}/resolve`, {
    permalink: 'https://evil.example/p/1',
  })
  expect(wrong.status).toBe(422)
  const there = { permalink: 'https://www.instagram.com/p/abc/' }
  expect((await world.send('POST', `${path}/resolve`, there)).status).toBe(204)
  expect((await world.send('POST', `${path}/resolve`, { permalink: null })).status).toBe(409)
  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
})

test('a post that is stopped ends what is under way and begins nothing more', async ({ db }) => {
  const world = await startPostsWorld(db)
  const id = await begin(world)
  await world.publishDue()
  const stopped = await world.send('POST', `/api/posts/${id}/cancel`)
  expect(await stopped.json()).toMatchObject({ cancelled: 2, post: { status: 'cancelled' } })
  await world.publishAll()

  expect(published(world)).toHaveLength(1)
  expect((await world.send('POST', `/api/posts/${id}/cancel`)).status).toBe(409)
  expect((await world.send('DELETE', `/api/posts/${id}`)).status).toBe(409)
  const copy = await world.send('POST', `/api/posts/${id}/duplicate`)
  expect(await copy.json()).toMatchObject({ status: 'draft', caption: 'Autumn is here' })
})

test('a plan says who gets which caption and who is left out, before anything is published', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { settings: { DEEPL_API_KEY: 'a-key:fx' } })
  const [first = '', second = '', third = ''] = world.accounts
  await sql`update publishing_accounts set language = 'ru' where id in (${first}, ${second})`.execute(
    db,
  )
  await sql`
    update instagram_accounts set state = 'suspended'
    where id = (select account_id from publishing_accounts where id = ${third})`.execute(db)
  const id = await world.draft({
    caption: 'Autumn',
    language: 'en',
    media: [{ upload_id: await world.picture() }],
    accounts: world.accounts,
  })
  const Plan = z.looseObject({
    taken: z.int(),
    warnings: z.array(z.string()),
    accounts: z.array(
      z.looseObject({
        id: z.string(),
        caption: z.string(),
        left_out: z.looseObject({ reason: z.string() }).nullable(),
      }),
    ),
  })
  const plan = async () => await world.get(`/api/posts/${id}/plan`, Plan)
  expect(await plan()).toMatchObject({
    taken: 2,
    left_out: 1,
    warnings: ['same_media', 'not_translated'],
  })
  const captions = `/api/posts/${id}/captions`
  await world.send('PUT', `${captions}/ru`, { text: 'Осень' })
  await world.send('PUT', `${captions}/${second}`, { text: 'Осень у нас' })
  expect((await world.send('PUT', `${captions}/nowhere`, { text: 'x' })).status).toBe(422)
  const { accounts, warnings } = await plan()
  const captionOf = (account: string) => accounts.find((each) => each.id === account)?.caption
  expect([captionOf(first), captionOf(second), warnings]).toEqual([
    'Осень',
    'Осень у нас',
    ['same_media'],
  ])
  expect(accounts.find((each) => each.id === third)?.left_out).toMatchObject({ reason: 'banned' })
  // Another text makes what a person wrote old.
  await world.send('PATCH', `/api/posts/${id}`, { caption: 'Winter', requires_review: true })
  expect((await plan()).accounts.map(({ left_out }) => left_out?.reason)).toEqual(
    expect.arrayContaining(['not_confirmed', 'banned']),
  )
  // Nobody has confirmed them for this text: they wait for that, and lose nothing.
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  await world.publishAll()
  expect(published(world)).toEqual([])
  expect(await shown(world, id)).toMatchObject({ status: 'review', executions: {} })
  await world.send('PUT', `${captions}/ru`, { text: 'Зима' })
  await world.send('DELETE', `${captions}/${second}`)
  await world.publishAll()

  expect(published(world).map(({ caption }) => caption)).toEqual(['Зима', 'Зима'])
  expect(await shown(world, id)).toMatchObject({
    status: 'completed',
    executions: { success: 2, skipped: 1 },
  })
})

test('a plan names the rule that a caption or the collaborators break', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [account = ''] = world.accounts
  const id = await world.draft({
    caption: 'Autumn',
    language: 'en',
    media: [{ upload_id: await world.picture() }],
    accounts: [account],
  })
  const leftOut = async (change: Record<string, unknown>) => {
    await world.send('PATCH', `/api/posts/${id}`, change)
    const Plan = z.looseObject({ accounts: z.array(z.looseObject({ left_out: z.unknown() })) })
    return (await world.get(`/api/posts/${id}/plan`, Plan)).accounts[0]?.left_out
  }
  expect(await leftOut({ caption: Array(21).fill('@anna').join(' ') })).toEqual({
    reason: 'caption_unfit',
    rule: 'too_many_mentions',
    message: 'the caption has 21 mentions, Instagram takes 20',
  })
  const collaborators = ['anna', 'boris', 'clara', 'dina', 'emil']
  expect(await leftOut({ caption: 'Autumn', collaborators })).toBeNull()
  // The official route invites three.
  const { private: route } = world.services.publishers
  if (!route) throw new Error('the route is not set up')
  const services = {
    ...world.services,
    publishers: { private: { ...route, offers: { ...route.offers, maxCollaborators: 3 } } },
  }
  const {
    accounts: [planned],
  } = await planPost(services, await getPost(db, id))
  expect(planned?.left_out).toMatchObject({
    reason: 'too_many_collaborators',
    message: expect.stringContaining('5 collaborators'),
  })
  const text = Array(31).fill('#autumn').join(' ')
  const Captions = z.object({ data: z.array(z.looseObject({ fault: z.unknown() })) })
  const answer = await world.send('PUT', `/api/posts/${id}/captions/ru`, { text })
  expect(Captions.parse(await answer.json()).data[0]?.fault).toMatchObject({
    rule: 'too_many_hashtags',
  })
})

test('a scheduled post begins at its time; one that was missed for long waits for a person', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { services } = world
  const look = async () => {
    await services.queue.enqueue(db, publishDuePosts, {})
    return (await world.runNext('publish_due_posts')).result
  }
  const at = (ms: number) => new Date(services.clock.now().getTime() + ms).toISOString()
  const media = [{ upload_id: await world.picture() }]
  const draft = async () => await world.draft({ caption: 'Later', media, accounts: world.accounts })
  const [soon, late] = [await draft(), await draft()]
  const schedule = async (id: string, ms: number, time_zone = 'Asia/Almaty') =>
    await world.send('POST', `/api/posts/${id}/schedule`, { at: at(ms), time_zone })
  expect((await schedule(soon, -HOUR_MS)).status).toBe(422)
  expect((await schedule(soon, HOUR_MS, 'Mars/Base')).status).toBe(422)
  expect(await (await schedule(soon, HOUR_MS)).json()).toMatchObject({
    status: 'pending',
    time_zone: 'Asia/Almaty',
  })
  expect(await look()).toEqual({ begun: 0, failed: 0, missed: 0 })
  await world.advance(HOUR_MS)
  expect(await look()).toEqual({ begun: 1, failed: 0, missed: 0 })
  await world.publishAll()
  expect(await shown(world, soon)).toMatchObject({ status: 'completed' })

  await schedule(late, HOUR_MS)
  await world.advance(4 * HOUR_MS)
  expect(await look()).toEqual({ begun: 0, failed: 0, missed: 1 })
  expect(await look()).toEqual({ begun: 0, failed: 0, missed: 0 })
  expect(await shown(world, late)).toMatchObject({
    status: 'pending',
    missed_at: expect.any(String),
  })
  await world.send('POST', `/api/posts/${late}/publish`)
  await world.publishAll()
  expect(published(world)).toHaveLength(2)
})

test('what cannot be published is refused with the field', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const upload = await world.picture()
  const nowhere = '0198c1a5-0000-7000-8000-000000000000'
  for (const [post, status, says] of [
    [{ type: 'reel', media: [{ upload_id: upload }] }, 422, 'a reel has one video'],
    [{ type: 'carousel', media: [{ upload_id: upload }] }, 422, 'a carousel has 2 to 10 files'],
    [{ media: [{ upload_id: nowhere }] }, 404, 'there is no upload'],
    [{ groups: [nowhere] }, 422, `there is no group ${nowhere}, see GET /api/groups`],
    [{ accounts: [nowhere] }, 422, `there is no account ${nowhere} to publish on`],
    [{ language: 'kz' }, 422, "did you mean 'kk' (Kazakh)?"],
    [{ language: 'russian' }, 422, 'expected a code of ISO 639-1'],
    [{ collaborators: ['anna miller'] }, 422, 'expected a username'],
  ] as const) {
    const refused = await world.send('POST', '/api/posts', post)
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringContaining(says)])
  }
  const id = await world.draft({
    caption: 'x'.repeat(2_201),
    media: [{ upload_id: upload }],
    accounts: world.accounts,
  })
  const refused = await world.send('POST', `/api/posts/${id}/publish`)
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('2201 characters, Instagram takes 2200'),
  ])
  expect((await world.send('DELETE', `/api/uploads/${upload}`)).status).toBe(409)
  expect((await world.send('DELETE', `/api/posts/${id}`)).status).toBe(204)
  expect((await world.send('DELETE', `/api/uploads/${upload}`)).status).toBe(204)
})

test('a caption is translated into the languages of the accounts, and confirmed before it is published', async ({
  db,
}) => {
  const translator = await startTranslationStandIn()
  onTestFinished(async () => await translator.close())
  const world = await startPostsWorld(db, {
    settings: { DEEPL_API_KEY: translator.deeplKey, DEEPL_BASE_URL: translator.url },
  })
  const [first = '', second = '', third = ''] = world.accounts
  await sql`update publishing_accounts set language = 'ru' where id = ${first}`.execute(db)
  await sql`update publishing_accounts set language = 'de' where id = ${second}`.execute(db)
  const id = await world.draft({
    caption: 'Autumn is here and all the leaves are falling #leaves',
    language: 'en',
    requires_review: true,
    media: [{ upload_id: await world.picture() }],
    accounts: [first, second, third],
  })
  const captions = `/api/posts/${id}/captions`
  await world.send('PUT', `${captions}/de`, { text: 'Herbst #leaves' })
  expect((await world.send('POST', `/api/posts/${id}/translate`)).status).toBe(202)
  expect(await shown(world, id)).toMatchObject({ status: 'translating' })
  expect((await world.runNext('translate_post')).result).toEqual({ translated: ['ru'], failed: [] })

  expect(await shown(world, id)).toMatchObject({ status: 'review' })
  const Captions = z.object({
    data: z.array(z.looseObject({ language: z.string().nullable(), text: z.string() })),
  })
  const { data } = await world.get(captions, Captions)
  expect(data).toMatchObject([
    { language: 'de', text: 'Herbst #leaves', service: 'person', confirmed_at: expect.any(String) },
    {
      language: 'ru',
      text: expect.stringContaining('#leaves'),
      service: 'deepl',
      confirmed_at: null,
    },
  ])
  await world.send('PUT', `${captions}/ru`, { text: data[1]?.text })
  expect(await shown(world, id)).toMatchObject({ status: 'draft' })
  await world.send('POST', `/api/posts/${id}/publish`)
  await world.publishAll()
  expect(published(world).map(({ caption }) => caption)).toEqual([
    data[1]?.text,
    'Herbst #leaves',
    'Autumn is here and all the leaves are falling #leaves',
  ])
})

test('statistics count ends by day, group and account', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const [username = ''] = world.usernames
  world.sim.control.failPublishing(username, { kind: 'aspect_ratio' })
  await sql`insert into groups (name) values ('Both')`.execute(db)
  await sql`
    insert into group_members (group_id, publishing_account_id) select g.id, p.id from groups g, publishing_accounts p`.execute(
    db,
  )
  const { rows } = await sql<{ id: string }>`select id from groups`.execute(db)
  await begin(world, { groups: [rows[0]?.id ?? ''], accounts: [] })
  await world.publishAll()

  const Stats = z.looseObject({ success_rate: z.number().nullable() })
  const ends = { success: 1, failed: 1, unknown: 0, skipped: 0 }
  expect(await world.get('/api/stats/overview?days=7&zone=Asia/Almaty', Stats)).toMatchObject({
    ...ends,
    success_rate: 0.5,
    waiting: 0,
    by_day: [{ day: '2026-11-21', ...ends }],
    by_group: [{ name: 'Both', ...ends, success_rate: 0.5 }],
    troubled: [{ username, failed: 1 }],
  })
  expect(await world.get('/api/stats/accounts', z.looseObject({}))).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ username, success_rate: 0 })]),
  })
  expect(await world.get('/api/stats/posts', z.looseObject({}))).toMatchObject({
    data: [{ status: 'partly_failed', ...ends }],
  })
  expect((await world.send('GET', '/api/stats/overview?zone=Nowhere')).status).toBe(422)
})

test('statistics count what is queued however old it is, and a post on the day of its publication', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const id = await begin(world)
  await world.publishDue()
  // Made long ago, and published only now.
  await sql`update executions set created_at = world_now() - interval '40 days'`.execute(db)
  const Stats = z.looseObject({ waiting: z.int() })
  const stats = await world.get('/api/stats/overview?days=7', Stats)
  expect(stats).toMatchObject({ waiting: 1, success: 1 })
  const [day] = (await world.executions(id)).flatMap(({ posted_at: at }) => at ?? [])
  expect(stats).toMatchObject({ by_day: [{ day: day?.slice(0, 10), success: 1 }] })
})

test('a removal that fails leaves its trace', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const id = await begin(world)
  await world.publishAll()
  await sql`update instagram_accounts set state = 'paused'`.execute(db)
  const path = `/api/posts/${id}/executions`
  expect((await world.send('DELETE', path)).status).toBe(202)
  await world.runNext('remove_publication')
  expect(await world.executions(id)).toMatchObject([
    { removed_at: null, removal: { status: 'thrown', message: expect.stringMatching(/.+/) } },
  ])
  await sql`update instagram_accounts set state = 'active'`.execute(db)
  await world.advance(24 * HOUR_MS)
  await world.send('DELETE', path)
  await world.runNext('remove_publication')
  expect(await world.executions(id)).toMatchObject([{ removal: { status: 'removed' } }])
  expect(world.sim.control.published(username)).toEqual([])
})

test('a post that a person found can be deleted later: its address names it', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const [username = ''] = world.usernames
  const id = await begin(world)
  await world.publishAll()
  const [found] = await world.executions(id)
  await sql`
    update executions set status = 'unknown', media_id = null, permalink = null, posted_at = null, ended_at = null`.execute(
    db,
  )
  const path = `/api/posts/${id}/executions/${found?.id ?? ''}`
  for (const wrong of [
    '',
    'explore/',
    username,
    `${username}/`,
    'stories/anna/123/',
    'p/',
    'p/a.b/',
  ])
    expect([
      wrong,
      (
        await world.send('POST', `${path}/resolve`, {
          permalink: `https://www.instagram.com/${wrong}`,
        })
      ).status,
    ]).toEqual([wrong, 422])
  const there = { permalink: `${found?.permalink ?? ''}?igsh=abc` }
  expect((await world.send('POST', `${path}/resolve`, there)).status).toBe(204)
  expect((await world.send('DELETE', path)).status).toBe(202)
  expect((await world.runNext('remove_publication')).result).toMatchObject({ status: 'removed' })
  expect(world.sim.control.published(username)).toEqual([])
})

test('a published post is deleted at the platform, on one account or on all', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  const id = await begin(world)
  const path = `/api/posts/${id}/executions`
  expect((await world.send('DELETE', path)).status).toBe(409)
  await world.publishAll()
  const [first] = await world.executions(id)

  expect((await world.send('DELETE', `${path}/${first?.id ?? ''}`)).status).toBe(202)
  expect((await world.runNext('remove_publication')).result).toEqual({
    status: 'removed',
    message: null,
  })
  expect(published(world)).toHaveLength(1)
  expect((await world.send('DELETE', `${path}/${first?.id ?? ''}`)).status).toBe(409)
  expect(await (await world.send('DELETE', path)).json()).toEqual({ removing: 1 })
  await world.runNext('remove_publication')
  expect(published(world)).toEqual([])
  expect((await world.executions(id)).every(({ removed_at: at }) => at !== null)).toBe(true)
  expect(await world.executions(id)).toMatchObject([
    { removal: { status: 'removed', message: null } },
    { removal: { status: 'removed' } },
  ])
})
