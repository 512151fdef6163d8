import { sql } from 'kysely'
import { OWN_MEDIA_METRICS } from '../../../src/features/own-media/feature.ts'
import { listOwnMedia } from '../../../src/features/own-media/tasks/list-own-media.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog } from '../../http/kit.ts'
import {
  aConnection,
  aPost,
  DAY,
  graphFault,
  plan,
  posts,
  HOUR,
  someInsights,
  startOwnWorld,
} from './kit.ts'

test('a new connection is listed whole, its young posts are synced, and the days of the account are read', async ({
  db,
}) => {
  const world = await startOwnWorld(db)
  const ago = (ms: number) => new Date(world.clock.now().getTime() - ms)
  world.account.media = [
    ...Array.from({ length: 120 }, (_, n) => aPost(`old${n}`, ago((40 + n) * DAY))),
    aPost('week', ago(7 * DAY)),
    aPost('new', ago(HOUR)),
  ]
  await aConnection(world)

  expect(await plan(db, world)).toEqual({ lists: 1, syncs: 0, days: 2, stories: 0 })
  expect(await world.runAll()).toEqual([
    'list_own_media',
    'read_account_insights',
    'read_account_insights',
  ])
  expect(world.account.calls).toEqual([
    'list newest',
    'list 100',
    'account 2026-10-31',
    'account 2026-10-30',
  ])
  const stored = await posts(db)
  expect(stored).toHaveLength(122)
  expect(stored.filter(({ next_sync_at }) => next_sync_at !== null)).toHaveLength(2)

  expect(await plan(db, world)).toEqual({ lists: 0, syncs: 1, days: 0, stories: 0 })
  await world.advance(HOUR)
  // By now the post of a week has had its place within the hour.
  await plan(db, world)
  await world.runAll()
  const { rows } = await sql<{ platform_id: string; metrics: Record<string, number> }>`
    select distinct on (m.platform_id) m.platform_id, i.metrics from media_insights i join own_media m on m.id = i.media_id order by 1`.execute(
    db,
  )
  expect(rows.map(({ platform_id, metrics }) => [platform_id, metrics['views']])).toEqual([
    ['new', 1_000],
    ['week', 1_000],
  ])
  const readings = async () => await OWN_MEDIA_METRICS[0]?.read(world.services)
  const figures = (ok: number, failed: number) => [
    { labels: { outcome: 'ok' }, value: ok },
    { labels: { outcome: 'failed' }, value: failed },
  ]
  expect(await readings()).toEqual(figures(2, 0))
  await sql`
    insert into scrape_tasks (task_type, payload, status, priority, completed_at)
    values ('sync_own_media', '{}', 'failed', 5, world_now())`.execute(db)
  expect(await readings()).toEqual(figures(2, 1))
  await world.advance(25 * HOUR)
  expect(await readings()).toEqual(figures(0, 0))
})

test('a post is synced every 45 minutes for two days, daily until it is 30 days old, once more after that, and then no more', async ({
  db,
}) => {
  const { rows } = await sql<{ hours: number }>`
    with recursive syncs as (
      select uuidv7() as id, timestamptz '2026-11-01 12:34:56Z' as published, timestamptz '2026-11-01 12:35Z' as at
      union all
      select id, published, derived.next_own_media_sync(
        id, published, at + interval '20 seconds', interval '45 minutes', interval '2 days', interval '30 days')
      from syncs where at is not null
    )
    select extract(epoch from at - published)::float8 / 3600 as hours from syncs where at is not null`.execute(
    db,
  )
  const times = rows.map(({ hours }) => hours)
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
  const young = times.filter((time) => time < 48).length

  expect(young).toBeGreaterThan(60)
  // Syncs that come late move no other.
  expect(gaps.slice(1, young - 1).every((gap) => Math.abs(gap - 0.75) < 0.001)).toBe(true)
  expect(gaps.slice(young + 1).every((gap) => Math.abs(gap - 24) < 0.001)).toBe(true)
  expect(times.length - young).toBeGreaterThanOrEqual(26)
  // Numbers at 30 days need a reading on both sides.
  const old = times.filter((time) => time >= 30 * 24)
  expect(old).toHaveLength(1)
  expect(old[0]).toBeLessThan(32 * 24)
})

test('a post is deleted when three whole lists in a row lack it, never after a partial one, and comes back', async ({
  db,
}) => {
  const world = await startOwnWorld(db)
  const { log, lines } = aLog()
  world.services.log = log
  const [one, two] = [1, 2].map((n) =>
    aPost(`${n}`, new Date(world.clock.now().getTime() - n * DAY)),
  )
  if (!one || !two) throw new Error('no posts')
  const id = await aConnection(world)
  world.account.media = [one, two]
  await plan(db, world)
  await world.runAll()
  const listWhole = async (media: (typeof one)[], unreadable = 0) => {
    await world.advance(DAY)
    world.account.media = media
    world.account.unreadable = unreadable
    await world.services.queue.enqueue(db, listOwnMedia, { connection_id: id, whole: true })
    await world.run('list_own_media')
    return (await posts(db)).find(({ platform_id }) => platform_id === '2')?.deleted_at !== null
  }

  expect(await listWhole([one])).toBe(false)
  expect(await listWhole([one], 1)).toBe(false)
  expect(await listWhole([one])).toBe(false)
  expect(await listWhole([one, two])).toBe(false)
  expect(await listWhole([one])).toBe(false)
  expect(await listWhole([])).toBe(false)
  expect(await listWhole([one])).toBe(false)
  expect(await listWhole([one])).toBe(true)
  expect(lines.at(-1)).toMatchObject({ msg: 'task done', deleted: 1 })
  expect(await listWhole([one, two])).toBe(false)
  expect(lines.at(-1)).toMatchObject({ msg: 'task done', deleted: 0 })
})

