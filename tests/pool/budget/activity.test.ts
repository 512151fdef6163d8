import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { readPoolActivity } from '../../../src/pool/budget/activity.ts'
import { createPoolReaders } from '../../../src/pool/budget/pool-readers.ts'
import { readPoolUsage } from '../../../src/pool/budget/usage.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { LIMITS, makeAccounts, type Made } from '../pool-fixture.ts'

/** Requests of an account that ended `minutesAgo`. */
async function aRequest(
  db: Db,
  { id, proxyId }: Made,
  minutesAgo: number,
  { outcome = 'ok', taskId = null }: { outcome?: string; taskId?: number | null } = {},
): Promise<void> {
  await sql`
    insert into account_requests (account_id, proxy_id, kind, task_id, outcome, reserved_at, ended_at)
    select ${id}::uuid, ${proxyId}::uuid, 'request', ${taskId}::bigint, ${outcome}, at, at
    from (select world_now() - ${minutesAgo} * interval '1 minute' as at) moment`.execute(db)
}

const first = (made: readonly Made[]): Made => {
  const [one] = made
  if (one === undefined) throw new Error('no account was made')
  return one
}

describe('the activity of the pool', () => {
  test('has what accounts and proxies sent in half hours, and their failures', async ({ db }) => {
    const one = first(await makeAccounts(db, 2))
    await aRequest(db, one, 0)
    await aRequest(db, one, 0, { outcome: 'proxy_failed' })
    await aRequest(db, one, 300, { outcome: 'rate_limited' })
    await aRequest(db, one, 25 * 60)

    const { accounts, proxies, since, until } = await readPoolActivity(db, 10)

    // The one with failures comes first.
    expect(accounts).toMatchObject([
      { username: one.username, sent: 3, failed: 2 },
      { sent: 0, slots: [] },
    ])
    expect(accounts[0]?.slots.map(({ sent, failed }) => [sent, failed])).toEqual([
      [1, 1],
      [2, 1],
    ])
    // The platform refused one: that is no failure of the proxy.
    expect(proxies).toMatchObject([
      { id: one.proxyId, sent: 3, failed: 1 },
      { sent: 0, failed: 0 },
    ])
    expect(until.getTime() - since.getTime()).toBeGreaterThan(23.4 * 3_600_000)
    expect(accounts[0]?.slots.every(({ at }) => at.getTime() % 1_800_000 === 0)).toBe(true)
  })

  test('has when an account rested, and puts those in trouble first', async ({ db }) => {
    const made = await makeAccounts(db, 3)
    const one = first(made)
    await sql`delete from account_events`.execute(db)
    await sql`
      update instagram_accounts set state = 'resting', rest_until = world_now() + interval '1 hour' where id = ${one.id}::uuid`.execute(
      db,
    )
    await sql`
      insert into account_events (account_id, event, from_state, to_state, created_at)
      select ${one.id}::uuid, event, state, next, world_now() - hours * interval '1 hour'
      from (values (1, 'rest_over', 'resting', 'active', 20), (2, 'rate_limited', 'active', 'resting', 2),
        (3, 'session_checked', 'resting', 'resting', 1)) t (place, event, state, next, hours)
      order by place`.execute(db)

    const { accounts, other_accounts: others, until } = await readPoolActivity(db, 1)

    expect(accounts).toMatchObject([{ username: one.username, state: 'resting' }])
    expect(others).toBe(2)
    const hours = accounts[0]?.rests.map(({ from, to }) => [
      Math.round((until.getTime() - from.getTime()) / 3_600_000),
      Math.round((until.getTime() - to.getTime()) / 3_600_000),
    ])
    expect(hours).toEqual([
      [24, 20],
      [2, 0],
    ])
  })
})

describe('the usage of the pool', () => {
  test('is by hour and kind of task, with the tasks that sent most', async ({ db }) => {
    const one = first(await makeAccounts(db, 1))
    const { rows } = await sql<{ id: number }>`
      insert into scrape_tasks (task_type, status, priority, completed_at)
      values ('relation_check', 'pending', 5, null), ('full_scrape', 'done', 5, world_now()) returning id::int as id`.execute(
      db,
    )
    const [check = 0, scrape = 0] = rows.map(({ id }) => id)
    await sql`insert into relation_checks (username, kinds, task_id) values ('kino.almaty', '{followers}', ${check})`.execute(
      db,
    )
    for (const taskId of [check, check, scrape, null]) await aRequest(db, one, 0, { taskId })
    await aRequest(db, one, 120, { taskId: check })

    const { hours, tasks } = await readPoolUsage(db)

    expect(hours.map(({ task_type: type, requests }) => [type, requests])).toEqual([
      ['relation_check', 1],
      ['full_scrape', 1],
      ['relation_check', 2],
      [null, 1],
    ])
    expect(tasks).toMatchObject([
      { task_id: check, task_type: 'relation_check', username: 'kino.almaty', requests: 3 },
      { task_id: scrape, status: 'done', username: null, requests: 1 },
    ])
  })

  test('is empty without accounts, and shared by callers for a while', async ({ db }) => {
    const readers = createPoolReaders(db, LIMITS)
    expect(await readers.usage()).toMatchObject({ hours: [], tasks: [] })
    expect(await readers.activity()).toMatchObject({ accounts: [], proxies: [], other_accounts: 0 })
    await makeAccounts(db, 1)
    expect(await readers.activity()).toMatchObject({ accounts: [] })
  })
})
