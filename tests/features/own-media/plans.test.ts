import { sql, type RawBuilder } from 'kysely'
import { olderRows } from '../../../src/db/delete-in-steps.ts'
import { openDatabase } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import { setWorldTime } from '../../../src/db/world-clock.ts'
import { ownMedia } from '../../../src/features/own-media/feature.ts'
import { listOwnMedia } from '../../../src/features/own-media/tasks/list-own-media.ts'
import { dueMediaQuery } from '../../../src/features/own-media/store/media.ts'
import { scheduleOwnMedia } from '../../../src/features/own-media/tasks/schedule-own-media.ts'
import { oldMediaAnswers } from '../../../src/features/own-media/store/insights.ts'
import { projects } from '../../../src/features/projects/feature.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import { expect, testOnDatabaseOf } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aPerson } from '../projects/kit.ts'
import { aPost, DAY, HOUR, START, startOwnWorld } from './kit.ts'

const ACCOUNTS = 200
/** Of each account. */
const POSTS = 500
/** Of each post. */
const SNAPSHOTS = 50
/** Of the person who owns every second account; each has five versions with a post. */
const PROJECTS = 10_000

const CAPTION = 'Green tea with thyme for long winter evenings'
/** Tables that grow with posts, snapshots and projects. */
const TABLES = [
  'own_media_sync',
  'own_media',
  'media_insights',
  'account_insights',
  'projects',
  'project_versions',
  'bindings',
  'scrape_tasks_open',
  'scrape_tasks_ended',
] as const

/** 100,000 posts of 200 accounts, with five million snapshots; a post in a hundred is due. */
async function manyPosts(db: Db): Promise<void> {
  await setWorldTime(db, { worldAt: START, realAt: Date.now(), speed: 0 })
  const dana = await aPerson(db, 'dana')
  await sql`
    insert into own_media_sync (connection_id, owner_id, username, next_list_at, next_insights_at)
    select uuidv7(), case when n % 2 = 0 then ${dana.id}::uuid end, 'brand.' || n, 'infinity', 'infinity'
    from generate_series(1, ${sql.lit(ACCOUNTS)}) n`.execute(db)
  await sql`
    insert into own_media (connection_id, owner_id, platform_id, permalink, shortcode, type, caption, published_at, next_sync_at,
      last_synced_at)
    select connection_id, owner_id, a.place || '-' || n, 'https://www.instagram.com/reel/Code' || a.place || '_' || n || '/',
      'Code' || a.place || '_' || n, case when n % 3 = 0 then 'REEL' else 'IMAGE' end, ${CAPTION} || n,
      world_now() - n * interval '2 hours',
      case when n % 100 = 0 then world_now() - interval '1 minute'
        when n < 360 then world_now() + n * interval '1 minute' end, world_now()
    from (select *, row_number() over (order by connection_id) as place from own_media_sync) a,
      generate_series(1, ${sql.lit(POSTS)}) n`.execute(db)
  await db.transaction().execute(async (tx) => {
    // Five million checks of a reference take minutes.
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`
      insert into media_insights (media_id, collected_at, metrics, raw)
      select id, published_at + case when n <= 48 then n * interval '1 hour' else (n - 41) * interval '1 day' end,
        '{"views": 12000, "reach": 8000, "likes": 400, "comments": 20, "saved": 90, "shares": 35, "total_interactions": 545}',
        case when n > 45 then '{"data": []}'::jsonb end
      from own_media, generate_series(1, ${sql.lit(SNAPSHOTS)}) n`.execute(tx)
    await sql`
      insert into account_insights (connection_id, day, metrics)
      select connection_id, world_now()::date - n, '{"reach": 70, "views": 100}'
      from own_media_sync, generate_series(1, 400) n`.execute(tx)
  })
  await sql`
    insert into projects (name, owner_id) select 'Spring ' || n, ${dana.id}::uuid
    from generate_series(1, ${sql.lit(PROJECTS)}) n`.execute(db)
  await sql`
    insert into project_versions (project_id, number, title, script, stem_hashes, tag_code)
    select id, n, 'Tea', repeat('Words of a script. ', 40), array(select (n * 1000 + word)::int from generate_series(1, 60) word),
      -- Fifty thousand random codes collide.
      translate(lpad((row_number() over ())::text, 6, '0'), '0123456789', 'abcdefghjk')
    from projects, generate_series(1, 5) n`.execute(db)
  await sql`
    insert into bindings (version_id, media_id, kind)
    select v.id, m.id, 'manual' from (select id, row_number() over () as n from project_versions) v
    join (select id, row_number() over () as n from own_media where owner_id is not null) m using (n)`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)
}

