import { sql } from 'kysely'
import { failedQuery } from '../../../src/pool/state/circuit-breaker.ts'
import { expect, test } from '../../fixtures/test.ts'
import { makeAccounts, MINUTE } from '../pool-fixture.ts'

test('the circuit breaker counts by index, however long the history is', async ({ db }) => {
  const [made] = await makeAccounts(db, 3)
  const remember = async (from: number, to: number): Promise<void> => {
    await sql`
      insert into account_events (account_id, event, blames, created_at)
      select ${made?.id}, 'rate_limited', case when n % 3 = 0 then 'account' end,
        world_now() - n * interval '20 seconds'
      from generate_series(${to}::integer, ${from}::integer, -1) n`.execute(db)
  }
  await remember(90_001, 100_000)
  await sql`analyze account_events`.execute(db)
  await remember(1, 90_000)
  const since = new Date(Date.now() - 10 * MINUTE).toISOString()
  for (const _ of ['with old statistics', 'with new ones']) {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (analyze, timing off, costs off) ${failedQuery(since)}`.execute(db)
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    // Of 100,000, thirty are of the last ten minutes.
    expect(plan).toMatch(/Index Scan using account_events_created_idx .*actual rows=(9|10)\.00/)
    await sql`analyze account_events`.execute(db)
  }
})
