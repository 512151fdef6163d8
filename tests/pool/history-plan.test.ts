import { sql, type RawBuilder } from 'kysely'
import { olderRows } from '../../src/db/delete-in-steps.ts'
import { eventsQuery } from '../../src/pool/accounts/account-views.ts'
import { taskRequestsQuery } from '../../src/pool/budget/task-requests.ts'
import { expiringQuery } from '../../src/pool/sessions/due-sessions.ts'
import { deadSessionQuery } from '../../src/pool/sessions/dead-session.ts'
import { expect, test } from '../fixtures/test.ts'
import { LIMITS, makeAccounts } from './pool-fixture.ts'

test('a history of 100,000 events is read by index, whatever is asked of it', async ({ db }) => {
  const [made, other] = await makeAccounts(db, 2)
  const id = made?.id ?? ''
  await sql`
    insert into account_events (account_id, event, created_at)
    select ${id}, case when n % 1000 = 0 then 'session_died' else 'rest_over' end,
      world_now() - n * interval '2 minutes'
    from generate_series(100000, 1, -1) n`.execute(db)
  await sql`analyze account_events`.execute(db)
  const planOf = async (query: RawBuilder<unknown>): Promise<string> => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) ${query}`.execute(db)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  const lease = { accountId: id, token: id }
  const dead = {
    code: 'login_required',
    message: 'dead',
    mayLogIn: true,
    byPerson: false,
    version: 0,
  }
  const page = { limit: 50 }
  const ofOneEvent = eventsQuery(db, id, { ...page, event: 'logged_in' })
  const byIndex: [string, RawBuilder<unknown>][] = [
    ['account_events_event_idx', deadSessionQuery(lease, dead)],
    ['account_events_event_idx', expiringQuery(LIMITS)],
    ['account_events_event_idx', sql`${ofOneEvent}`],
    ['account_events_account_idx', sql`${eventsQuery(db, other?.id ?? '', page)}`],
    [
      'account_events_created_idx',
      olderRows({ table: 'account_events', column: 'created_at' }, 180 * 24 * 3_600_000),
    ],
  ]
  for (const [index, query] of byIndex) {
    const plan = await planOf(query)
    expect(plan).toMatch(new RegExp(`Index (Only )?Scan using ${index}`))
    expect(plan).not.toContain('Seq Scan on account_events')
  }
})

test('the accounts of a task are found by index among 200,000 requests', async ({ db }) => {
  const [made] = await makeAccounts(db, 1)
  await sql`
    insert into account_requests (account_id, kind, task_id, reserved_at, ended_at, outcome)
    select ${made?.id ?? ''}, 'request', n / 5, world_now() - n * interval '3 seconds', world_now(), 'ok'
    from generate_series(1, 200000) n`.execute(db)
  await sql`analyze account_requests`.execute(db)
  const spans = [
    { started_at: new Date(0), ended_at: new Date() },
    { started_at: new Date(), ended_at: null },
  ]
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain (costs off) ${taskRequestsQuery(7, spans)}`.execute(db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain('account_requests_task_idx')
  expect(plan).not.toContain('Seq Scan on account_requests')
})
