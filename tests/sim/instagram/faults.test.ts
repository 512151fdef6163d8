import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  ACCOUNT_FAULTS,
  startInstagramSim,
  type InstagramSim,
} from '../../../sim/instagram/index.ts'
import { ACCOUNT_FAULT_KINDS, type AccountFaultKind } from '../../../sim/instagram/faults.ts'
import { LOGIN_FAULT_KINDS, type LoginFaultKind } from '../../../sim/instagram/login-faults.ts'
import { deviceOf, loggedIn, login, type Caller } from './plain-client.ts'
import { createShiftedClock } from './shifted-clock.ts'

const clock = createShiftedClock('2026-03-02T10:00:00Z')
let sim: InstagramSim
let username: string
let ask: Caller

beforeAll(async () => {
  sim = await startInstagramSim({ seed: 'faults', clock, accounts: 2, proxies: 2 })
  username = sim.accounts[0]?.username ?? ''
})
beforeEach(async () => {
  sim.control.clearAll()
  ask = await loggedIn(sim)
})
afterAll(() => sim.close())

const WAIT = 'Please wait a few minutes before you try again.'
const check = { path: 'accounts/current_user/' }
const loginsSeen = (): number => sim.referee.report().logins

/**
 * Status, part of the body (or its text), and part of the Location header, as documented for each
 * kind.
 */
const ANSWERS: Partial<
  Record<AccountFaultKind, [status: number, body: object | string | RegExp, location?: string]>
