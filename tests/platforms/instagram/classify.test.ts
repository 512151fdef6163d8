import { expect, test } from 'vitest'
import type { FeedbackRequiredError, UnexpectedAnswerError } from '../../../src/platforms/errors.ts'
import { decodeBody } from '../../../src/platforms/instagram/transport/answer.ts'
import { classifyAnswer, classifyTransport } from '../../../src/platforms/instagram/classify.ts'
import { TunnelError } from '../../../src/platforms/instagram/transport/tunnel-error.ts'

const context = (endpoint = 'users/info') => ({
  endpoint,
  now: new Date('2026-11-21T12:00:00Z'),
  redact: (text: string) => text.replaceAll('hunter22', '***'),
})
const answer = (status: number, body: unknown, location: string | null = null) => ({
  status,
  body: typeof body === 'string' ? decodeBody(body) : body,
  location,
})

test.for([
  // The app version comes before everything: it blames no account.
  [467, 'Unsupported', 'app_outdated'],
  [
    400,
    {
      message: 'checkpoint_required',
      checkpoint_url: 'https://i.instagram.com/web/unsupported_version/',
    },
    'app_outdated',
  ],
  [400, { message: 'challenge_required', error_type: 'needs_upgrade' }, 'app_outdated'],
  [400, { error_type: 'block_eu_user_login_in_old_app' }, 'app_outdated'],
  // Then whatever a person has to see, spam and status notwithstanding.
  [429, { message: 'challenge_required', spam: true }, 'challenge_required'],
  [
    400,
    { message: 'checkpoint_required', error_type: 'checkpoint_logged_out' },
    'challenge_required',
  ],
  [400, { error_type: 'checkpoint_challenge_required' }, 'challenge_required'],
  [
    400,
    {
      message: 'challenge_required',
      challenge: { url: 'https://i.instagram.com/accounts/suspended/?x' },
    },
    'suspended',
  ],
  [400, { message: 'consent_required' }, 'challenge_required'],
  [400, { message: 'geoblock_required' }, 'target_restricted'],
  [404, 'Not Found', 'challenge_required'],
  [404, '', 'challenge_required'],
  [404, '<html>', 'challenge_required'],
  // The dead session is never mistaken for a limit, nor a limit for a dead session.
  [403, { message: 'login_required', error_title: 'You have been logged out' }, 'login_required'],
  [
    401,
    { message: 'Please wait a few minutes before you try again.', require_login: true },
    'rate_limited',
  ],
  [403, { message: 'user_has_logged_out' }, 'login_required'],
  // Nor is a refusal without a reason a puzzle.
  [401, '', 'login_required'],
  [401, null, 'login_required'],
  [401, '<html>', 'login_required'],
  [401, 'Unauthorized', 'login_required'],
  [401, '{"status":"fa', 'login_required'],
  [401, { status: 'fail' }, 'login_required'],
  [401, { message: 'Unauthorized', status: 'fail' }, 'login_required'],
  [401, { require_login: true, igweb_rollout: true }, 'login_required'],
  [401, { message: 'challenge_required' }, 'challenge_required'],
  [401, { message: 'feedback_required' }, 'feedback_required'],
  [400, { message: 'Your account is disabled.', error_type: 'inactive user' }, 'suspended'],
  [400, { message: 'unable to fetch followers' }, 'target_not_found'],
  [403, { message: 'Sorry, unable to fetch following of user 5.' }, 'target_not_found'],
  [500, { message: 'unable to fetch followers' }, 'platform_transient'],
  [400, { message: 'Invalid target user' }, 'target_not_found'],
  [400, { error_type: 'inactive_user' }, 'suspended'],
  [
    403,
    { message: 'Your account has been disabled for violating our terms. Learn more.' },
    'suspended',
  ],
  [400, { error_type: 'ip_block' }, 'ip_blocked'],
  [403, { message: 'ip_block' }, 'ip_blocked'],
  [200, { message: 'Sorry, too many requests', status: 'fail' }, 'rate_limited'],
  [401, { message: 'Sorry, too many requests.' }, 'rate_limited'],
  [503, { message: 'Sorry, too many requests' }, 'rate_limited'],
  [400, { message: 'A server error field_exception occured.' }, 'platform_transient'],
  [400, { error_type: 'field_exception' }, 'platform_transient'],
  [400, { message: 'Unknown Server Error.' }, 'platform_transient'],
  [429, { message: 'feedback_required', spam: true }, 'feedback_required'],
  [
    400,
    { message: 'x', feedback_url: 'repute/report_problem/scraping/', spam: true },
    'feedback_required',
  ],
  [429, null, 'rate_limited'],
  [429, '{"message":"cut', 'rate_limited'],
  [
    400,
    { message: { errors: ['Please wait a few minutes before you try again.'] } },
    'rate_limited',
  ],
  [400, { message: 'x', error_type: 'rate_limit_error' }, 'rate_limited'],
  [400, { error_type: 'sentry_block' }, 'ip_blocked'],
  [404, { message: 'User not found', status: 'fail' }, 'target_not_found'],
  [404, { message: 'Media not found' }, 'unexpected_answer'],
  [404, '{"message":"User not fou', 'platform_transient'],
  [400, '{"message":"challenge_required","chall', 'challenge_required'],
  [400, { message: 'NOT AUTHORIZED to view user' }, 'target_private'],
  [400, { message: 'Not eligible for chaining.', status: 'fail' }, 'not_offered'],
  [403, { message: 'Not eligible for chaining.', status: 'fail' }, 'not_offered'],
  [503, '<html>', 'platform_transient'],
  [408, '', 'platform_transient'],
  [560, '<html>', 'platform_transient'],
  [200, '{"user":{"pk":1', 'platform_transient'],
  [200, '<html>', 'unexpected_answer'],
  [400, { message: 'Invalid reel id list' }, 'unexpected_answer'],
] as const)('%i %o means %s', ([status, body, code]) => {
  expect(classifyAnswer(answer(status, body), context()).code).toBe(code)
})

