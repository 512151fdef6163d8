import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { leaseAccount } from '../../../src/pool/budget/lease.ts'
import { changeSession } from '../../../src/pool/sessions/session-alerts.ts'
import { recordDeadSession } from '../../../src/pool/sessions/dead-session.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { alertKinds, careParts, failOnce, rejection } from '../failure-kit.ts'
import { ask, LIMITS, makeAccounts, poolOn, scriptedAdapter } from '../pool-fixture.ts'
import { accountNamed, eventsOf, mortalSessions, withoutPassword } from '../session-fixture.ts'

const { signal } = new AbortController()

/** Every message to people fails for good. */
async function refuseAlerts(db: Db): Promise<void> {
  await sql`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'refused'; end $$`.execute(db)
  await sql`create trigger refuse before insert on notifications for each row execute function refuse()`.execute(
    db,
  )
}

describe('a change of a session', () => {
  test('is published although the database fails temporarily', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await withoutPassword(db)
    await failOnce(db, 'insert on notifications')
    await rejection(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_empty'])
    expect(await eventsOf(db, made?.id ?? '')).toEqual(['session_died'])
  })

  test('that died young counts once, though the answer to that was lost', async ({ db }) => {
    await makeAccounts(db, 1)
    await sql`update instagram_accounts set last_login_at = world_now()`.execute(db)
    const account = await leaseAccount(db, {
      owner: 'test',
      leaseMs: 60_000,
      estimatedRequests: 1,
      limits: LIMITS,
    })
    const key = { accountId: account?.id ?? '', token: account?.lease_token ?? '' }
    const dead = {
      code: 'login_required',
      message: 'dead',
      mayLogIn: true,
      byPerson: false,
      version: 0,
    }
    const parts = careParts(db)
    for (let nth = 1; nth <= 2; nth += 1)
      await changeSession(
        parts,
        key.accountId,
        async (tx) => await recordDeadSession(tx, key, dead),
      )
    expect(await accountNamed(db, 'account1')).toMatchObject({ state: 'active', health: 95 })
  })

  test('is not recorded if it cannot be published', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    await withoutPassword(db)
    await refuseAlerts(db)
    await rejection(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
    const account = await accountNamed(db, 'account1')
    expect(account.state).toBe('active')
    expect(account.session_created_at).not.toBeNull()
    expect(await eventsOf(db, made?.id ?? '')).toEqual([])
  })

  test('of an account that cannot log in by itself raises an alert before it waits for a person', async ({
    db,
  }) => {
    await makeAccounts(db, 1)
    await sql`update instagram_accounts set secrets = null, session_created_at = null`.execute(db)
    await refuseAlerts(db)
    await rejection(ask(poolOn(db, scriptedAdapter())))
    expect((await accountNamed(db, 'account1')).state).toBe('active')
    await sql`drop trigger refuse on notifications`.execute(db)
    await sql`update instagram_accounts set free_at = world_now()`.execute(db)
    await rejection(ask(poolOn(db, scriptedAdapter())))
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_empty'])
  })

  test('lets tasks continue after a successful login, although the database fails temporarily', async ({
    db,
  }) => {
    await makeAccounts(db, 1, { loggedIn: false })
    await sql`update instagram_accounts set session_source = 'file'`.execute(db)
    await failOnce(db, 'insert on notifications')
    expect(await ask(poolOn(db, scriptedAdapter()))).toBe('account1')
    expect(await alertKinds(db)).toEqual(['session_renewed'])
    expect((await accountNamed(db, 'account1')).last_login_at).not.toBeNull()
  })

  test('near its end raises its alert in the next pass if this one could not', async ({ db }) => {
    await makeAccounts(db, 1)
    await withoutPassword(db)
    await sql`
      update instagram_accounts
      set session_expires_at = world_now() + interval '1 hour', last_verified_at = world_now()`.execute(
      db,
    )
    await refuseAlerts(db)
    const pool = poolOn(db, scriptedAdapter())
    expect(await rejection(pool.maintainSessions(signal))).toBeInstanceOf(Error)
    await sql`drop trigger refuse on notifications`.execute(db)
    expect(await pool.maintainSessions(signal)).toMatchObject({ expiring: 1 })
    expect(await alertKinds(db)).toEqual(['session_expiring'])
  })
})