> = {
  rate_limit: [429, { message: WAIT, status: 'fail' }],
  rate_limit_html: [429, /^<!DOCTYPE html>/],
  rate_limit_empty: [429, ''],
  rate_limit_401: [401, { message: WAIT, require_login: true, igweb_rollout: true }],
  rate_limit_400: [400, { message: WAIT }],
  rate_limit_error: [400, { error_type: 'rate_limit_error' }],
  feedback_required: [
    400,
    { message: 'feedback_required', spam: true, feedback_url: 'repute/report_problem/scraping/' },
  ],
  feedback_required_429: [429, { message: 'feedback_required', spam: true }],
  feedback_required_until: [
    400,
    { spam: true, feedback_message: 'This block will expire on 2026-03-05.' },
  ],
  challenge_required: [400, { message: 'challenge_required', challenge: { native_flow: true } }],
  suspended: [400, { challenge: { url: expect.stringContaining('/suspended/') } }],
  checkpoint_required: [
    400,
    { message: 'checkpoint_required', lock: true, error_type: 'checkpoint_challenge_required' },
  ],
  checkpoint_logged_out: [
    400,
    { message: 'checkpoint_required', error_type: 'checkpoint_logged_out' },
  ],
  consent_required: [400, { message: 'consent_required' }],
  geoblock_required: [400, { message: 'geoblock_required' }],
  masked_not_found: [404, 'Not Found'],
  masked_not_found_html: [404, /^<!DOCTYPE html>/],
  masked_not_found_empty: [404, ''],
  redirect_challenge: [302, '', '/challenge/'],
  redirect_suspended: [302, '', '/accounts/suspended/'],
  inactive_user: [400, { error_type: 'inactive user' }],
  inactive_user_code: [400, { error_type: 'inactive_user' }],
  disabled_in_words: [400, { message: expect.stringContaining('has been disabled') }],
  ip_block: [400, { message: 'ip_block', error_type: 'ip_block' }],
  too_many_requests: [400, { message: expect.stringContaining('Sorry, too many requests') }],
  too_many_requests_500: [500, { message: expect.stringContaining('Sorry, too many requests') }],
  invalid_target_user: [400, { message: 'Invalid target user' }],
  field_exception: [400, { message: expect.stringContaining('field_exception') }],
  unknown_server_error: [400, { message: 'Unknown Server Error.' }],
  deeply_nested: [200, /^(?:\{"user":){2001}1/],
  login_required: [403, { message: 'login_required', logout_reason: 8 }],
  user_has_logged_out: [403, { message: 'user_has_logged_out' }],
  redirect_login: [302, '', '/accounts/login/'],
  unauthorized_empty: [401, ''],
  unauthorized_html: [401, /^<!DOCTYPE html>/],
  unauthorized_text: [401, 'Unauthorized'],
  unauthorized_fail: [401, { status: 'fail' }],
  unauthorized_message: [401, { message: 'Unauthorized', status: 'fail' }],
  unauthorized_require_login: [401, { require_login: true, igweb_rollout: true }],
  unauthorized_passing: [401, { status: 'fail' }],
  sentry_block: [400, { error_type: 'sentry_block' }],
  app_outdated: [467, 'Unsupported'],
  app_outdated_needs_upgrade: [400, { error_type: 'needs_upgrade' }],
  app_outdated_eu: [400, { error_type: 'block_eu_user_login_in_old_app' }],
  app_outdated_checkpoint: [
    400,
    { checkpoint_url: expect.stringContaining('/web/unsupported_version/') },
  ],
  server_error: [500, /^<!DOCTYPE html>/],
  bad_gateway: [502, /^<!DOCTYPE html>/],
  unavailable: [503, /^<!DOCTYPE html>/],
  error_560: [560, /^<!DOCTYPE html>/],
  error_572: [572, /^<!DOCTYPE html>/],
  html_200: [200, /^<!DOCTYPE html>/],
  empty_200: [200, ''],
  empty_204: [204, ''],
  no_status: [200, { user: {} }],
  fail_200: [200, { status: 'fail' }],
  message_object: [400, { message: { errors: [expect.any(String)] } }],
  null_body: [200, 'null'],
}

const BROKEN: Partial<Record<AccountFaultKind, RegExp>> = {
  reset: /socket hang up|ECONNRESET/,
  cut_body: /aborted|ECONNRESET/,
  bad_gzip: /incorrect header check/,
  hang: /aborted/,
}

describe('a fault of an account', () => {
  test('of every kind has its row in these tables', () => {
    expect(Object.keys({ ...ANSWERS, ...BROKEN }).toSorted()).toEqual(
      ACCOUNT_FAULT_KINDS.toSorted(),
    )
  })

  test.for(Object.entries(ANSWERS))(
    'is answered as documented: %s',
    async ([kind, [status, body, location]]) => {
      sim.control.failAccount(username, { kind: kind as AccountFaultKind, count: 1 })
      const reply = await ask(check)
      expect(reply.status).toBe(status)
      if (typeof body === 'string') expect(reply.text).toBe(body)
      else if (body instanceof RegExp) expect(reply.text).toMatch(body)
      else expect(reply.body).toMatchObject(body)
      if (location !== undefined) expect(reply.headers.location).toContain(location)
      const next = await ask(check)
      const endsSession = ACCOUNT_FAULTS[kind as AccountFaultKind].consequence === 'end_session'
      // A dead session is refused in the same way.
      expect(next.status).toBe(endsSession ? status : 200)
    },
  )

  test.for(Object.entries(BROKEN))('breaks the connection: %s', async ([kind, message]) => {
    sim.control.failAccount(username, { kind: kind as AccountFaultKind, count: 1 })
    const patience = new AbortController()
    const broken = expect(ask({ ...check, signal: patience.signal })).rejects.toThrow(message)
    if (kind === 'hang') {
      await expect.poll(() => sim.referee.report().open).toBe(1)
      patience.abort()
    }
    await broken
    expect((await ask(check)).status).toBe(200)
  })

  test('lasts for the requests it was ordered for, or until it is cleared', async () => {
    sim.control.failAccount(username, { kind: 'server_error', count: 2 })
    expect([
      (await ask(check)).status,
      (await ask(check)).status,
      (await ask(check)).status,
    ]).toEqual([500, 500, 200])
    sim.control.failAccount(username, { kind: 'server_error' })
    for (let request = 0; request < 5; request++) expect((await ask(check)).status).toBe(500)
    sim.control.clearAccount(username)
    expect((await ask(check)).status).toBe(200)
  })

  test('meets only the endpoints it was ordered for, and nobody else’s account', async () => {
    const other = await loggedIn(sim, 1)
    sim.control.failAccount(username, { kind: 'rate_limit', endpoints: ['hashtag', 'feed'] })
    expect((await ask(check)).status).toBe(200)
    const page = { path: 'tags/travel/sections/', form: { tab: 'top' } }
    expect((await ask(page)).status).toBe(429)
    expect((await other(page)).status).toBe(200)
  })

  test('reaches a login only when it is ordered for logins', async () => {
    const again = () =>
      login(sim, { ...(sim.accounts[0] ?? { username, password: '' }), deviceId: deviceOf(0) })
    sim.control.failAccount(username, { kind: 'rate_limit' })
    expect((await again()).status).toBe(200)
    sim.control.failAccount(username, { kind: 'rate_limit', endpoints: ['login'], count: 1 })
    expect((await again()).status).toBe(429)
    expect((await again()).status).toBe(200)
  })
})

describe('a fault of a login', () => {
  const ANSWERS: [LoginFaultKind, number, object][] = [
    [
      'two_factor',
      400,
      { two_factor_required: true, two_factor_info: { sms_two_factor_on: true } },
    ],
    [
      'two_factor_whatsapp',
      400,
      { two_factor_info: { whatsapp_two_factor_on: true, totp_two_factor_on: false } },
    ],
    ['two_factor_unflagged', 400, { two_factor_info: { obfuscated_phone_number: '00' } }],
    ['checkpoint', 400, { message: 'checkpoint_required', lock: true }],
    ['consent', 400, { message: 'consent_required' }],
    ['geoblock', 400, { message: 'geoblock_required' }],
    ['masked_not_found', 404, {}],
    ['redirect_challenge', 302, {}],
    ['redirect_suspended', 302, {}],
    ['suspended', 400, { challenge: { url: expect.stringContaining('/suspended/') } }],
    ['inactive_user', 400, { error_type: 'inactive user' }],
    ['feedback', 400, { message: 'feedback_required', spam: true }],
    ['rate_limit_html', 429, {}],
    ['rate_limit_400', 400, { message: WAIT }],
    ['rate_limit_401', 401, { message: WAIT }],
    ['rate_limit_error', 400, { error_type: 'rate_limit_error' }],
    ['app_outdated_eu', 400, { error_type: 'block_eu_user_login_in_old_app' }],
    ['app_outdated_467', 467, {}],
    ['unauthorized', 401, { status: 'fail' }],
    [
      'app_outdated_checkpoint',
      400,
      { checkpoint_url: expect.stringContaining('unsupported_version') },
    ],
    ['server_error', 500, {}],
    ['bad_gateway', 502, {}],
    ['unavailable', 503, {}],
    ['html_200', 200, {}],
    ['fail_200', 200, { status: 'fail' }],
    ['bad_password', 400, { error_type: 'bad_password', invalid_credentials: true }],
    [
      'invalid_user',
      400,
      { error_type: 'invalid_user', message: expect.stringContaining("doesn't appear to belong") },
    ],
    [
      'challenge',
      400,
      { message: 'challenge_required', error_type: 'checkpoint_challenge_required' },
    ],
    ['rate_limit', 429, { message: WAIT }],
    ['sentry_block', 400, { error_type: 'sentry_block' }],
    ['app_outdated', 400, { error_type: 'needs_upgrade' }],
  ]
  test.for(ANSWERS)(
    'is answered as documented, with the right password: %s',
    async ([kind, status, body]) => {
      sim.control.failLogin(username, { kind, count: 1 })
      const again = () =>
        login(sim, { ...(sim.accounts[0] ?? { username, password: '' }), deviceId: deviceOf(0) })
      const reply = await again()
      expect(reply.status).toBe(status)
      expect(reply.body).toMatchObject(body)
      expect(reply.headers['ig-set-authorization']).toBeUndefined()
      expect((await again()).status).toBe(200)
    },
  )

  test.for([
    ['hang', /aborted/],
    ['reset', /socket hang up|ECONNRESET/],
  ] as const)('breaks the connection: %s', async ([kind, message]) => {
    sim.control.failLogin(username, { kind, count: 1 })
    const credentials = sim.accounts[0] ?? { username, password: '' }
    const patience = new AbortController()
    const place = { deviceId: deviceOf(0), signal: patience.signal }
    const before = loginsSeen()
    const broken = expect(login(sim, { ...credentials, ...place })).rejects.toThrow(message)
    if (kind === 'hang') {
      await expect.poll(loginsSeen).toBe(before + 1)
      patience.abort()
    }
    await broken
  })

  test('of every kind has its row in these tables', () => {
    const rows = [...ANSWERS.map(([kind]) => kind), 'hang', 'reset']
    expect(rows.toSorted()).toEqual(LOGIN_FAULT_KINDS.toSorted())
  })

  test('leaves the session alone that is there', async () => {
    sim.control.failLogin(username, { kind: 'challenge' })
    expect((await ask(check)).status).toBe(200)
  })
})

describe('a fault of a target', () => {
  const target = () => sim.world.creatorAt(1)

  test('makes a creator private or deleted until it is cleared', async () => {
    const { username: name, pk } = target()
    const feed = { path: `feed/user/${pk}/` }
    expect((await ask(feed)).status).toBe(200)
    sim.control.failTarget(name, { kind: 'private' })
    expect((await ask(feed)).body['message']).toBe('Not authorized to view user')
    expect(sim.control.truthOf(name)).toMatchObject({ profile: { isPrivate: true }, posts: [] })
    sim.control.failTarget(name, { kind: 'deleted' })
    expect((await ask(feed)).body['message']).toBe('User not found')
    expect(sim.control.truthOf(name)).toBeNull()
    sim.control.clearTarget(pk)
    expect((await ask(feed)).status).toBe(200)
  })

  test('renames a creator: the id and the new name lead there, the old name nowhere', async () => {
    const { username: name, pk } = target()
    sim.control.failTarget(name, { kind: 'renamed', username: 'a.new.name' })
    expect((await ask({ path: `users/${name}/usernameinfo/` })).status).toBe(404)
    const found = await ask({ path: 'users/a.new.name/usernameinfo/' })
    expect(found.body['user']).toMatchObject({ username: 'a.new.name' })
    expect((await ask({ path: `users/${pk}/info/` })).text).toBe(found.text)
  })

  test('poisons a creator: every request for it gets a challenge', async () => {
    const { username: name, pk } = target()
    sim.control.failTarget(name, { kind: 'poison' })
    const other = await loggedIn(sim, 1)
    for (const caller of [ask, other]) {
      expect((await caller({ path: `users/${pk}/info/` })).body['message']).toBe(
        'challenge_required',
      )
    }
    expect((await ask({ path: `users/${sim.world.creatorAt(2).pk}/info/` })).status).toBe(200)
  })
})

test('a killed account meets challenges for ever, at its login too', async () => {
  const killed = sim.accounts[1] ?? { username: '', password: '' }
  const other = await loggedIn(sim, 1)
  sim.control.killAccount(killed.username)
  sim.control.clearAll()
  expect((await other(check)).body['message']).toBe('challenge_required')
  expect((await other(check)).body['message']).toBe('challenge_required')
  const again = await login(sim, { ...killed, proxy: 1, deviceId: deviceOf(1) })
  expect(again.body['message']).toBe('challenge_required')
})
