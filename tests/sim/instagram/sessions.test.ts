import { TOTP } from 'otpauth'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startInstagramSim, type InstagramSim, type Rule } from '../../../sim/instagram/index.ts'
import { call, deviceOf, login, signed, type Call, type Reply } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const DAY = 86_400
const path = 'accounts/current_user/'
let clock: ReturnType<typeof createShiftedClock>
let sim: InstagramSim
let username: string

beforeEach(async () => {
  clock = createShiftedClock()
  sim = await startInstagramSim({ seed: 'sessions', clock, accounts: 2, proxies: 2 })
  username = sim.accounts[0]?.username ?? ''
})
afterEach(() => sim.close())

const rules = (): Rule[] => sim.referee.violations().map(({ rule }) => rule)

/** A request with only the cookie of a session, at least a minute after the last one. */
function check(sessionId: string, place: Partial<Call> = {}): Promise<Reply> {
  clock.advance(60)
  return call(sim, { path, cookie: `sessionid=${sessionId}`, ...place })
}

describe('a session created elsewhere', () => {
  test('is the account’s, and belongs to the device and the proxy that use it first', async () => {
    const { sessionId, platformId } = sim.control.openSession(username)
    expect(sessionId.startsWith(`${platformId}%3A`)).toBe(true)
    const first = await check(sessionId, { deviceId: 'android-own', proxy: 1 })
    expect(first.body['user']).toMatchObject({ username, pk_id: platformId })
    expect(rules()).toEqual([])
    await check(sessionId, { deviceId: 'android-own', proxy: 0 })
    expect(rules()).toEqual(['proxy_changed'])
    expect((await check(sessionId, { deviceId: 'android-other' })).status).toBe(403)
    expect(rules()).toEqual(['proxy_changed', 'device_changed'])
  })

  test('may be copied with its separators decoded', async () => {
    const { sessionId } = sim.control.openSession(username)
    expect((await check(decodeURIComponent(sessionId))).status).toBe(200)
  })

  test('can have a device and a proxy from the start', async () => {
    const { sessionId } = sim.control.openSession(username, { deviceId: 'android-own', proxy: 1 })
    expect((await check(sessionId, { deviceId: 'android-own', proxy: 0 })).status).toBe(200)
    expect(rules()).toEqual(['proxy_changed'])
    expect((await check(sessionId, { deviceId: 'android-other', proxy: 0 })).status).toBe(403)
    expect(() => sim.control.openSession(username, { proxy: 9 })).toThrow(RangeError)
  })

  test('lives beside others; a login ends only the previous one of its device', async () => {
    const elsewhere = sim.control.openSession(username).sessionId
    const credentials = sim.accounts[0] ?? { username, password: '' }
    const sessionOf = async (): Promise<string> => {
      clock.advance(60)
      const reply = await login(sim, { ...credentials, deviceId: deviceOf(0) })
      return String(/sessionid=([^;]+)/.exec(String(reply.headers['set-cookie']))?.[1])
    }
    const older = await sessionOf()
    const newer = await sessionOf()
    expect((await check(older, { deviceId: deviceOf(0) })).status).toBe(403)
    expect((await check(newer, { deviceId: deviceOf(0) })).status).toBe(200)
    expect((await check(elsewhere, { deviceId: 'android-elsewhere' })).status).toBe(200)
  })

  test('comes as a settings file of instagrapi, with a device of its own', async () => {
    const settings = sim.control.instagrapiSettings(username, { proxy: 1 })
    const another = sim.control.instagrapiSettings(username)
    const { android_device_id: deviceId } = settings.uuids
    expect(deviceId).toMatch(/^android-[0-9a-f]{16}$/)
    expect(another.uuids.android_device_id).not.toBe(deviceId)
    expect(settings.uuids.phone_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-/)
    const { sessionid } = settings.authorization_data
    expect(settings.cookies).toMatchObject({ sessionid })
    expect(settings.last_login).toBe(clock.now().getTime() / 1_000)
    const header = Buffer.from(JSON.stringify(settings.authorization_data)).toString('base64')
    clock.advance(60)
    const reply = await call(sim, {
      path,
      proxy: 1,
      deviceId,
      authorization: `Bearer IGT:2:${header}`,
    })
    expect(reply.body['user']).toMatchObject({ username })
    expect(rules()).toEqual([])
    expect((await check(another.cookies['sessionid'] ?? '', { deviceId })).status).toBe(403)
  })

  test('ends when the platform says so, with every other one of the account', async () => {
    const [one, two] = [sim.control.openSession(username), sim.control.openSession(username)]
    sim.control.endSession(username)
    for (const { sessionId } of [one, two]) {
      expect((await check(sessionId)).body).toMatchObject({ message: 'login_required' })
    }
  })
})

