import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  startInstagramSim,
  type InstagramSim,
  type InstagramSimOptions,
  type Limits,
  type Rule,
} from '../../../sim/instagram/index.ts'
import {
  call,
  deviceOf,
  loggedIn,
  login,
  sealPassword,
  signed,
  type Caller,
} from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const HOUR = 3_600
const check = { path: 'accounts/current_user/' }
let clock: ReturnType<typeof createShiftedClock>
let sim: InstagramSim

beforeEach(async () => {
  clock = createShiftedClock()
  sim = await start()
})
afterEach(() => sim.close())

const LIMITS: Limits = {
  requestsPerHour: 5,
  requestsPerDay: 12,
  minGapSeconds: 2,
  loginsPer6Hours: 1,
  loginsPerDay: 2,
}

const start = (limits: Partial<Limits> = {}, options: Partial<InstagramSimOptions> = {}) =>
  startInstagramSim({
    seed: 'referee',
    clock,
    accounts: 2,
    proxies: 2,
    limits: { ...LIMITS, ...limits },
    ...options,
  })

async function restart(...options: Parameters<typeof start>): Promise<void> {
  await sim.close()
  sim = await start(...options)
}

const rules = (): Rule[] => sim.referee.violations().map(({ rule }) => rule)
const account = (index = 0) => sim.accounts[index] ?? { username: '', password: '' }

/** Logs in and sends requests; world time moves before each. */
async function paced(index = 0, seconds = 3, proxy = index): Promise<Caller> {
  const place = { deviceId: deviceOf(index), proxy }
  const sync = await call(sim, { ...place, path: 'qe/sync/', form: {} })
  clock.advance(3)
  const { username, password } = account(index)
  const form = signed({ username, enc_password: sealPassword(sync.headers, password) })
  const reply = await call(sim, { ...place, path: 'accounts/login/', form })
  const authorization = String(reply.headers['ig-set-authorization'])
  return (options) => {
    clock.advance(seconds)
    return call(sim, { ...options, ...place, authorization })
  }
}

