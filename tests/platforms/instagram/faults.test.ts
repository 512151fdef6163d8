import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FeedbackRequiredError, PlatformError } from '../../../src/platforms/errors.ts'
import type { ACCOUNT_FAULTS, InstagramSim } from '../../../sim/instagram/index.ts'
import { anAdapter, aHeldAccount, failureOf, logged, logIn, startSim } from './held-account.ts'

let sim: InstagramSim
let session: string
beforeAll(async () => {
  sim = await startSim('faults', 1)
})
afterAll(() => sim.close())
beforeEach(async () => {
  sim.control.clearAll()
  session = await logIn(sim, 0)
})

type Kind = keyof typeof ACCOUNT_FAULTS

/** How each way in which the platform can fail an account has to be understood. */
const MEANING: Record<Kind, PlatformError['code']> = {
  rate_limit: 'rate_limited',
  rate_limit_html: 'rate_limited',
  rate_limit_empty: 'rate_limited',
  rate_limit_401: 'rate_limited',
  rate_limit_400: 'rate_limited',
  rate_limit_error: 'rate_limited',
  feedback_required: 'feedback_required',
  feedback_required_429: 'feedback_required',
  feedback_required_until: 'feedback_required',
  challenge_required: 'challenge_required',
  suspended: 'suspended',
  checkpoint_required: 'challenge_required',
  checkpoint_logged_out: 'challenge_required',
  consent_required: 'challenge_required',
  geoblock_required: 'target_restricted',
  masked_not_found: 'challenge_required',
  masked_not_found_html: 'challenge_required',
  masked_not_found_empty: 'challenge_required',
  redirect_challenge: 'challenge_required',
  redirect_suspended: 'suspended',
  inactive_user: 'suspended',
  inactive_user_code: 'suspended',
  disabled_in_words: 'suspended',
  ip_block: 'ip_blocked',
  too_many_requests: 'rate_limited',
  too_many_requests_500: 'rate_limited',
  invalid_target_user: 'target_not_found',
  field_exception: 'platform_transient',
  unknown_server_error: 'platform_transient',
  deeply_nested: 'unexpected_answer',
  login_required: 'login_required',
  user_has_logged_out: 'login_required',
  redirect_login: 'login_required',
  unauthorized_empty: 'login_required',
  unauthorized_html: 'login_required',
  unauthorized_text: 'login_required',
  unauthorized_fail: 'login_required',
  unauthorized_message: 'login_required',
  unauthorized_require_login: 'login_required',
  unauthorized_passing: 'login_required',
  sentry_block: 'ip_blocked',
  app_outdated: 'app_outdated',
  app_outdated_needs_upgrade: 'app_outdated',
  app_outdated_eu: 'app_outdated',
  app_outdated_checkpoint: 'app_outdated',
  server_error: 'platform_transient',
  bad_gateway: 'platform_transient',
  unavailable: 'platform_transient',
  error_560: 'platform_transient',
  error_572: 'platform_transient',
  hang: 'platform_transient',
  reset: 'platform_transient',
  cut_body: 'platform_transient',
  bad_gzip: 'platform_transient',
  html_200: 'unexpected_answer',
  empty_200: 'unexpected_answer',
  empty_204: 'unexpected_answer',
  no_status: 'unexpected_answer',
  fail_200: 'unexpected_answer',
  message_object: 'unexpected_answer',
  null_body: 'unexpected_answer',
}