describe('the lifetime of a session', () => {
  test('is endless by default', async () => {
    const { sessionId } = sim.control.openSession(username)
    clock.advance(400 * DAY)
    expect((await check(sessionId)).status).toBe(200)
  })

  test('is world time, is in the cookie, and ends in login_required', async () => {
    sim.control.setSessionLifetime(2 * DAY)
    const credentials = sim.accounts[0] ?? { username, password: '' }
    const reply = await login(sim, { ...credentials, deviceId: deviceOf(0) })
    const [cookie = ''] =
      reply.headers['set-cookie']?.filter((each) => each.startsWith('sessionid')) ?? []
    expect(cookie).toContain(`Max-Age=${2 * DAY};`)
    const sessionId = cookie.slice('sessionid='.length, cookie.indexOf(';'))
    clock.advance(2 * DAY - 61)
    expect((await check(sessionId, { deviceId: deviceOf(0) })).status).toBe(200)
    const late = await check(sessionId, { deviceId: deviceOf(0) })
    expect([late.status, late.body['message']]).toEqual([403, 'login_required'])
  })

  test('can be given at the start', async () => {
    await sim.close()
    const options = { seed: 'short', clock, accounts: 1, proxies: 1, sessionLifetimeSeconds: 600 }
    sim = await startInstagramSim(options)
    const { sessionId } = sim.control.openSession(sim.accounts[0]?.username ?? '')
    expect((await check(sessionId)).status).toBe(200)
    clock.advance(600)
    expect((await check(sessionId)).status).toBe(403)
  })
})

describe('one-time passwords', () => {
  const SEED = 'JBSW Y3DP EHPK 3PXP jbswy3dpehpk3pxp'
  const totp = new TOTP({ secret: SEED.replaceAll(' ', '').toUpperCase() })
  const codeAfter = (seconds: number): string =>
    totp.generate({ timestamp: clock.now().getTime() + seconds * 1_000 })

  /** Logs in up to the second factor, and returns how to enter a code. */
  async function prompted(): Promise<(code: string) => Promise<Reply>> {
    clock.advance(60)
    const credentials = sim.accounts[0] ?? { username, password: '' }
    const prompt = await login(sim, { ...credentials, deviceId: deviceOf(0) })
    expect(prompt.body).toMatchObject({
      two_factor_required: true,
      two_factor_info: { totp_two_factor_on: true },
    })
    const info = prompt.body['two_factor_info']?.['two_factor_identifier']
    return (code) => {
      clock.advance(3)
      const form = signed({ username, verification_code: code, two_factor_identifier: info })
      return call(sim, { path: 'accounts/two_factor_login/', deviceId: deviceOf(0), form })
    }
  }

  test.for([-30, 0, 30])('are accepted from the step %i s away, each once', async (seconds) => {
    sim.control.requireTotp(username, SEED)
    const enter = await prompted()
    const code = codeAfter(seconds + 3)
    const accepted = await enter(code)
    expect(accepted.status).toBe(200)
    expect(accepted.headers['ig-set-authorization']).toBeDefined()
    const enterAgain = await prompted()
    clock.advance(-63)
    expect((await enterAgain(code)).status).toBe(400)
    expect(sim.referee.report()).toMatchObject({ logins: 2, requests: 0 })
  })

  test.for([-60, 60])('are refused from the step %i s away', async (seconds) => {
    sim.control.requireTotp(username, SEED)
    const enter = await prompted()
    expect((await enter(codeAfter(seconds + 3))).body['message']).toContain('security code')
    expect((await enter(codeAfter(3))).status).toBe(200)
  })

  test('are required until they are switched off', async () => {
    sim.control.requireTotp(username, SEED)
    await prompted()
    sim.control.requireTotp(username, null)
    const credentials = sim.accounts[0] ?? { username, password: '' }
    expect((await login(sim, { ...credentials, deviceId: deviceOf(0) })).status).toBe(200)
  })

  test.for(['', 'not base32!', '0189'])('are not made from %j', (seed) => {
    expect(() => sim.control.requireTotp(username, seed)).toThrow(TypeError)
  })
})
