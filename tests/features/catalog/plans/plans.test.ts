import { sql } from 'kysely'
import { openDatabase } from '../../../../src/db/database.ts'
import type { Db } from '../../../../src/db/handles.ts'
import { catalog } from '../../../../src/features/catalog/feature.ts'
import { webhooks } from '../../../../src/features/webhooks/feature.ts'
import { expect, testOnDatabaseOf } from '../../../fixtures/test.ts'
import { anApi } from '../../../http/kit.ts'
import { startCatalogWorld } from '../kit.ts'
import { addStores, POSTS, prepare, STORES, TABLES } from './fill.ts'
import { ROWS, STAGES, type Stage } from './stages.ts'

/** A few small shops were analyzed before all others came. */
const test = testOnDatabaseOf(async (db) => {
  await prepare(db)
  await addStores(db, { from: 1, stores: 20, posts: 100 })
  await analyze(db)
  for (const table of ['stores', ...TABLES]) await sql.raw(`delete from ${table}`).execute(db)
  await addStores(db, { from: 1, stores: STORES, posts: POSTS })
})

async function analyze(db: Db): Promise<void> {
  for (const table of [...TABLES, 'stores']) await sql.raw(`analyze ${table}`).execute(db)
}

/** As if nobody had ever looked at the tables. */
async function forgetStatistics(db: Db): Promise<void> {
  for (const table of [...TABLES, 'stores'])
    await sql`
      select pg_clear_relation_stats('public', ${table}), pg_clear_attribute_stats('public', ${table}, a.attname, false)
      from pg_attribute a where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped`.execute(
      db,
    )
}

type Reads = { entries: number; scans: number }

async function readsSoFar(one: Db): Promise<Reads> {
  await sql`select pg_stat_force_next_flush()`.execute(one)
  const { rows } = await sql<Reads>`
    select (sum(seq_tup_read) + (
        select sum(idx_tup_read) from pg_stat_user_indexes where relname = any(${TABLES})
      ))::float8 as entries, sum(seq_scan)::int as scans
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

/** The oldest store is that of a person; all others are younger. */
async function stage(one: Db): Promise<Stage> {
  const world = await startCatalogWorld(one)
  const routers = [catalog, webhooks].flatMap(({ routes }) =>
    [routes?.(world.services) ?? []].flat(),
  )
  const { rows } = await sql<Omit<Stage, 'one' | 'world' | 'api'>>`
    with mine as (
      update stores set owner_id = (select owner_id from stores where id = ${world.storeId}::uuid)
      where slug = 'store-1' returning id, connection_id
    )
    select m.id as store, m.connection_id as connection, 'account 1' as account,
      array(select id::text from catalog_posts where store_id = m.id and outcome = 'drafted' order by id limit 10) as posts,
      array(select id::text from product_drafts where store_id = m.id and status = 'pending' order by id) as pending,
      d.id as draft, d.product_id as product,
      (select id from catalog_syncs where store_id = m.id order by id limit 1) as sync,
      (select id from webhook_events where connection_id = m.connection_id and status = 'completed' order by id limit 1) as event
    from mine m cross join lateral (
      select id, product_id from product_drafts where store_id = m.id and status = 'approved' order by id limit 1) d`.execute(
    one,
  )
  const [row] = rows
  if (!row) throw new Error('there is no store')
  await sql`
    insert into connections (id, platform_id, username, login, state, owner_id, page_id)
    select ${row.connection}::uuid, 'account 1', 'store.1', 'instagram', 'active', owner_id, null from stores where slug = 'store-1'`.execute(
    one,
  )
  return { ...row, one, world, api: anApi(one, routers) }
}

test('each query of shops and webhooks reads about what it needs, of a million rows, whatever the statistics', async ({
  db,
  databaseUrl,
}) => {
  const one = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  const on = await stage(one)
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from product_drafts`.execute(db)
  expect(rows[0]?.count).toBe(ROWS)
  for (const [statistics, make] of [
    ['stale', async () => undefined],
    ['none', async () => await forgetStatistics(db)],
    ['fresh', async () => await analyze(db)],
  ] as const) {
    await make()
    const most: Record<string, number> = {}
    // Without statistics an index of pending drafts seems as good as any.
    const times = statistics === 'none' ? 8 : 1
    for (const [name, usual, work] of STAGES) {
      const limit = times * usual
      const begun = performance.now()
      const { entries, scans } = await readsOf(one, async () => await work(on))
      most[name] = entries
      const ms = Math.round(performance.now() - begun)
      expect
        .soft(
          { entries: entries <= limit || entries, scans, ms },
          `${name}, with statistics: ${statistics}`,
        )
        .toEqual({ entries: true, scans: 0, ms: expect.any(Number) })
    }
    console.log(statistics, JSON.stringify(most))
  }
  await one.destroy()
})