test.for(Object.entries(MEANING))('%s is understood as %s', async ([kind, code]) => {
  sim.control.failAccount(sim.accounts[0]?.username ?? '', { kind: kind as Kind, count: 1 })
  const held = aHeldAccount(sim, 0, { session })
  const instagram = anAdapter(sim, { timeoutMs: kind === 'hang' ? 1_500 : 10_000 }).open(held)

  const error = await failureOf(instagram.fetchProfile({ username: 'ada' }))

  expect(error).toMatchObject({ code })
  if (code === 'unexpected_answer') expect(error).toHaveProperty('sample', expect.any(String))
  expect(held.ended).toEqual([['users/usernameinfo', code]])
  const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`
  for (const secret of secretsOf(session)) {
    expect(shown).not.toContain(secret)
    expect(logged.join('')).not.toContain(secret)
  }
})

test('the date of a block is read from its message', async () => {
  const username = sim.accounts[0]?.username ?? ''
  sim.control.failAccount(username, { kind: 'feedback_required_until', count: 1 })
  const instagram = anAdapter(sim).open(aHeldAccount(sim, 0, { session }))

  const error = await failureOf(instagram.fetchProfile({ username: 'ada' }))

  const { until } = error as FeedbackRequiredError
  expect(until?.getTime()).toBeGreaterThan(Date.now() + 2 * 86_400_000)
  expect(until?.getTime()).toBeLessThanOrEqual(Date.now() + 3 * 86_400_000)
})

test('an account may go on after a stumble, on the same session', async () => {
  sim.control.failAccount(sim.accounts[0]?.username ?? '', { kind: 'bad_gateway', count: 1 })
  const instagram = anAdapter(sim).open(aHeldAccount(sim, 0, { session }))

  await failureOf(instagram.checkSession())
  await instagram.checkSession()
})

test('what the platform said is thrown, though the end of the request cannot be recorded', async () => {
  sim.control.failAccount(sim.accounts[0]?.username ?? '', { kind: 'rate_limit', count: 1 })
  const unrecorded = new Error('the database is away')
  const held = aHeldAccount(sim, 0, {
    session,
    reserve: async () => async () => await Promise.reject(unrecorded),
  })
  const instagram = anAdapter(sim).open(held)

  expect(await failureOf(instagram.checkSession())).toMatchObject({ code: 'rate_limited' })
  expect(logged.join('')).toContain('request end not recorded')
  // Without any other news the caller has to know that one.
  expect(await failureOf(instagram.checkSession())).toBe(unrecorded)
})

test('targets that are missing or private are no fault of the account', async () => {
  const held = aHeldAccount(sim, 0, { session })
  const instagram = anAdapter(sim).open(held)
  const creator = sim.world.creatorAt(7)
  sim.control.failTarget(creator.username, { kind: 'private' })

  expect(await failureOf(instagram.fetchProfile({ username: 'nobody.has.this' }))).toMatchObject({
    code: 'target_not_found',
    owner: 'target',
  })
  expect(await failureOf(instagram.fetchPosts(creator.pk, null))).toMatchObject({
    code: 'target_private',
    owner: 'target',
  })
})

test.for([
  { platformId: '1/../../accounts' },
  { platformId: '' },
  { username: 'a/b' },
  { username: '..' },
  { username: 'имя' },
  { username: 'a'.repeat(31) },
])('%o is refused before a path is built of it', async (target) => {
  const held = aHeldAccount(sim, 0, { session })

  const error = await failureOf(anAdapter(sim).open(held).fetchProfile(target))

  expect(error).toMatchObject({ code: 'invalid_input' })
  expect(held.ended).toEqual([])
})

test.for(['', '#мама', 'a b', '../x', 'a?b'])('"%s" is refused as a hashtag', async (tag) => {
  const instagram = anAdapter(sim).open(aHeldAccount(sim, 0, { session }))
  expect(
    await failureOf(instagram.fetchPostFeed({ kind: 'hashtag', hashtag: tag, tab: 'top' }, null)),
  ).toMatchObject({
    code: 'invalid_input',
  })
})

function secretsOf(text: string): string[] {
  const { authorization, cookies } = JSON.parse(text) as {
    authorization: string
    cookies: { cookies: { key: string; value: string }[] }
  }
  const proxy = new URL(sim.proxies[0]?.url ?? '')
  const sessionId = cookies.cookies.find(({ key }) => key === 'sessionid')?.value ?? 'missing'
  return [
    authorization.slice('Bearer '.length),
    sessionId,
    proxy.password,
    decodeURIComponent(proxy.password),
  ]
}
