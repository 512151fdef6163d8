import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../src/base/errors.ts'
import { ChallengeRequiredError, RateLimitedError } from '../../../src/platforms/errors.ts'
import type { AccountState } from '../../../src/accounts/states.ts'
import { addAccount, removeAccount } from '../../../src/pool/accounts/accounts-store.ts'
import { readPoolStatus } from '../../../src/pool/accounts/pool-status.ts'
import { addProxy } from '../../../src/pool/proxies/store/proxies/proxies.ts'
import { changeAccounts, type TransitionParts } from '../../../src/pool/state/transition.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { alertKinds, careParts, eventsOf, failingForAll, rejection } from '../failure-kit.ts'
import { HOUR, ask, keys, makeAccounts, poolOn, type Made } from '../pool-fixture.ts'

const move = async (
  parts: TransitionParts,
  account: Made | undefined,
  to: AccountState,
): Promise<void> => {
  if (!account) throw new Error('no such account')
  const { id: accountId, username } = account
  await changeAccounts(parts, async (tx, changes) => {
    const { rows } = await sql<{ from: AccountState }>`
      update instagram_accounts set state = ${to}, paused_from = ${to === 'paused' ? 'active' : null}
      where id = ${accountId} returning old.state as from`.execute(tx)
    const from = rows[0]?.from ?? null
    changes.record({ accountId, username, from, to, event: 'moved', detail: { by: 'a person' } })
  })
}

describe('a change of an account’s state', () => {
  test('is an event, a log line and a metric, and names the account in no label', async ({
    db,
  }) => {
    const [made] = await makeAccounts(db, 2)
    const parts = careParts(db)
    await move(parts, made, 'paused')
    expect(await eventsOf(db, made?.id ?? '')).toEqual([
      {
        event: 'moved',
        from_state: 'active',
        to_state: 'paused',
        code: null,
        blames: null,
        detail: { by: 'a person' },
      },
    ])
    expect(parts.lines).toEqual([
      expect.objectContaining({
        msg: 'account state changed',
        account_id: made?.id,
        account: 'account1',
        from_state: 'active',
        to_state: 'paused',
        code: 'moved',
      }),
    ])
    const text = await parts.registry.metrics()
    expect(text).toContain(
      'gramd_account_transitions_total{from="active",to="paused",code="moved"} 1',
    )
    expect(text).toContain('gramd_account_states{state="active"} 1')
    expect(text).toContain('gramd_account_states{state="paused"} 1')
    expect(text).toContain('gramd_account_states{state="suspended"} 0')
    expect(text).not.toContain('account1')

    await rejection(
      ask(poolOn(db, failingForAll(new RateLimitedError('r')), { metrics: parts.metrics })),
    )
    expect(await parts.registry.metrics()).toContain(
      'gramd_instagram_requests_total{endpoint="profile",outcome="rate_limited"} 1',
    )
  })

  test('begins with adding it and ends with its removal, with an alert if no account is left', async ({
    db,
  }) => {
    const parts = careParts(db)
    const { id: proxyId } = await addProxy(db, keys, { url: 'http://a:b@127.0.0.1:9001' })
    const { id } = await addAccount(parts, { username: 'reader', password: 'secret', proxyId })
    await removeAccount(parts, id)
    const line = { level: 30, msg: 'account state changed', account_id: id, account: 'reader' }
    expect(parts.lines).toEqual([
      expect.objectContaining({ ...line, from_state: null, to_state: 'new', event: 'added' }),
      expect.objectContaining({ ...line, from_state: 'new', to_state: null, event: 'removed' }),
    ])
    const text = await parts.registry.metrics()
    expect(text).toContain('gramd_account_transitions_total{from="none",to="new",code="added"} 1')
    expect(text).toContain(
      'gramd_account_transitions_total{from="new",to="removed",code="removed"} 1',
    )
    expect(await alertKinds(db)).toEqual(['pool_empty'])
  })

  test('publishes nothing when it is rolled back', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const parts = careParts(db)
    const error = new NoSuchRecordError('gone')
    const failed = changeAccounts(parts, async (_tx, changes) => {
      const { id: accountId = '', username = '' } = made ?? {}
      changes.record({ accountId, username, from: 'active', to: 'suspended', event: 'moved' })
      return await Promise.reject(error)
    })
    expect(await rejection(failed)).toBe(error)
    expect(parts.lines).toEqual([])
    expect(await eventsOf(db, made?.id ?? '')).toEqual([])
    expect(await alertKinds(db)).toEqual([])
  })

  test.for([
    ['needs_operator', ['account_needs_person']],
    ['needs_login', ['account_needs_person']],
    ['suspended', ['account_suspended']],
    ['proxy_error', []],
    ['paused', []],
    ['resting', []],
  ] as const)('to %s raises %j', async ([to, kinds], { db }) => {
    const made = await makeAccounts(db, 2)
    await db.updateTable('instagram_accounts').set({ rest_until: new Date() }).execute()
    await move(careParts(db), made[0], to)
    expect(await alertKinds(db)).toEqual(kinds)
  })

  test('that repeats is one message for one cause', async ({ db }) => {
    await makeAccounts(db, 10)
    const pool = poolOn(db, failingForAll(new ChallengeRequiredError('a challenge')))
    await rejection(ask(pool))
    const { count, items } = await db
      .selectFrom('notifications')
      .select(['count', 'items'])
      .executeTakeFirstOrThrow()
    expect(count).toBe(2)
    expect(items).toMatchObject([{ account: 'account1' }, { account: 'account2' }])
  })

  test('omits events that did not change the state', async ({ db }) => {
    await makeAccounts(db, 2)
    const parts = careParts(db)
    const { log, metrics } = parts
    const adapter = failingForAll(new RateLimitedError('slow down'))
    await rejection(ask(poolOn(db, adapter, { log, metrics })))
    const changed = parts.lines.filter(({ msg }) => msg === 'account state changed')
    expect(changed.map(({ account, to_state, code }) => [account, to_state, code])).toEqual([
      ['account1', 'resting', 'rate_limited'],
      ['account2', 'resting', 'rate_limited'],
    ])
    expect(changed[0]).toHaveProperty('rest_until')
  })
})

