import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  ChallengeRequiredError,
  LoginRequiredError,
  TwoFactorRequiredError,
  type PlatformError,
} from '../../../src/platforms/errors.ts'
import type { LoginFaultKind } from '../../../sim/instagram/login-faults.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import {
  anAdapter,
  aHeldAccount,
  failureOf,
  logIn,
  credentialsOf,
  startSim,
} from './held-account.ts'

let sim: InstagramSim
beforeAll(async () => {
  sim = await startSim('login', 6)
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())

test('logs in with five requests, each of them reserved, and saves the session', async () => {
  const held = aHeldAccount(sim, 0)

  await anAdapter(sim).open(held).login(credentialsOf(sim, 0))

  expect(held.ended).toEqual([
    ['qe/sync', 'ok'],
    ['launcher/sync', 'ok'],
    ['accounts/login', 'ok'],
    ['feed/reels_tray', 'ok'],
    ['feed/timeline', 'ok'],
  ])
  // Whatever becomes of the requests after it.
  expect(held.acceptedAfter).toEqual(['accounts/login'])
  expect(held.maxAtOnce).toBe(1)
  expect(held.saved).toHaveLength(1)
})

test('goes on with a saved session on the same device, without another login', async () => {
  const session = await logIn(sim, 1)
  const logins = sim.referee.report().accounts[nameOf(1)]?.logins
  const held = aHeldAccount(sim, 1, {
    session,
    deviceSeed: 'another seed must not matter any more',
  })

  await anAdapter(sim).open(held).checkSession()

  expect(held.ended).toEqual([['accounts/current_user', 'ok']])
  expect(held.saved).toEqual([])
  expect(sim.referee.report().accounts[nameOf(1)]?.logins).toBe(logins)
  expect(sim.referee.violations()).toEqual([])
})

test('keeps the app profile and the proxy out of the session, and the session small', async () => {
  const session = await logIn(sim, 1)

  expect(Object.keys(JSON.parse(session) as object)).not.toContain('constants')
  expect(session).not.toContain('Instagram')
  expect(session).not.toContain(new URL(sim.proxies[1]?.url ?? '').password)
  expect(session.length).toBeLessThan(4_000)
})

test('gives the same seed the same device', async () => {
  const first = await logIn(sim, 2)
  const second = await logIn(sim, 2)

  expect(deviceOf(second)).toEqual(deviceOf(first))
  expect(deviceOf(first)).not.toEqual(deviceOf(await logIn(sim, 3)))
})

test('logs in afresh over a dead session, with the machine id it had and no old cookie', async () => {
  const dead = (await logIn(sim, 2)).replace('"rur"', '"left_over"')
  const held = aHeldAccount(sim, 2, { session: dead })

  await anAdapter(sim).open(held).login(credentialsOf(sim, 2))

  const session = held.saved.at(-1) ?? ''
  expect(cookieOf(session, 'mid')).toBe(cookieOf(dead, 'mid'))
  expect(cookieOf(session, 'left_over')).toBeUndefined()
  expect(cookieOf(session, 'sessionid')).not.toBe(cookieOf(dead, 'sessionid'))
})

/** How each way in which the platform can refuse a login has to be understood. */
const MEANING: Record<LoginFaultKind, PlatformError['code']> = {
  bad_password: 'bad_credentials',
  invalid_user: 'ip_blocked',
  two_factor: 'two_factor_required',
  two_factor_whatsapp: 'two_factor_required',
  two_factor_unflagged: 'two_factor_required',
  challenge: 'challenge_required',
  checkpoint: 'challenge_required',
  consent: 'challenge_required',
  geoblock: 'challenge_required',
  masked_not_found: 'challenge_required',
  redirect_challenge: 'challenge_required',
  suspended: 'suspended',
  redirect_suspended: 'suspended',
  inactive_user: 'suspended',
  feedback: 'feedback_required',
  rate_limit: 'rate_limited',
  rate_limit_html: 'rate_limited',
  rate_limit_400: 'rate_limited',
  rate_limit_401: 'rate_limited',
  rate_limit_error: 'rate_limited',
  unauthorized: 'login_required',
  sentry_block: 'ip_blocked',
  app_outdated: 'login_outdated',
  app_outdated_eu: 'login_outdated',
  app_outdated_467: 'login_outdated',
  app_outdated_checkpoint: 'login_outdated',
  server_error: 'platform_transient',
  bad_gateway: 'platform_transient',
  unavailable: 'platform_transient',
  hang: 'platform_transient',
  reset: 'platform_transient',
  html_200: 'unexpected_answer',
  fail_200: 'unexpected_answer',
}

test.for(Object.entries(MEANING))(
  'a login refused with %s is understood as %s and not tried again',
  async ([kind, code]) => {
    sim.control.failLogin(nameOf(4), { kind: kind as LoginFaultKind, count: 1 })
    const held = aHeldAccount(sim, 4)

    const instagram = anAdapter(sim, { timeoutMs: kind === 'hang' ? 1_500 : 10_000 }).open(held)

    const error = await failureOf(instagram.login(credentialsOf(sim, 4)))

    expect(error).toMatchObject({ code })
    expect(held.ended.filter(([endpoint]) => endpoint === 'accounts/login')).toEqual([
      ['accounts/login', code],
    ])
    expect(held.saved).toEqual([])
  },
)

test('a second factor is asked of a person', async () => {
  sim.control.requireTwoFactor(nameOf(5), '123456')

  const error = await failureOf(
    anAdapter(sim).open(aHeldAccount(sim, 5)).login(credentialsOf(sim, 5)),
  )
  sim.control.requireTwoFactor(nameOf(5), null)

  expect(error).toBeInstanceOf(TwoFactorRequiredError)
})

test.for([
  ['bad_gateway', 'platform_transient'],
  ['unauthorized_passing', 'login_required'],
] as const)(
  'a login stands when the first screen is refused in passing: %s',
  async ([kind, code]) => {
    sim.control.failAccount(nameOf(5), { kind, count: 1, endpoints: ['login_flow'] })
    const held = aHeldAccount(sim, 5)
    const session = anAdapter(sim).open(held)

    expect(await session.login(credentialsOf(sim, 5))).toBeUndefined()

    expect(held.ended.slice(3)).toEqual([['feed/reels_tray', code]])
    await session.checkSession()
  },
)

test('a login that is challenged on the first screen is made, and says what it met', async () => {
  sim.control.failAccount(nameOf(3), {
    kind: 'challenge_required',
    count: 1,
    endpoints: ['login_flow'],
  })
  const held = aHeldAccount(sim, 3, { deviceSeed: 'a device that nobody knows' })

  const met = await anAdapter(sim).open(held).login(credentialsOf(sim, 3))

  expect(met).toBeInstanceOf(ChallengeRequiredError)
  expect(held.ended.at(-1)).toEqual(['feed/reels_tray', 'challenge_required'])
  expect(held.saved).not.toEqual([])
})

test.for([null, 'no session', '{"cookies":1}'])(
  'without a session (%s) nothing is sent',
  async (text) => {
    const held = aHeldAccount(sim, 0, { session: text })

    const error = await failureOf(anAdapter(sim).open(held).fetchProfile({ username: 'ada' }))

    expect(error).toBeInstanceOf(LoginRequiredError)
    expect(held.ended).toEqual([])
  },
)

test('an unreadable session does not stand in the way of a login', async () => {
  const held = aHeldAccount(sim, 0, { session: 'no session' })
  await anAdapter(sim).open(held).login(credentialsOf(sim, 0))
  expect(held.saved).toHaveLength(1)
})

test('no error of a login holds the password, a session or the credentials of the proxy', async () => {
  const password = 'påss "wörd" 99'
  const error = await failureOf(
    anAdapter(sim).open(aHeldAccount(sim, 0)).login({ password, totpSeed: null }),
  )

  const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`
  for (const secret of [
    password,
    encodeURIComponent(password),
    '#PWD_',
    'IGT:2',
    proxyPassword(0),
  ]) {
    expect(shown).not.toContain(secret)
  }
})

const nameOf = (account: number): string => sim.accounts[account]?.username ?? ''
const proxyPassword = (index: number): string =>
  decodeURIComponent(new URL(sim.proxies[index]?.url ?? '').password)

type Exported = Record<string, unknown> & { cookies: { cookies: { key: string; value: string }[] } }
const parsed = (session: string): Exported => JSON.parse(session) as Exported

function deviceOf(session: string): unknown {
  const { deviceString, deviceId, uuid, phoneId, adid, build } = parsed(session)
  return { deviceString, deviceId, uuid, phoneId, adid, build }
}

const cookieOf = (session: string, key: string): string | undefined =>
  parsed(session).cookies.cookies.find((cookie) => cookie.key === key)?.value
