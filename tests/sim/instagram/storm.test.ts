import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim } from '../../../sim/instagram/index.ts'
import { createStorm, type Storm } from '../../../sim/instagram/storm.ts'
import { call, connectThrough, deviceOf, loggedIn, login } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const check = { path: 'accounts/current_user/' }
const HOUR = 3_600
let clock: ReturnType<typeof createShiftedClock>
let sim: InstagramSim

beforeEach(async () => {
  clock = createShiftedClock()
  const limits = {
    requestsPerHour: 1_000,
    requestsPerDay: 1_000,
    minGapSeconds: 0,
    loginsPer6Hours: 100,
    loginsPerDay: 100,
  }
  sim = await startInstagramSim({
    seed: 'storm',
    clock,
    accounts: 2,
    proxies: 2,
    socksProxies: 1,
    limits,
  })
})
afterEach(() => sim.close())

const rules = () => sim.referee.violations().map(({ rule }) => rule)
const name = (index = 0): string => sim.accounts[index]?.username ?? ''

describe('random faults', () => {
  const draws = (storm: Storm, account: string, count = 5_000) =>
    Array.from({ length: count }, () => storm.strike(account, 'feed'))
  const options = { seed: 's', perThousand: { rate_limit: 100, challenge_required: 50 } }

  test('occur at their rates, and are counted', () => {
    const storm = createStorm({ ...options, loginPerThousand: { challenge: 500 } })
    const drawn = draws(storm, 'ada')
    const share = (kind: string | null): number =>
      drawn.filter((each) => each === kind).length / drawn.length
    expect(share('rate_limit')).toBeCloseTo(0.1, 1)
    expect(share('challenge_required')).toBeCloseTo(0.05, 1)
    expect(share(null)).toBeCloseTo(0.85, 1)
    expect(storm.struck()).toEqual({
      rate_limit: share('rate_limit') * drawn.length,
      challenge_required: share('challenge_required') * drawn.length,
    })
    const logins = Array.from({ length: 1_000 }, () => storm.strikeLogin('ada'))
    expect(logins.filter((each) => each === 'challenge').length / 1_000).toBeCloseTo(0.5, 1)
    expect(createStorm(options).strikeLogin('ada')).toBeNull()
  })

  test('are reproducible for each account, whatever the others do', () => {
    const alone = draws(createStorm(options), 'ada', 500)
    const storm = createStorm(options)
    const among = Array.from({ length: 500 }, () => {
      storm.strike('bob', 'feed')
      storm.strikeLogin('ada')
      storm.strikeProxy(0)
      return storm.strike('ada', 'profile')
    })
    expect(among).toEqual(alone)
    expect(draws(createStorm(options), 'bob', 500)).not.toEqual(alone)
    expect(draws(createStorm({ ...options, seed: 't' }), 'ada', 500)).not.toEqual(alone)
  })

  test.for([{ rate_limit: -1 }, { rate_limit: Number.NaN }, { hang: 600, reset: 500 }])(
    'refuses %j',
    (perThousand) => {
      expect(() => createStorm({ seed: 's', perThousand })).toThrow(TypeError)
    },
  )

  test('have the same meaning as ordered faults', async () => {
    const ask = await loggedIn(sim)
    sim.control.stormy({ seed: 's', perThousand: { challenge_required: 1_000 } })
    expect((await ask(check)).body['message']).toBe('challenge_required')
    expect(sim.control.struck()).toEqual({ challenge_required: 1 })
    sim.control.calm()
    expect(sim.control.struck()).toEqual({})
    expect((await ask(check)).status).toBe(200)
    expect(rules()).toEqual(['after_freeze'])
    sim.control.clearAll()
    sim.control.stormy({ seed: 's', perThousand: { login_required: 1_000 } })
    await ask(check)
    sim.control.clearAll()
    expect((await ask(check)).status).toBe(403)
  })

  test('at logins are only those with a rate for logins', async () => {
    const credentials = sim.accounts[0] ?? { username: '', password: '' }
    const attempt = () => login(sim, { ...credentials, deviceId: deviceOf(0) })
    sim.control.stormy({ seed: 's', perThousand: { server_error: 1_000 } })
    expect((await attempt()).status).toBe(200)
    sim.control.stormy({ seed: 's', perThousand: {}, loginPerThousand: { consent: 1_000 } })
    expect((await attempt()).body['message']).toBe('consent_required')
  })

  test('occur beside ordered faults, which come first', async () => {
    const ask = await loggedIn(sim)
    sim.control.stormy({ seed: 's', perThousand: { server_error: 1_000 } })
    sim.control.failAccount(name(), { kind: 'error_560', count: 1 })
    expect([(await ask(check)).status, (await ask(check)).status]).toEqual([560, 500])
  })

  test('poison a share of all creators', async () => {
    const ask = await loggedIn(sim)
    sim.control.stormy({ seed: 's', perThousand: {}, poisonedTargets: 500 })
    const storm = createStorm({ seed: 's', perThousand: {}, poisonedTargets: 500 })
    for (let index = 0; index < 8; index++) {
      const { pk, isDeleted } = sim.world.creatorAt(index)
      const reply = await ask({ path: `users/${pk}/info/` })
      expect(reply.status).toBe(storm.isPoisoned(index) ? 400 : isDeleted ? 404 : 200)
    }
    expect(Object.keys(storm.struck())).toEqual(['poisoned_target'])
  })

  test.for([
    ['an HTTP proxy', 0],
    ['a SOCKS proxy', 2],
  ] as const)('kills %s for a while', async ([, proxy]) => {
    const url = sim.proxies[proxy]?.url ?? ''
    sim.control.stormy({ seed: 's', perThousand: {}, proxiesDiePerThousand: 1_000 })
    await expect(connectThrough(url)).rejects.toThrow(/hang up|ECONNRESET|closed/)
    clock.advance(9 * 60)
    await expect(connectThrough(url)).rejects.toThrow(/hang up|ECONNRESET|closed/)
    expect(sim.control.struck()).toEqual({ proxy_died: 1 })
    sim.control.stormy({ seed: 'mild', perThousand: {} })
    clock.advance(3 * HOUR)
    const back = await connectThrough(url)
    back.destroy()
  })

  test('let proxies return when they are switched off', async () => {
    const url = sim.proxies[0]?.url ?? ''
    sim.control.stormy({ seed: 's', perThousand: {}, proxiesDiePerThousand: 1_000 })
    await expect(connectThrough(url)).rejects.toThrow(/hang up|ECONNRESET/)
    sim.control.calm()
    const back = await connectThrough(url)
    back.destroy()
  })

  test('let a session leave a proxy that died since its last use, even if it works again', async () => {
    const { sessionId } = sim.control.openSession(name(), { proxy: 0 })
    const authorization = `Bearer IGT:2:${Buffer.from(JSON.stringify({ sessionid: sessionId })).toString('base64')}`
    const place = { authorization, deviceId: deviceOf(0) }
    await call(sim, { ...check, ...place, proxy: 0 })
    sim.control.stormy({ seed: 's', perThousand: {}, proxiesDiePerThousand: 1_000 })
    await expect(call(sim, { ...check, ...place, proxy: 0 })).rejects.toThrow(/hang up|ECONNRESET/)
    clock.advance(60)
    sim.control.calm()
    clock.advance(6 * HOUR)
    await call(sim, { ...check, ...place, proxy: 1 })
    expect(rules()).toEqual([])
    await call(sim, { ...check, ...place, proxy: 0 })
    expect(rules()).toEqual(['proxy_changed'])
  })
})
