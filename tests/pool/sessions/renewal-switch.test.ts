import { sql } from 'kysely'
import { advanceWorldTime } from '../../../src/db/world-clock.ts'
import { NoSuchRecordError } from '../../../src/base/errors.ts'
import {
  readRenewalSwitch,
  switchRenewal,
  switchRenewalOf,
} from '../../../src/pool/sessions/renewal-switch.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { careParts } from '../failure-kit.ts'
import { ask, LIMITS, makeAccounts, MINUTE, poolOn } from '../pool-fixture.ts'
import {
  accountNamed,
  alertKinds,
  endpointsOf,
  eventsOf,
  mortalSessions,
  restingUntil,
} from '../session-fixture.ts'

const { signal } = new AbortController()
const LOGIN = ['login/prepare', 'login/secret-1']

describe('automatic renewal', () => {
  test('is switched off and on for all while the pool runs', async ({ db }) => {
    const [made] = await makeAccounts(db, 1)
    const parts = careParts(db)
    const adapter = mortalSessions(new Set(['account1']))
    const pool = poolOn(db, adapter)

    await switchRenewal(parts, false, 'ops')
    await restingUntil(ask(pool))
    expect(endpointsOf(adapter)).toEqual(['profile', 'check'])
    expect(await accountNamed(db, 'account1')).toMatchObject({
      state: 'needs_login',
      renewal_at: null,
    })
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'pool_empty'])
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 0, checked: 0 })

    await switchRenewal(parts, true, 'ops')
    await advanceWorldTime(db, MINUTE)
    expect(await pool.maintainSessions(signal)).toMatchObject({ renewed: 1 })
    expect(endpointsOf(adapter)).toEqual(['profile', 'check', ...LOGIN])
    expect(await eventsOf(db, made?.id ?? '')).toEqual([
      'renewal_switched',
      'session_died',
      'renewal_switched',
      'logged_in',
    ])
    const { rows } = await sql<{ detail: unknown }>`
      select detail from account_events where event = 'renewal_switched' order by id`.execute(db)
    expect(rows.map(({ detail }) => detail)).toEqual([
      { on: false, for: 'all', by: 'ops' },
      { on: true, for: 'all', by: 'ops' },
    ])
  })

  test('counts before the setting until it is left to that again', async ({ db }) => {
    const parts = careParts(db, { limits: { ...LIMITS, renewSessions: false } })
    const { limits } = parts
    expect(await readRenewalSwitch(db, limits)).toEqual({
      on: false,
      switched: null,
      setting: false,
    })
    expect(await switchRenewal(parts, true, 'ops')).toMatchObject({ on: true, switched: true })
    expect(await switchRenewal(parts, null, 'ops')).toMatchObject({ on: false, switched: null })
  })

  test('is switched off for one account only, and said once', async ({ db }) => {
    const [one, two] = await makeAccounts(db, 2)
    const parts = careParts(db)
    const adapter = mortalSessions(new Set(['account1', 'account2']))
    await switchRenewalOf(parts, one?.id ?? '', false, 'ops')
    await switchRenewalOf(parts, one?.id ?? '', false, 'ops')
    expect(await ask(poolOn(db, adapter))).toBe('account2')
    expect(endpointsOf(adapter)).toEqual([
      'profile',
      'check',
      'profile',
      'check',
      'login/prepare',
      'login/secret-2',
      'profile',
    ])
    expect((await accountNamed(db, 'account1')).state).toBe('needs_login')
    expect(await eventsOf(db, one?.id ?? '')).toEqual(['renewal_switched', 'session_died'])
    expect(await eventsOf(db, two?.id ?? '')).not.toContain('renewal_switched')
    await expect(switchRenewalOf(parts, two?.proxyId ?? '', true, 'ops')).rejects.toThrow(
      NoSuchRecordError,
    )
  })

  test.for(['all', 'one'] as const)(
    'that is switched off for %s has who waits for a login wait for a person',
    async (whom, { db }) => {
      const [made] = await makeAccounts(db, 1)
      const id = made?.id ?? ''
      await sql`
        insert into account_requests (account_id, proxy_id, kind, ended_at)
        values (${id}, ${made?.proxyId}, 'login', world_now() - interval '2 hours')`.execute(db)
      await restingUntil(ask(poolOn(db, mortalSessions(new Set(['account1'])))))
      expect((await accountNamed(db, 'account1')).renewal_at).not.toBeNull()
      const parts = careParts(db)
      await (whom === 'all'
        ? switchRenewal(parts, false, 'ops')
        : switchRenewalOf(parts, id, false, 'ops'))
      expect(await accountNamed(db, 'account1')).toMatchObject({
        state: 'needs_login',
        renewal_at: null,
      })
    },
  )
})