test('a place that does not exist is told in JSON; without, it is a challenge like everywhere', () => {
  const at = { ...context(), endpoint: 'locations/sections' }
  expect(classifyAnswer(answer(404, { message: 'Not found', status: 'fail' }), at).code).toBe(
    'target_not_found',
  )
  expect(classifyAnswer(answer(404, 'Not Found'), at).code).toBe('challenge_required')
  expect(classifyAnswer(answer(404, '{"message":"Not fo'), at).code).toBe('platform_transient')
})

test.for([
  ['https://i.instagram.com/challenge/?next=/api', 'challenge_required'],
  ['https://i.instagram.com/accounts/suspended/?next=', 'suspended'],
  ['https://www.instagram.com/accounts/login/?next=/x', 'login_required'],
  ['https://i.instagram.com/web/unsupported_version/', 'app_outdated'],
  ['https://example.com/', 'unexpected_answer'],
] as const)('a redirect to %s means %s', ([location, code]) => {
  expect(classifyAnswer(answer(302, '', location), context()).code).toBe(code)
})

test.for([
  [
    { error_type: 'bad_password', message: 'The password you entered is incorrect.' },
    'bad_credentials',
  ],
  [
    {
      error_type: 'invalid_user',
      message: "The username you entered doesn't appear to belong to an account.",
    },
    'ip_blocked',
  ],
  [{ error_type: 'invalid_user', message: 'No such user' }, 'bad_credentials'],
  [{ two_factor_required: true, error_type: 'two_factor_required' }, 'two_factor_required'],
  [
    { message: 'challenge_required', error_type: 'checkpoint_challenge_required' },
    'challenge_required',
  ],
  [{ error_type: 'needs_upgrade' }, 'login_outdated'],
  [{ error_type: 'block_eu_user_login_in_old_app' }, 'login_outdated'],
  [{ error_type: 'inactive user' }, 'suspended'],
  // Not the creator, whom a login does not ask for.
  [{ message: 'geoblock_required' }, 'challenge_required'],
] as const)('a login answered with %o means %s', ([body, code]) => {
  expect(classifyAnswer(answer(400, body), context('accounts/login')).code).toBe(code)
})