describe('the size of the pool', () => {
  test('raises an alert below the configured one, and when no account is left', async ({ db }) => {
    const made = await makeAccounts(db, 4)
    const parts = careParts(db, { limits: { minAccounts: 3 } })
    await move(parts, made[0], 'paused')
    expect(await alertKinds(db)).toEqual([])
    await move(parts, made[1], 'paused')
    expect(await alertKinds(db)).toEqual(['pool_small'])
    await move(parts, made[2], 'paused')
    await move(parts, made[3], 'paused')
    expect(await alertKinds(db)).toEqual(['pool_empty', 'pool_small'])
    const { items } = await db
      .selectFrom('notifications')
      .select('items')
      .where('kind', '=', 'pool_empty')
      .executeTakeFirstOrThrow()
    expect(items).toEqual([{ in_service: 0, min_accounts: 3 }])
  })

  test('raises an alert while every account rests, with the end of the first rest', async ({
    db,
  }) => {
    const made = await makeAccounts(db, 3)
    const parts = careParts(db)
    const backAt = [3, 1, 2].map((hours) => new Date(Date.now() + hours * HOUR))
    for (const [place, account] of made.entries()) {
      expect(await alertKinds(db)).toEqual([])
      await db
        .updateTable('instagram_accounts')
        .set({ rest_until: backAt[place] ?? null })
        .where('id', '=', account.id)
        .execute()
      await move(parts, account, 'resting')
    }
    const { kind, cause, items } = await db
      .selectFrom('notifications')
      .selectAll()
      .executeTakeFirstOrThrow()
    expect([kind, cause]).toEqual(['pool_empty', 'all_accounts_rest'])
    const returns_at = backAt[1]?.toISOString()
    expect(items).toEqual([{ in_service: 3, min_accounts: 1, returns_at }])
  })

  test('counts resting accounts, but not those of a dead proxy', async ({ db }) => {
    const made = await makeAccounts(db, 4)
    const parts = careParts(db, { limits: { minAccounts: 3 } })
    const restUntil = new Date(Date.now() + HOUR)
    await db.updateTable('instagram_accounts').set({ rest_until: restUntil }).execute()
    await move(parts, made[0], 'resting')
    await db
      .updateTable('proxies')
      .set({ state: 'dead' })
      .where('id', '=', made[1]?.proxyId ?? '')
      .execute()
    await move(parts, made[2], 'paused')
    expect(await alertKinds(db)).toEqual(['pool_small'])
    const { items } = await db.selectFrom('notifications').select('items').executeTakeFirstOrThrow()
    expect(items).toEqual([{ in_service: 2, min_accounts: 3 }])
  })

  test('raises an alert although the last accounts leave at the same moment', async ({ db }) => {
    const made = await makeAccounts(db, 4)
    const parts = careParts(db)
    await Promise.all(made.map(async (account) => await move(parts, account, 'paused')))
    expect(await alertKinds(db)).toEqual(['pool_empty'])
  })

  test('is part of what operators see', async ({ db }) => {
    const made = await makeAccounts(db, 3)
    const parts = careParts(db, { limits: { minAccounts: 2 } })
    await move(parts, made[0], 'needs_operator')
    expect(await readPoolStatus(db, parts.limits)).toEqual({
      accounts: {
        new: 0,
        active: 2,
        resting: 0,
        needs_login: 0,
        needs_operator: 1,
        suspended: 0,
        proxy_error: 0,
        paused: 0,
      },
      in_service: 2,
      min_accounts: 2,
      proxies: { active: 3, dead: 0, paused: 0 },
      stop: null,
      automatic_renewal: { on: true, switched: null, setting: true },
      free: 2,
      next_free_at: null,
    })
  })
})
