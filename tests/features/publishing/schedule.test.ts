import { sql } from 'kysely'
import { z } from 'zod'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { runDue } from '../../../src/scheduler/scheduler.ts'
import type { Services } from '../../../src/features/services.ts'
import { publishDuePosts } from '../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { runNext, testServices } from '../gramd-world.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const Post = z.looseObject({
  status: z.string(),
  scheduled_at: z.string().nullable(),
  time_zone: z.string().nullable(),
  missed_at: z.string().nullable(),
})

const shown = async (world: PostsWorld, id: string) => await world.get(`/api/posts/${id}`, Post)
const begin = async ({ services }: Pick<PostsWorld, 'services'>) => {
  await services.queue.enqueue(services.db, publishDuePosts, {})
  return (await runNext(services, 'publish_due_posts')).result
}

async function schedule(world: PostsWorld, at: string | number, zone = 'Europe/Berlin') {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption: `At ${at}`, media, accounts: world.accounts })
  const moment = typeof at === 'number' ? world.services.clock.now().getTime() + at : Date.parse(at)
  const body = {
    at: typeof at === 'number' ? new Date(moment).toISOString() : at,
    time_zone: zone,
  }
  const answer = await world.send('POST', `/api/posts/${id}/schedule`, body)
  if (answer.status !== 200) throw new Error(await answer.text())
  return id
}

const until = async (world: PostsWorld, moment: string): Promise<void> =>
  await world.advance(Date.parse(moment) - world.services.clock.now().getTime())

const published = ({ sim, usernames }: PostsWorld) =>
  usernames.flatMap((username) => sim.control.published(username)).map(({ caption }) => caption)

/** As the scheduler of a process ticks: how many tasks it makes. */
async function tick({ db, queue, log, schedule: entries }: Services): Promise<number> {
  const entry = entries.find(({ name }) => name === 'publish_due_posts')
  if (!entry) throw new Error('nothing begins scheduled posts')
  const { taskId } = await runDue(
    {
      db,
      log,
      timeZone: 'UTC',
      wake: () => undefined,
      enqueue: queue.enqueue.bind(queue),
    },
    entry,
  )
  return taskId === null ? 0 : 1
}

test('a schedule survives a restart, and what was missed meanwhile begins, if it is not too late', async ({
  db,
}) => {
  const settings = { GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1') }
  const world = await startPostsWorld(db, { accounts: 1, settings })
  await tick(world.services)
  const early = await schedule(world, 25 * HOUR_MS)
  const late = await schedule(world, 24 * HOUR_MS - MINUTE_MS)
  // That process is gone; the next one comes a day and two hours later.
  await world.advance(26 * HOUR_MS)
  const { uploadsFolder } = world.services.config
  const next = testServices(db, world.services.clock, world.sim, {
    settings: { ...settings, GRAMD_UPLOADS_DIR: uploadsFolder },
  })
  expect(await tick(next)).toBe(1)
  expect(await tick(next)).toBe(0)
  expect((await runNext(next, 'publish_due_posts')).result).toEqual({
    begun: 1,
    failed: 0,
    missed: 1,
  })
  expect(await shown(world, early)).toMatchObject({ status: 'posting', missed_at: null })
  expect(await shown(world, late)).toMatchObject({
    status: 'pending',
    missed_at: expect.any(String),
  })
  const { rows: alerts } = await sql<{ kind: string }>`select kind from notifications`.execute(db)
  expect(alerts.map(({ kind }) => kind)).toContain('post_missed')
  await runNext(next, 'publish_to_account')
  expect(published(world)).toHaveLength(1)
})

test.for([
  [{}, 119, { begun: 1, failed: 0, missed: 0 }],
  [{}, 121, { begun: 0, failed: 0, missed: 1 }],
  [{ GRAMD_PUBLISH_LATE_MINUTES: '30' }, 31, { begun: 0, failed: 0, missed: 1 }],
] as const)(
  'with %j, a post that is %i minutes late: %j',
  async ([settings, minutes, result], { db }) => {
    const world = await startPostsWorld(db, { accounts: 1, settings })
    await schedule(world, HOUR_MS)
    await world.advance(HOUR_MS + minutes * MINUTE_MS)
    expect(await begin(world)).toEqual(result)
  },
)

test('a schedule is a moment: daylight saving neither doubles nor loses an hour', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  // 02:30 comes twice in Berlin on that day.
  const summer = await schedule(world, '2027-10-31T02:30:00+02:00')
  const winter = await schedule(world, '2027-10-31T02:30:00+01:00')
  const spring = await schedule(world, '2027-03-28T03:30:00+02:00')
  expect(await shown(world, spring)).toMatchObject({
    scheduled_at: '2027-03-28T01:30:00.000Z',
    time_zone: 'Europe/Berlin',
  })
  for (const [before, at, post] of [
    ['2027-03-28T01:29:00Z', '2027-03-28T01:30:00Z', spring],
    ['2027-10-31T00:29:00Z', '2027-10-31T00:30:00Z', summer],
    ['2027-10-31T01:29:00Z', '2027-10-31T01:30:00Z', winter],
  ] as const) {
    await until(world, before)
    expect(await begin(world)).toEqual({ begun: 0, failed: 0, missed: 0 })
    await until(world, at)
    expect(await begin(world)).toEqual({ begun: 1, failed: 0, missed: 0 })
    expect(await shown(world, post)).toMatchObject({ status: 'posting' })
  }
  const { rows } = await sql<{ at: Date }>`
    select begun_at as at from posts order by begun_at`.execute(db)
  expect(rows.map(({ at }) => at.toISOString())).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-10-31T00:30:00.000Z',
    '2027-10-31T01:30:00.000Z',
  ])
})