test('a passing fault is tried after 1, 3 and 7 seconds; what stays is told, and five in a row wait a day and alert', async ({
  db,
}) => {
  const world = await startOwnWorld(db)
  world.account.media = [aPost('one', world.clock.now())]
  await aConnection(world)
  await plan(db, world)
  await world.runAll()
  const sync = async () => {
    const [{ next_sync_at: at } = { next_sync_at: null }] = await posts(db)
    await world.advance(Math.max(0, (at?.getTime() ?? 0) - world.clock.now().getTime()))
    await sql`update own_media_sync set next_list_at = 'infinity', next_insights_at = 'infinity'`.execute(
      db,
    )
    await plan(db, world)
    const before = world.clock.now().getTime()
    await world.runAll()
    const [post] = await posts(db)
    return {
      status: post?.sync_status,
      tookMs: world.clock.now().getTime() - before,
      nextMs: (post?.next_sync_at?.getTime() ?? 0) - world.clock.now().getTime(),
    }
  }

  world.account.faults = [graphFault('transient'), graphFault('throttled', { httpStatus: 429 })]
  expect(await sync()).toMatchObject({ status: 'ok', tookMs: 4_000 })
  world.account.faults = [graphFault('throttled', { metaCode: 80_002, retryAfterMs: 20 * 60_000 })]
  expect(await sync()).toEqual({ status: 'rate_limited', tookMs: 0, nextMs: 20 * 60_000 })

  for (const nextMs of [HOUR, HOUR, HOUR, HOUR, DAY]) {
    world.account.faults = Array.from({ length: 4 }, () => graphFault('transient'))
    expect(await sync()).toEqual({ status: 'error', tookMs: 11_000, nextMs })
  }
  const { rows: alerts } = await sql<{ kind: string; count: number }>`
    select kind, count from notifications`.execute(db)
  expect(alerts).toEqual([{ kind: 'own_media_failing', count: 1 }])
  expect(await sync()).toMatchObject({ status: 'ok' })
})

test('what Meta will never count is told once, and asked for no more', async ({ db }) => {
  const world = await startOwnWorld(db)
  world.account.media = [aPost('one', world.clock.now())]
  world.account.insights = () =>
    someInsights({
      metrics: {},
      gaps: { plays: 'retired', views: 'before_conversion' },
      isFinal: true,
    })
  await aConnection(world)
  await plan(db, world)
  await world.runAll()
  await plan(db, world)
  await world.runAll()

  expect(await posts(db)).toMatchObject([{ final_gap: 'before_conversion', next_sync_at: null }])
})

test('due posts are queued together and spread over the next hour, and a removed connection ends all of them', async ({
  db,
}) => {
  const world = await startOwnWorld(db)
  const id = await aConnection(world)
  await plan(db, world)
  await sql`delete from scrape_tasks_open`.execute(db)
  await sql`
    insert into own_media (connection_id, platform_id, type, published_at, next_sync_at)
    select ${id}::uuid, n, 'REEL', world_now() - interval '1 hour', world_now() from generate_series(1, 1500) n`.execute(
    db,
  )
  expect(await plan(db, world)).toMatchObject({ syncs: 1_500 })
  const spread = await sql<{ slots: number; latest: Date }>`
    select count(distinct next_sync_at)::int as slots, max(next_sync_at) as latest from own_media`.execute(
    db,
  )
  expect(spread.rows[0]?.slots).toBeGreaterThan(900)

  await world.services.db.transaction().execute(async (tx) => {
    await world.services.announce(tx, 'connection.removed', { connectionId: id, keepData: false })
  })
  const left = await sql<{ open: number; posts: number }>`
    select (select count(*)::int from scrape_tasks where status in ('pending', 'running')) as open,
      (select count(*)::int from own_media) as posts`.execute(db)
  expect(left.rows).toEqual([{ open: 0, posts: 0 }])
})

test('a list and a sync that end while they are due again wait for no plan, which waits for them', async ({
  db,
}) => {
  const world = await startOwnWorld(db)
  world.account.media = [aPost('one', world.clock.now())]
  await aConnection(world)
  await plan(db, world)
  await world.runAll()
  await sql`update own_media_sync set next_list_at = world_now()`.execute(db)
  await plan(db, world)
  await sql`update own_media_sync set next_list_at = world_now()`.execute(db)
  await sql`update own_media set next_sync_at = world_now()`.execute(db)
  const isWaiting = async () =>
    (await sql`select from pg_locks where not granted`.execute(db)).rows.length > 0

  const planned = await db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '5s'`.execute(tx)
    // What the end of a task does: its row first, then what it has found out.
    await sql`delete from scrape_tasks_open where task_type <> 'schedule_own_media'`.execute(tx)
    const planning = plan(db, world)
    await expect.poll(isWaiting).toBe(true)
    await sql`update own_media_sync set listed_at = world_now()`.execute(tx)
    await sql`update own_media set last_synced_at = world_now()`.execute(tx)
    return { planning }
  })
  expect(await planned.planning).toEqual({ lists: 1, syncs: 1, days: 0, stories: 0 })
})