const test = testOnDatabaseOf(manyPosts)

async function explain(db: Db, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

/** Rows of whole tables and entries of indexes that one connection has read so far. */
async function readSoFar(one: Db): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(one)
  const { rows } = await sql<{ read: number }>`
    select (sum(seq_tup_read) + (
      select sum(idx_tup_read) from pg_stat_user_indexes where relname = any(${TABLES})
    ))::int as read
    from pg_stat_user_tables where relname = any(${TABLES})`.execute(one)
  return rows[0]?.read ?? 0
}

async function countReads(one: Db, work: () => Promise<unknown>): Promise<number> {
  const before = await readSoFar(one)
  await work()
  return (await readSoFar(one)) - before
}

const routersOf = (
  features: readonly Feature[],
  services: Parameters<NonNullable<Feature['routes']>>[0],
) => features.flatMap((feature) => feature.routes?.(services) ?? [])

test('a request reads about as many rows as it shows, however many posts and snapshots there are', async ({
  databaseUrl,
  db,
}) => {
  const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  const world = await startOwnWorld(one)
  const api = anApi(one, routersOf([ownMedia, projects], world.services))
  const { rows } = await sql<{
    media: string
    account: string
    code: string
    project: string
    version: string
    binding: string
  }>`
    select m.id as media, m.connection_id as account, m.shortcode as code, v.project_id as project, v.id as version,
      b.id as binding
    from bindings b join own_media m on m.id = b.media_id join project_versions v on v.id = b.version_id
    order by m.id desc limit 1`.execute(db)
  const [known] = rows
  const [other] = await db
    .selectFrom('own_media')
    .select('id')
    .where('owner_id', 'is', null)
    .limit(1)
    .execute()
  if (!known || !other) throw new Error('nothing is bound')
  const { media, account, code, project, version, binding } = known
  const listed = await api.send('GET', `/api/ig/${account}/media?limit=200`)
  expect(listed.status).toBe(200)
  const { data, next_cursor: cursor } = (await listed.json()) as {
    data: { id: string }[]
    next_cursor: string
  }
  const ids = data.map(({ id }) => id).join(',')

  const reads: Record<string, number> = {}
  for (const [method, path, most] of [
    // Six entries of each post: its own, its newest numbers, its binding and version; and 200 accounts.
    ['GET', `/api/ig/${account}/media?limit=200`, 1_500],
    ['GET', `/api/ig/${account}/media?limit=200&cursor=${cursor}&type=reels`, 1_300],
    [
      'GET',
      `/api/ig/${account}/media?since=2026-10-20T00:00:00Z&until=2026-10-25T00:00:00Z`,
      1_000,
    ],
    ['GET', `/api/ig/${account}/media/export?format=csv`, 3_500],
    ['GET', `/api/ig/resolve?permalink=instagram.com/reel/${code}`, 300],
    ['GET', '/api/ig/resolve?permalink=instagram.com/reel/Unknown', 1_500],
    ['GET', `/api/ig/media/${media}`, 100],
    ['PATCH', `/api/ig/media/${media}`, 100],
    ['GET', `/api/ig/media/${media}/insights?limit=200`, 300],
    ['GET', `/api/ig/media/${media}/insights/raw`, 200],
    ['GET', `/api/ig/media/${media}/insights/export?format=csv`, 300],
    ['POST', `/api/ig/media/${media}/sync`, 100],
    ['GET', `/api/ig/${account}/insights?limit=200`, 1_000],
    ['GET', `/api/ig/${account}/insights/export?format=csv`, 1_000],
    ['GET', `/api/ig/media/${media}/comparison`, 4_000],
    ['GET', `/api/ig/${account}/reels/comparison`, 4_000],
    ['GET', `/api/ig/${account}/reels/best-times?time_zone=Asia/Almaty`, 2_000],
    ['GET', `/api/ig/bind?media=${ids}`, 2_000],
    ['GET', `/api/ig/bind/${binding}`, 100],
    ['GET', `/api/ig/media/${media}/suggestions`, 15_000],
    ['GET', `/api/ig/media/${other.id}/suggestions`, 100],
    ['GET', '/api/projects?limit=200', 6_000],
    ['GET', `/api/projects/${project}`, 100],
    ['GET', `/api/projects/${project}/versions`, 100],
    ['GET', `/api/projects/${project}/versions/${version}`, 100],
    ['GET', `/api/projects/${project}/performance`, 5_000],
  ] as const) {
    const options = method === 'PATCH' ? { json: { duration_ms: 9_000 } } : {}
    const count = await countReads(one, async () => {
      const answer = await api.send(method, path, options)
      expect(answer.status, path).toBeLessThan(300)
      await answer.text()
    })
    reads[`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, 'ID').slice(0, 60)}`] = count
    expect.soft(count, `${method} ${path.slice(0, 100)}`).toBeLessThanOrEqual(most)
  }
  console.log(JSON.stringify(reads))
  await one.destroy()
})