test('a clock that is set back begins nothing twice, and the scheduler goes on', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const { services } = world
  await tick(services)
  const first = await schedule(world, HOUR_MS)
  const second = await schedule(world, 2 * HOUR_MS)
  await world.advance(HOUR_MS)
  expect(await tick(services)).toBe(1)
  expect((await runNext(services, 'publish_due_posts')).result).toEqual({
    begun: 1,
    failed: 0,
    missed: 0,
  })
  await world.publishAll(10 * MINUTE_MS)
  await world.advance(-HOUR_MS)

  expect(await tick(services)).toBe(0)
  await world.advance(MINUTE_MS)
  expect(await tick(services)).toBe(1)
  expect((await runNext(services, 'publish_due_posts')).result).toEqual({
    begun: 0,
    failed: 0,
    missed: 0,
  })
  await world.advance(2 * HOUR_MS)
  expect(await tick(services)).toBe(1)
  expect((await runNext(services, 'publish_due_posts')).result).toEqual({
    begun: 1,
    failed: 0,
    missed: 0,
  })
  await world.publishAll()
  for (const id of [first, second])
    expect(await shown(world, id)).toMatchObject({ status: 'completed' })
  expect(published(world)).toHaveLength(2)
})

test('a clock that jumps ahead asks about what it skipped, and setting it right loses no post', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  await tick(world.services)
  const id = await schedule(world, 3 * HOUR_MS)
  await world.advance(24 * HOUR_MS)
  await tick(world.services)
  expect((await runNext(world.services, 'publish_due_posts')).result).toEqual({
    begun: 0,
    failed: 0,
    missed: 1,
  })
  await world.advance(-24 * HOUR_MS)
  // A person was asked, and says when: the schedule holds again.
  const at = new Date(world.services.clock.now().getTime() + HOUR_MS).toISOString()
  await world.send('POST', `/api/posts/${id}/schedule`, { at, time_zone: 'Europe/Berlin' })
  expect(await shown(world, id)).toMatchObject({ status: 'pending', missed_at: null })
  await tick(world.services)
  await world.advance(HOUR_MS)
  expect(await tick(world.services)).toBe(1)
  expect((await runNext(world.services, 'publish_due_posts')).result).toEqual({
    begun: 1,
    failed: 0,
    missed: 0,
  })
})

test('a schedule that is taken back while others begin is kept to', async ({ db }) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const first = await schedule(world, HOUR_MS)
  const second = await schedule(world, HOUR_MS + MINUTE_MS)
  await world.advance(HOUR_MS + MINUTE_MS)
  const beginning = await db.transaction().execute(async (tx) => {
    await sql`select from posts where id = ${first}::uuid for no key update`.execute(tx)
    const started = begin(world)
    const held = async (): Promise<number> => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      )
      return rows.length
    }
    await expect.poll(held).toBe(1)
    await world.send('POST', `/api/posts/${second}/schedule`, { at: null, time_zone: 'UTC' })
    return { result: started }
  })

  expect(await beginning.result).toEqual({ begun: 1, failed: 0, missed: 0 })
  expect(await shown(world, first)).toMatchObject({ status: 'posting' })
  expect(await shown(world, second)).toMatchObject({ status: 'draft', missed_at: null })
})

test('posts that fail to begin hold up no other, however many, and are tried again', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1 })
  const broken = await schedule(world, HOUR_MS)
  const sound = await schedule(world, HOUR_MS + MINUTE_MS)
  await sql`
    with copies as (
      insert into posts (type, caption, status, scheduled_at, time_zone)
      select p.type, 'broken', p.status, p.scheduled_at, p.time_zone from posts p, generate_series(1, 120)
      where p.id = ${broken}::uuid returning id
    ),
    media as (
      insert into post_media (post_id, position, upload_id)
      select c.id, m.position, m.upload_id from copies c, post_media m where m.post_id = ${broken}::uuid
    )
    insert into post_targets (post_id, publishing_account_id)
    select c.id, t.publishing_account_id from copies c, post_targets t where t.post_id = ${broken}::uuid`.execute(
    db,
  )
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`.execute(
    db,
  )
  await sql`
    create trigger refuse before insert on executions for each row
    when (new.post_id <> ${sql.lit(sound)}::uuid) execute function refuse()`.execute(db)
  await world.advance(HOUR_MS + MINUTE_MS)

  expect(await begin(world)).toEqual({ begun: 1, failed: 121, missed: 0 })
  expect(await shown(world, sound)).toMatchObject({ status: 'posting' })
  expect(await shown(world, broken)).toMatchObject({ status: 'pending', missed_at: null })

  await sql`drop trigger refuse on executions`.execute(db)
  expect(await begin(world)).toEqual({ begun: 121, failed: 0, missed: 0 })
})
