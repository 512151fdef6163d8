import { sql } from 'kysely'
import { openDatabase } from '../../../../src/db/database.ts'
import type { Db } from '../../../../src/db/handles.ts'
import { createClock } from '../../../../src/base/clock.ts'
import { publishing } from '../../../../src/features/publishing/feature.ts'
import { expect, testOnDatabaseOf } from '../../../fixtures/test.ts'
import { anApi } from '../../../http/kit.ts'
import { testServices } from '../../gramd-world.ts'
import { addPosts, prepare, ROWS, START, TABLES } from './fill.ts'
import { STAGES, type Stage } from './stages.ts'

/** A few posts were analyzed before all others came. */
const test = testOnDatabaseOf(async (db) => {
  await prepare(db)
  await addPosts(db, 2_000)
  await analyze(db)
  await sql`truncate ${sql.raw([...TABLES, 'connections'].join(', '))} cascade`.execute(db)
  await addPosts(db, ROWS)
})

async function analyze(db: Db): Promise<void> {
  for (const table of TABLES) await sql.raw(`analyze ${table}`).execute(db)
}

/** As if nobody had ever looked at the tables. */
async function forgetStatistics(db: Db): Promise<void> {
  for (const table of TABLES)
    await sql`
      select pg_clear_relation_stats('public', ${table}), pg_clear_attribute_stats('public', ${table}, a.attname, false)
      from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`.execute(
      db,
    )
}

/** Of tables with a million rows: small ones are best read whole. */
const LARGE = TABLES.filter(
  (table) => !['publishing_accounts', 'groups', 'group_members'].includes(table),
)

type Reads = { entries: number; scans: number }

async function readsSoFar(one: Db): Promise<Reads> {
  await sql`select pg_stat_force_next_flush()`.execute(one)
  const { rows } = await sql<Reads>`
    select (sum(seq_tup_read) + (
        select sum(idx_tup_read) from pg_stat_user_indexes where relname = any(${TABLES})
      ))::float8 as entries, (sum(seq_scan) filter (where relname = any(${LARGE})))::int as scans
    from pg_stat_user_tables where relname = any(${TABLES})`.execute(one)
  const [row] = rows
  if (!row) throw new Error('no statistics')
  return row
}

async function readsOf(one: Db, work: () => Promise<unknown>): Promise<Reads> {
  const before = await readsSoFar(one)
  await work()
  const after = await readsSoFar(one)
  return { entries: after.entries - before.entries, scans: after.scans - before.scans }
}

async function stage(one: Db): Promise<Stage> {
  const clock = createClock({ worldAt: START, realAt: Date.now(), speed: 1 })
  const services = testServices(one, clock, null, {
    settings: {
      META_APP_ID: '1',
      META_APP_SECRET: 'a-secret-of-the-tests',
      GRAMD_PUBLIC_URL: 'https://gramd.example',
    },
  })
  const { rows } = await sql<Omit<Stage, 'one' | 'services' | 'api'>>`
    with published as (select post_id, id, publishing_account_id from executions where status = 'success' order by id offset 50 limit 1)
    select p.post_id as post, p.id as execution, p.publishing_account_id as account,
      (select id from posts where status = 'pending' order by id limit 1) as pending,
      (select id from posts where status = 'failed' order by id limit 1) as failed,
      (select id from groups order by id limit 1) as "group",
      '01900000-0000-7000-8000-000000000001' as busy, '01900000-0000-7000-8000-000000000002' as rare,
      (select upload_id from post_media order by post_id limit 1) as upload
    from published p`.execute(one)
  const [row] = rows
  if (!row) throw new Error('there is no post')
  const routers = [publishing.routes?.(services) ?? []].flat()
  return { ...row, one, services, api: anApi(one, routers) }
}

test('each query of publishing reads about what it needs, of a million rows, whatever the statistics', async ({
  db,
  databaseUrl,
}) => {
  const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  const on = await stage(one)
  for (const [statistics, make] of [
    ['stale', async () => undefined],
    ['none', async () => await forgetStatistics(db)],
    ['fresh', async () => await analyze(db)],
  ] as const) {
    await make()
    const most: Record<string, number> = {}
    // Without statistics an index of rare rows seems as good as any.
    const times = statistics === 'none' ? 8 : 1
    for (const [name, usual, work, needsStatistics] of STAGES) {
      if (statistics === 'none' && needsStatistics) continue
      const limit = times * usual
      const { entries, scans } = await readsOf(one, async () => await work(on))
      most[name] = entries
      expect
        .soft(
          { entries: entries <= limit || entries, scans },
          `${name}, with statistics: ${statistics}`,
        )
        .toEqual({ entries: true, scans: 0 })
    }
    console.log(statistics, JSON.stringify(most))
  }
  await one.destroy()
})
