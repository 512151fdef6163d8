import { sql, type RawBuilder } from 'kysely'
import { createClock } from '../../../../src/base/clock.ts'
import { ROLES } from '../../../../src/base/roles.ts'
import type { Db } from '../../../../src/db/handles.ts'
import { errorGroupsQuery } from '../../../../src/features/tasks/store/reports.ts'
import { countQuery } from '../../../../src/features/tasks/store/task-counts.ts'
import {
  withinScope,
  findPage,
  idsQuery,
  MAX_CANDIDATES,
} from '../../../../src/features/tasks/store/task-search.ts'
import { pageQuery } from '../../../../src/http/streams/event-pages.ts'
import { taskScopeOf } from '../../../../src/http/access/task-scope.ts'
import { describe, expect, testOnDatabaseOf } from '../../../fixtures/test.ts'
import { testServices } from '../../gramd-world.ts'

const OWNER = '00000000-0000-4000-8000-000000000001'
const STORES = 400
const PER_STORE = 150

/** 60,000 tasks about the stores of 400 owners, and as many of publishing; every tenth failed, and some are open. */
async function fill(db: Db): Promise<void> {
  await sql`
    insert into stores (id, owner_id, name, slug, currency, categories)
    select lpad(n::text, 32, '0')::uuid, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Pots', 'pots-' || n, 'KZT', '{}'
    from generate_series(1, ${sql.lit(STORES)}) n`.execute(db)
  await sql`
    insert into scrape_tasks (task_type, subject, status, priority, completed_at, error_code, error_message)
    select case when n % 2 = 0 then 'poll_store' else 'publish_to_account' end,
      case when n % 2 = 0 then 'store:' || lpad((1 + n / 2 % ${sql.lit(STORES)})::text, 32, '0')::uuid end,
      case when n % 40 < 2 then 'failed' when n % 100 = 50 then 'pending' else 'done' end, 5,
      case when n % 100 <> 50 then world_now() end,
      case when n % 40 < 2 then 'transient' end, case when n % 40 < 2 then 'no answer within ' || n || ' s' end
    from generate_series(1, ${sql.lit(STORES * PER_STORE * 2)}) n`.execute(db)
  await sql`
    insert into past_attempts (task_id, started_at, outcome, error_code)
    select id, world_now(), 'failed', error_code from scrape_tasks_ended where status = 'failed'`.execute(
    db,
  )
  await sql`
    insert into task_events (event, task_type, task_ids)
    select 'claimed', task_type, array_agg(id) from scrape_tasks group by task_type, id / 50`.execute(
    db,
  )
  // Not in parallel: its workers count rows of their own.
  await sql`set max_parallel_workers_per_gather = 0`.execute(db)
  await sql`analyze`.execute(db)
}

const test = testOnDatabaseOf(fill)

const typesOf = (db: Db) => testServices(db, createClock(), null, {}).queue.types

const member = (db: Db) =>
  taskScopeOf(typesOf(db), {
    kind: 'user',
    id: `user:${OWNER}`,
    name: 'member',
    scopes: ROLES.member,
    isElevated: false,
    user: { id: OWNER, sessionHash: null },
  })

/** The plan as it ran, and the most rows that one of its nodes gave. */
async function planOf(db: Db, query: RawBuilder<unknown>) {
  const { rows } = await sql`explain (analyze, format json) ${query}`.execute(db)
  const text = JSON.stringify(rows)
  const counts = [...text.matchAll(/"Actual Rows":\s*([\d.]+)/g)].map(([, n]) => Number(n))
  return { text, maxRows: Math.max(...counts) }
}

describe('one owner’s tasks among those of 400', () => {
  test('are found page by page, each once, by bounded looks', async ({ db }) => {
    const filter = withinScope({}, member(db))
    const found: number[] = []
    let pages = 0
    for (let before: number | undefined, isMore = true; isMore; pages++) {
      const { ids, next } = await findPage(db, filter, { limit: 20, before })
      found.push(...ids)
      isMore = next !== null
      before = next ?? undefined
    }
    const { rows } = await sql<{ id: number }>`
      select id from scrape_tasks where subject = 'store:' || lpad('1', 32, '0')::uuid order by id desc`.execute(
      db,
    )
    expect(rows).toHaveLength(PER_STORE)
    expect(found).toEqual(rows.map(({ id }) => id))
    expect(pages).toBeLessThan(PER_STORE / 20 + (STORES * PER_STORE * 2) / MAX_CANDIDATES + 3)
  })

  test.for([
    ['a page', () => ({})],
    ['a page of a type', () => ({ task_type: ['poll_store'] })],
    ['a page of failed ones', () => ({ status: ['failed'] as const })],
  ] as const)('%s reads no more than it may look at', async ([, asked], { db }) => {
    const query = idsQuery(withinScope(asked(), member(db)), { limit: 51, before: 100_000 })
    const { text, maxRows } = await planOf(db, query)
    expect(text).toContain('stores_pkey')
    expect(text).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"scrape_tasks/)
    expect(maxRows).toBeLessThanOrEqual(2 * MAX_CANDIDATES)
  })

  test('a count, groups of errors and events are bounded, too', async ({ db }) => {
    const seen = member(db)
    const counts = await planOf(db, countQuery(withinScope({}, seen), 10_000))
    expect(counts.maxRows).toBeLessThanOrEqual(10_000)
    const errors = await planOf(db, errorGroupsQuery(seen))
    expect(errors.maxRows).toBeLessThanOrEqual(5_000)
    const events = await planOf(db, pageQuery(typesOf(db), { xid: 0n, id: 0n }, {}))
    expect(events.maxRows).toBeLessThanOrEqual(600)
    for (const { text } of [counts, errors, events])
      expect(text).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"(scrape_tasks|past)/)
  })
})