test.for([
  [400, { error_type: 'sms_code_validation_code_invalid' }, 'second_factor_refused'],
  [400, { error_type: 'invalid_parameters' }, 'second_factor_refused'],
  [429, { message: 'Please wait a few minutes before you try again.' }, 'rate_limited'],
  [400, { message: 'challenge_required' }, 'challenge_required'],
  [500, '<html>', 'platform_transient'],
] as const)('a code answered with %i %o means %s', ([status, body, code]) => {
  const given = answer(status, body)
  expect(classifyAnswer(given, context('accounts/two_factor_login')).code).toBe(code)
})

test.for([2_001, 10_000, 200_000])(
  'an answer nested %i levels deep makes no sense, whatever it says and whether it is whole',
  (depth) => {
    const open = '{"message":"challenge_required","a":['.repeat(depth / 2 + 1)
    for (const text of [open, `${open}1${']}'.repeat(depth / 2 + 1)}`, `[${open}`])
      for (const status of [200, 400, 404]) {
        const error = classifyAnswer(answer(status, text), context())
        expect(error).toMatchObject({ code: 'unexpected_answer', sample: text.slice(0, 500) })
      }
  },
)

test('brackets in texts are no levels', () => {
  const body = { message: 'User not found', text: `\\"${'['.repeat(9_000)}` }
  expect(decodeBody(JSON.stringify(body))).toEqual(body)
})

test('an answer that makes no sense comes with its beginning, without secrets', () => {
  const error = classifyAnswer(answer(418, { teapot: `hunter22\0${'x'.repeat(9_000)}` }), context())
  const { sample = '' } = error as UnexpectedAnswerError
  expect(sample).toMatch(/^\{"teapot":"\*\*\*/)
  expect(sample).toHaveLength(500)
  expect(classifyAnswer(answer(200, ''), context())).toMatchObject({ sample: '' })
})

test.for([
  ['This block will expire on 2026-11-25.', new Date('2026-11-25T00:00:00Z')],
  ['This block will expire on 2026-11-20.', undefined],
  ['Until 2026-13-45', undefined],
  ['We limit how often you can do this', undefined],
] as const)('the end of a block in "%s" is %s', ([feedback_message, until]) => {
  const error = classifyAnswer(answer(400, { spam: true, feedback_message }), context())
  expect((error as FeedbackRequiredError).until).toEqual(until)
})

test('a request without an answer is the proxy’s fault only when the tunnel says so', () => {
  const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  const wrapped = new Error('Error: x', { cause: new TunnelError('the proxy refused: status 407') })
  expect(classifyTransport(wrapped, context()).code).toBe('proxy_failed')
  expect(classifyTransport(new Error('y', { cause: reset }), context())).toMatchObject({
    code: 'platform_transient',
    cause: { name: 'InstagramFault', code: 'ECONNRESET', endpoint: 'users/info', status: null },
  })
  expect(classifyTransport(undefined, context()).code).toBe('platform_transient')
})

test('an error keeps a summary of the answer: short, without secrets, fit for the database', () => {
  const message = `hunter22\0 ${'x'.repeat(1_000)}`
  const { cause } = classifyAnswer(answer(418, { message }), context())
  expect(cause).toMatchObject({ status: 418, endpoint: 'users/info', code: null })
  expect((cause as Error).message.length).toBeLessThanOrEqual(300)
  expect((cause as Error).message).toMatch(/^\*\*\* x/)
})

test('words of the platform are searched for secrets in the letters in which they came', () => {
  const told = { ...context(), redact: (text: string) => text.replaceAll('Hunter22', '***') }
  const body = { message: 'Not Hunter22', error_type: 'of Hunter22', feedback_message: 'Hunter22!' }
  const { cause } = classifyAnswer(answer(400, body), told)
  expect(cause).toMatchObject({ message: 'Not ***; of ***; ***!' })
})