describe('the referee', () => {
  test('has nothing to say about a clean day at the very limit', async () => {
    const ask = await paced(0, 0)
    const other = await paced(1, 0)
    clock.advance(5)
    for (let hour = 0; hour < 3; hour++) {
      for (let request = 0; request < 4; request++) {
        await Promise.all([ask(check), other(check)])
        clock.advance(request === 3 ? HOUR - 6 : 2)
      }
    }
    clock.advance(24 * HOUR)
    await ask({ path: 'feed/timeline/' })
    expect(sim.referee.violations()).toEqual([])
    expect(sim.referee.report()).toMatchObject({
      requests: 24,
      logins: 2,
      login_flow: 3,
      violations: 0,
    })
  })

  test('sees more requests in a rolling hour than allowed', async () => {
    const ask = await paced()
    for (let request = 0; request < 4; request++) await ask(check)
    clock.advance(HOUR - 18)
    await ask(check)
    expect(rules()).toEqual([])
    // The first of the five is still within the hour.
    await ask(check)
    expect(rules()).toEqual(['hour_budget'])
    expect(sim.referee.violations()[0]).toMatchObject({
      account: account().username,
      proxy: 0,
      at: clock.now(),
      detail: '6 in 1 h, at most 5',
    })
  })

  test('sees more requests in a rolling day than allowed, over midnight', async () => {
    const ask = await paced(0, 1_800)
    for (let request = 0; request < 12; request++) await ask(check)
    expect(rules()).toEqual([])
    await ask(check)
    expect(rules()).toEqual(['day_budget'])
    clock.advance(24 * HOUR)
    await ask(check)
    expect(rules()).toHaveLength(1)
  })

  test('does not count the other requests of a login, but paces them', async () => {
    const ask = await paced()
    for (let request = 0; request < 20; request++) await ask({ path: 'launcher/sync/', form: {} })
    expect(rules()).toEqual([])
    clock.advance(-2)
    await ask({ path: 'launcher/sync/', form: {} })
    expect(rules()).toEqual(['min_gap'])
  })

  test('sees a gap that is too short, also before the login', async () => {
    const ask = await paced(0, 1)
    await ask(check)
    expect(rules()).toEqual(['min_gap'])
    const place = { deviceId: 'android-new', proxy: 1 }
    await call(sim, { ...place, path: 'zr/token/result/' })
    await call(sim, { ...place, path: 'qe/sync/', form: {} })
    expect(rules()).toEqual(['min_gap', 'min_gap'])
  })

  test('measures the gap from the end of a request, which is when its socket closes', async () => {
    const ask = await paced(0, 0)
    for (const [pause, broken] of [
      [3, []],
      [1, ['min_gap']],
    ] as const) {
      clock.advance(60)
      sim.control.failAccount(account().username, { kind: 'hang', count: 1 })
      const patience = new AbortController()
      const hanging = ask({ ...check, signal: patience.signal })
      await expect.poll(() => sim.referee.report().open).toBe(1)
      clock.advance(60)
      patience.abort()
      await expect(hanging).rejects.toThrow(/aborted/)
      await expect.poll(() => sim.referee.report().open).toBe(0)
      clock.advance(pause)
      await ask(check)
      expect(rules()).toEqual(broken)
    }
  })

  test('sees two requests of an account at once', async () => {
    const ask = await paced()
    sim.control.failAccount(account().username, { kind: 'hang', count: 1 })
    const patience = new AbortController()
    const hanging = ask({ ...check, signal: patience.signal })
    await expect.poll(() => sim.referee.report().open).toBe(1)
    await ask(check)
    expect(rules()).toEqual(['parallel_requests'])
    patience.abort()
    await expect(hanging).rejects.toThrow(/aborted/)
  })

  test('sees more logins than allowed, in six hours and in a day', async () => {
    await paced()
    clock.advance(5 * HOUR)
    await paced()
    expect(rules()).toEqual(['login_budget'])
    clock.advance(7 * HOUR)
    await paced()
    expect(rules()).toEqual(['login_budget', 'login_day_budget'])
    clock.advance(25 * HOUR)
    await paced()
    expect(rules()).toHaveLength(2)
  })

  test('sees two logins at once on one proxy, but not on two', async () => {
    sim.control.failAccount(account(0).username, { kind: 'hang', endpoints: ['login'], count: 1 })
    const sync = await call(sim, { path: 'qe/sync/', form: {}, deviceId: 'android-any' })
    const attempt = (index: number, proxy: number, signal?: AbortSignal) => {
      const { username, password } = account(index)
      const form = signed({ username, enc_password: sealPassword(sync.headers, password) })
      const place = { proxy, deviceId: deviceOf(index), ...(signal ? { signal } : {}) }
      return call(sim, { ...place, path: 'accounts/login/', form })
    }
    const patience = new AbortController()
    const hanging = attempt(0, 0, patience.signal)
    await expect.poll(() => sim.referee.report().open).toBe(1)
    await attempt(1, 1)
    expect(rules()).toEqual([])
    clock.advance(7 * HOUR)
    await attempt(1, 0)
    expect(rules()).toEqual(['parallel_logins'])
    patience.abort()
    await expect(hanging).rejects.toThrow(/aborted/)
  })

  test('sees a password again that was refused, and not a corrected one', async () => {
    const attempt = (password: string) => {
      clock.advance(12 * HOUR + 1)
      return login(sim, { username: account().username, password })
    }
    const loginRules = () => rules().filter((rule) => rule !== 'min_gap')
    await attempt('wrong')
    await attempt(account().password)
    expect(loginRules()).toEqual([])
    await attempt('wrong')
    expect(loginRules()).toEqual(['refused_password_again'])
  })

  test('sees a session on another proxy, unless the old one is dead or an operator allowed it', async () => {
    const { username, password } = account()
    const reply = await login(sim, { username, password, deviceId: deviceOf(0), proxy: 0 })
    const authorization = String(reply.headers['ig-set-authorization'])
    const move = async (proxy: number): Promise<Rule[]> => {
      clock.advance(10)
      const before = sim.referee.violations().length
      await call(sim, { ...check, proxy, authorization, deviceId: deviceOf(0) })
      return rules().slice(before)
    }
    expect(await move(0)).toEqual([])
    expect(await move(1)).toEqual(['proxy_changed'])
    expect(await move(1)).toEqual([])
    sim.control.allowProxyChange(username)
    expect(await move(0)).toEqual([])
    sim.control.failProxy(0, { kind: 'dead' })
    expect(await move(1)).toEqual([])
    sim.control.clearProxy(0)
    clock.advance(HOUR)
    expect(await move(0)).toEqual(['proxy_changed'])
  })

  test('sees a session on another device, and the session is dead', async () => {
    const { username, password } = account()
    const reply = await login(sim, { username, password, deviceId: deviceOf(0) })
    const authorization = String(reply.headers['ig-set-authorization'])
    clock.advance(10)
    const other = await call(sim, { ...check, authorization, deviceId: 'android-other' })
    expect([other.status, other.body['message']]).toEqual([403, 'login_required'])
    expect(rules()).toEqual(['min_gap', 'device_changed'])
    const own = await call(sim, { ...check, authorization, deviceId: deviceOf(0) })
    expect(own.status).toBe(403)
  })

  test('sees requests that come through no proxy', async () => {
    await call(sim, { path: 'zr/token/result/', proxy: null })
    expect(sim.referee.violations()).toMatchObject([{ rule: 'no_proxy', proxy: null }])
  })

  test.for([
    'challenge_required',
    'checkpoint_required',
    'consent_required',
    'masked_not_found',
    'inactive_user',
    'redirect_suspended',
  ] as const)('sees every request after %s until an operator has cleared it', async (kind) => {
    const ask = await paced()
    sim.control.failAccount(account().username, { kind, count: 1 })
    await ask(check)
    expect(rules()).toEqual([])
    clock.advance(48 * HOUR)
    await ask(check)
    expect(rules()).toEqual(['after_freeze'])
    sim.control.clearAccount(account().username)
    await ask(check)
    expect(rules()).toHaveLength(1)
  })

  test('sees requests after a poisoned target and after the death of an account', async () => {
    const ask = await paced()
    sim.control.failTarget(sim.world.creatorAt(1).pk, { kind: 'poison' })
    await ask({ path: `users/${sim.world.creatorAt(1).pk}/info/` })
    await ask(check)
    expect(rules()).toEqual(['after_freeze'])
    const other = await paced(1)
    sim.control.killAccount(account(1).username)
    await other(check)
    expect(rules()).toHaveLength(1)
    await other(check)
    expect(rules()).toEqual(['after_freeze', 'after_freeze'])
  })

  test.for([
    ['rate_limit', 45],
    ['rate_limit_401', 45],
    ['feedback_required', 24 * 60],
    ['feedback_required_429', 24 * 60],
  ] as const)('sees a request after %s within %i minutes', async ([kind, minutes]) => {
    const ask = await paced()
    sim.control.failAccount(account().username, { kind, count: 1 })
    await ask(check)
    clock.advance((minutes - 1) * 60)
    await ask(check)
    expect(rules()).toEqual(['during_rest'])
    clock.advance(60)
    await ask(check)
    expect(rules()).toHaveLength(1)
  })

  test('does not let a shorter rest end a longer one', async () => {
    const ask = await paced()
    for (const kind of ['feedback_required', 'rate_limit'] as const) {
      sim.control.failAccount(account().username, { kind, count: 1 })
      await ask(check)
    }
    clock.advance(HOUR)
    await ask(check)
    expect(rules()).toEqual(['during_rest', 'during_rest'])
  })

  test('counts requests through a proxy, over its accounts and without their logins', async () => {
    await restart({ proxyRequestsPerHour: 3, proxyRequestsPerDay: 4 })
    const [one, two] = [await paced(0), await paced(1, 3, 0)]
    for (const ask of [one, two, one]) await ask(check)
    expect(rules()).toEqual([])
    await two(check)
    expect(rules()).toEqual(['proxy_hour_budget'])
    clock.advance(HOUR)
    await one(check)
    expect(rules()).toEqual(['proxy_hour_budget', 'proxy_day_budget'])
    expect(sim.referee.violations()[1]).toMatchObject({
      proxy: 0,
      detail: '5 in 24 h, at most 4',
    })
  })

  test('allows 60 requests an hour through a proxy by default', async () => {
    await restart({ requestsPerHour: 1_000, requestsPerDay: 1_000 })
    const send = (at: number): void =>
      sim.referee
        .arrive({ account: null, deviceId: null, proxy: 0, endpointClass: 'feed', at })
        .end()
    const start = clock.now().getTime()
    for (let request = 0; request < 60; request++) send(start + request)
    expect(rules()).toEqual([])
    send(start + 60)
    expect(rules()).toEqual(['proxy_hour_budget'])
  })

  test('takes limits that differ between accounts and change with time', async () => {
    const start = clock.now().getTime()
    await restart(
      {},
      {
        limitsFor: (name, at) => ({
          ...LIMITS,
          requestsPerHour: name === account(0).username && at < start + HOUR * 24_000 ? 1 : 3,
        }),
      },
    )
    const [warming, grown] = [await paced(0), await paced(1)]
    for (const ask of [warming, warming, grown, grown, grown]) await ask(check)
    expect(rules()).toEqual(['hour_budget'])
    clock.advance(24 * HOUR)
    for (let request = 0; request < 3; request++) await warming(check)
    expect(rules()).toHaveLength(1)
  })

  test('sees requests outside the hours of an account', async () => {
    await restart({}, { isActive: (_account, at) => new Date(at).getUTCHours() < 22 })
    const ask = await paced()
    await ask(check)
    expect(rules()).toEqual([])
    clock.advance(12 * HOUR)
    await ask(check)
    expect(rules()).toEqual(['outside_active_hours'])
  })

  test.for([
    'challenge/61000000000/Ab3dEf/',
    'challenge/reset/61000000000/Ab3dEf/',
    'consent/existing_user_flow/',
    '../../challenge/?next=/api/v1/',
  ])('sees a client that answers a challenge itself: %s', async (path) => {
    const ask = await paced()
    const reply = await ask({ path, form: { choice: '0' } })
    expect([reply.status, reply.body['message']]).toEqual([400, 'challenge_required'])
    expect(rules()).toEqual(['answered_challenge'])
  })

  test('sees the third account that is spent on one target within a day', async () => {
    await restart({}, { accounts: 4 })
    const { pk } = sim.world.creatorAt(1)
    sim.control.failTarget(pk, { kind: 'poison' })
    for (const index of [0, 1]) await (await paced(index, 3, 0))({ path: `users/${pk}/info/` })
    expect(rules()).toEqual([])
    await (
      await paced(2, 3, 0)
    )({ path: `feed/user/${pk}/` })
    expect(sim.referee.violations()).toMatchObject([
      { rule: 'target_spent_accounts', account: account(2).username },
    ])
    clock.advance(25 * HOUR)
    await (
      await paced(3, 3, 0)
    )({ path: `users/${pk}/info/` })
    expect(rules()).toHaveLength(1)
  })

  test('attributes a violation by a request with a dead session to its account', async () => {
    const ask = await paced()
    sim.control.failAccount(account().username, { kind: 'login_required', count: 1 })
    for (let request = 0; request < 6; request++) await ask(check)
    expect(sim.referee.violations()).toMatchObject([
      { rule: 'hour_budget', account: account().username },
    ])
  })

  test('reports requests by account and by class of endpoint', async () => {
    const ask = await paced()
    const { pk, username } = sim.world.creatorAt(1)
    await ask({ path: `users/${username}/usernameinfo/` })
    await ask({ path: `feed/user/${pk}/` })
    await ask({ path: `highlights/${pk}/highlights_tray/` })
    const report = sim.referee.report()
    expect(report.accounts[account().username]).toEqual({
      requests: 3,
      logins: 1,
      login_flow: 0,
      classes: { login: 1, profile: 1, feed: 1, tray: 1 },
    })
    expect(report).toMatchObject({ requests: 3, logins: 1, login_flow: 1, violations_by_rule: {} })
  })

  test('keeps counting when a client runs wild, in bounded memory', async () => {
    const { username } = account()
    const at = clock.now().getTime()
    for (let request = 0; request < 25_000; request++) {
      sim.referee
        .arrive({ account: username, deviceId: null, proxy: 0, endpointClass: 'feed', at })
        .end()
    }
    expect(sim.referee.violations()).toHaveLength(10_000)
    expect(sim.referee.report()).toMatchObject({ requests: 25_000 })
    expect(sim.referee.report().violations).toBeGreaterThan(50_000)
  })

  test('lets a client through that logs in by the book', async () => {
    await loggedIn(sim)
    // No pause between the key request and the login: the one broken rule.
    expect(rules()).toEqual(['min_gap'])
  })
})
