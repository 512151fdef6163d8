import { sql } from 'kysely'
import { Registry } from 'prom-client'
import { registerPoolGauges } from '../../../src/pool/accounts/gauges.ts'
import { createPoolMetrics } from '../../../src/pool/state/metrics.ts'
import { expect, test } from '../../fixtures/test.ts'
import { ask, LIMITS, makeAccounts, poolOn } from '../pool-fixture.ts'
import { mortalSessions, restingUntil } from '../session-fixture.ts'

const { signal } = new AbortController()

const valuesOf = async (registry: Registry, name: string): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(name))

test('renewals are counted by way and outcome', async ({ db }) => {
  const [made] = await makeAccounts(db, 1)
  const id = made?.id ?? ''
  const registry = new Registry()
  const metrics = createPoolMetrics(registry)
  const dead = new Set(['account1'])
  const pool = poolOn(db, mortalSessions(dead), { metrics })

  await ask(pool)
  dead.add('account1')
  await restingUntil(ask(pool))
  await sql`delete from account_requests`.execute(db)
  await pool.logIn(id, signal)
  await pool.replaceSession(id, { kind: 'file', text: 'session of account1' }, signal)

  expect(await valuesOf(registry, 'gramd_session_renewals_total')).toEqual([
    'gramd_session_renewals_total{way="work",outcome="ok"} 1',
    'gramd_session_renewals_total{way="work",outcome="waiting"} 1',
    'gramd_session_renewals_total{way="person",outcome="ok"} 1',
    'gramd_session_renewals_total{way="import",outcome="ok"} 1',
  ])
})

test('the ages of live sessions are a histogram, and remaining logins a gauge', async ({ db }) => {
  const made = await makeAccounts(db, 4)
  const registry = new Registry()
  registerPoolGauges(registry, db, {
    ...LIMITS,
    onFault: (error) => expect.unreachable(String(error)),
  })
  const hours = [0.5, 2, 30, null]
  for (const [place, { id, proxyId }] of made.entries()) {
    const age = hours[place] ?? null
    await sql`
      update instagram_accounts set session_created_at = world_now() - make_interval(secs => ${age}::float8 * 3600)
      where id = ${id}`.execute(db)
    if (place > 1) continue
    await sql`
      insert into account_requests (account_id, proxy_id, kind, ended_at)
      select ${id}, ${proxyId}, 'login', world_now() - interval '7 hours' from generate_series(0, ${place})`.execute(
      db,
    )
  }
  // Scraped twice: nothing adds up.
  await registry.metrics()
  const lines = await valuesOf(registry, 'gramd_session_age_seconds')
  expect(lines).toEqual(
    expect.arrayContaining([
      'gramd_session_age_seconds_bucket{le="3600"} 1',
      'gramd_session_age_seconds_bucket{le="21600"} 2',
      'gramd_session_age_seconds_bucket{le="86400"} 2',
      'gramd_session_age_seconds_bucket{le="259200"} 3',
      'gramd_session_age_seconds_count 3',
    ]),
  )
  const sum = Number(lines.find((line) => line.includes('_sum'))?.split(' ')[1])
  expect(sum / 3600).toBeCloseTo(32.5, 1)
  expect(await valuesOf(registry, 'gramd_accounts_by_logins_left')).toEqual([
    'gramd_accounts_by_logins_left{left="0"} 1',
    'gramd_accounts_by_logins_left{left="1"} 1',
    'gramd_accounts_by_logins_left{left="2"} 2',
  ])
})