test('what is due, listed and kept is found along indexes', async ({ databaseUrl, db }) => {
  for (const [index, query] of [
    ['own_media_due_idx', dueMediaQuery(new Date(START))],
    ['media_insights_raw_idx', oldMediaAnswers(25 * DAY)],
    [
      'media_insights_collected_idx',
      olderRows({ table: 'media_insights', column: 'collected_at' }, 990 * DAY),
    ],
  ] as const) {
    const plan = await explain(db, query)
    expect(plan, plan).toContain(index)
    expect(plan, plan).not.toMatch(/Seq Scan on (own_media|media_insights)( |$)/m)
  }

  const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  const world = await startOwnWorld(one)
  const [known] = await db
    .selectFrom('own_media_sync')
    .select('connection_id')
    .orderBy('connection_id')
    .limit(1)
    .execute()
  world.account.media = Array.from({ length: 100 }, (_, n) =>
    aPost(`new${n}`, new Date(world.clock.now().getTime() - n * HOUR)),
  )
  await world.services.queue.enqueue(one, listOwnMedia, {
    connection_id: known?.connection_id ?? '',
    whole: false,
  })
  expect(await countReads(one, async () => await world.run('list_own_media'))).toBeLessThan(3_000)
  const snapshots = { table: 'media_insights', column: 'collected_at' }
  for (const step of [olderRows(snapshots, 25 * DAY), oldMediaAnswers(25 * DAY)])
    expect(await countReads(one, async () => await step.execute(one))).toBeLessThan(5_000)
  await one.destroy()
})

test('10,000 posts that are due in one hour are queued by one statement, each with its next turn', async ({
  databaseUrl,
  db,
}) => {
  const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  const world = await startOwnWorld(one)
  await sql`delete from scrape_tasks_open`.execute(db)
  await sql`update own_media set next_sync_at = world_now() + interval '1 day' where next_sync_at is not null`.execute(
    db,
  )
  await sql`
    update own_media set next_sync_at = world_now() - random() * interval '1 hour'
    where id in (select id from own_media order by hashtextextended(id::text, 0) limit 10000)`.execute(
    db,
  )
  await sql`vacuum analyze own_media, scrape_tasks_open`.execute(db)
  await world.services.queue.enqueue(one, scheduleOwnMedia, {})
  let result: unknown
  const begun = performance.now()
  const reads = await countReads(one, async () => {
    result = (await world.run('schedule_own_media')).result
  })
  console.log(JSON.stringify({ due: 10_000, reads, ms: Math.round(performance.now() - begun) }))
  expect(result).toMatchObject({ syncs: 10_000 })
  // Posts, their new index entries, accounts and tasks: a few reads for each.
  expect(reads).toBeLessThan(100_000)
  const { rows } = await sql<{ tasks: number; turns: number; due: number }>`
    select (select count(*)::int from scrape_tasks_open where task_type = 'sync_own_media') as tasks,
      count(distinct next_sync_at)::int as turns, (count(*) filter (where next_sync_at <= world_now()))::int as due
    from own_media where next_sync_at is not null`.execute(db)
  expect(rows).toMatchObject([{ tasks: 10_000, due: 0 }])
  await one.destroy()
})
