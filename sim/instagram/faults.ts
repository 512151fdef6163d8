import {
  challengeRequired,
  empty,
  fail,
  html,
  json,
  loginRequired,
  ok,
  plain,
  redirect,
  type Answer,
} from './answer.ts'
import type { EndpointClass } from './endpoint-class.ts'

/**
 * The meaning of a fault for the account, and what its client must do: `freeze`: a person must
 * clear it, no request may follow; `rest`: no request for some time; `end_session`: the session is
 * dead; `none`.
 */
export type Consequence = 'none' | 'rest' | 'freeze' | 'end_session'

/** The demands of an answer on the account from now on. */
export type Verdict = {
  consequence: Consequence
  /** Name of the answer. */
  cause: string
  /** World time. */
  restMs: number
  /** The id of the creator whose request caused it; null for none. */
  target: string | null
}

export type AccountFault = Pick<Verdict, 'consequence' | 'restMs'> & {
  answer: (worldTime: Date) => Answer
}

/**
 * An active fault: after `skip` requests that succeed, for the next `left` (null: until cleared),
 * to these endpoint classes (null: any).
 */
export type ActiveFault<Kind> = {
  kind: Kind
  skip: number
  left: number | null
  endpoints: readonly EndpointClass[] | null
}

const WAIT = 'Please wait a few minutes before you try again.'

const RATE_LIMIT_REST_MS = 45 * 60_000
const FEEDBACK_REST_MS = 24 * 3_600_000

export const row = (
  consequence: Exclude<Consequence, 'rest'>,
  answer: AccountFault['answer'],
): AccountFault => ({ consequence, restMs: 0, answer })

const rest = (restMs: number, answer: AccountFault['answer']): AccountFault => ({
  consequence: 'rest',
  restMs,
  answer,
})

/** The answer of a fault with its consequence. */
export const outcomeOf = (
  { answer, consequence, restMs }: AccountFault,
  cause: string,
  worldTime: Date,
): Answer & Omit<Verdict, 'target'> => ({ ...answer(worldTime), consequence, restMs, cause })

const checkpoint = (errorType: string, url: string): Answer =>
  fail(400, {
    message: 'checkpoint_required',
    checkpoint_url: `https://i.instagram.com${url}`,
    lock: true,
    error_type: errorType,
  })

export const geoblock = (): Answer =>
  fail(400, {
    message: 'geoblock_required',
    title: "People under 18 can't see this content",
    blocks_logging_data: 'MIN_AGE_ACCOUNT',
  })

const DEPTH = 2_001
const DEEPLY_NESTED = `${'{"user":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`

const FEEDBACK =
  'We limit how often you can do certain things on Instagram to protect our community.'

const feedback = (message: string, status = 400): Answer =>
  fail(status, {
    message: 'feedback_required',
    spam: true,
    feedback_title: 'Try Again Later',
    feedback_message: message,
    feedback_url: 'repute/report_problem/scraping/?responsible_policy=CAP.general_ig_reels_cap.80',
    category: 'spam',
    restriction_type: 'action_block',
    reasons_thrown: ['CAP.general_ig_reels_cap'],
    feedback_appeal_label: 'Tell us',
    feedback_ignore_label: 'OK',
    feedback_action: 'report_problem',
  })

/** One row per kind of fault: the answer and its consequence. */
export const ACCOUNT_FAULTS = {
  rate_limit: rest(RATE_LIMIT_REST_MS, () => fail(429, { message: WAIT })),
  rate_limit_html: rest(RATE_LIMIT_REST_MS, () => html(429, 'Too Many Requests')),
  rate_limit_empty: rest(RATE_LIMIT_REST_MS, () => empty(429)),
  rate_limit_401: rest(RATE_LIMIT_REST_MS, () =>
    fail(401, { message: WAIT, require_login: true, igweb_rollout: true }),
  ),
  rate_limit_400: rest(RATE_LIMIT_REST_MS, () => fail(400, { message: WAIT })),
  rate_limit_error: rest(RATE_LIMIT_REST_MS, () =>
    fail(400, { message: 'Rate limit exceeded', error_type: 'rate_limit_error' }),
  ),
  feedback_required: rest(FEEDBACK_REST_MS, () => feedback(FEEDBACK)),
  feedback_required_429: rest(FEEDBACK_REST_MS, () => feedback(FEEDBACK, 429)),
  feedback_required_until: rest(FEEDBACK_REST_MS, (worldTime) =>
    feedback(
      `This block will expire on ${new Date(worldTime.getTime() + 3 * 86_400_000).toISOString().slice(0, 10)}.`,
    ),
  ),
  challenge_required: row('freeze', () => challengeRequired()),
  suspended: row('freeze', () => challengeRequired('/accounts/suspended/?next=%2F')),
  checkpoint_required: row('freeze', () =>
    checkpoint('checkpoint_challenge_required', '/challenge/61000000000/Ab3dEf/'),
  ),
  checkpoint_logged_out: row('freeze', () =>
    checkpoint('checkpoint_logged_out', '/challenge/61000000000/Ab3dEf/'),
  ),
  consent_required: row('freeze', () =>
    fail(400, { message: 'consent_required', consent_data: { headline: 'Updates to Our Terms' } }),
  ),
  /** About the requested creator, not about the account. */
  geoblock_required: row('none', geoblock),
  /** A hidden challenge: the answer about a missing user is JSON. */
  masked_not_found: row('freeze', () => plain(404, 'Not Found')),
  masked_not_found_html: row('freeze', () => html(404, 'Page not found')),
  masked_not_found_empty: row('freeze', () => empty(404)),
  redirect_challenge: row('freeze', () =>
    redirect('https://i.instagram.com/challenge/?next=/api/v1/'),
  ),
  redirect_suspended: row('freeze', () =>
    redirect('https://i.instagram.com/accounts/suspended/?next=/api/v1/'),
  ),
  inactive_user: row('freeze', () =>
    fail(400, {
      message: 'Your account has been disabled for violating our terms.',
      error_type: 'inactive user',
    }),
  ),
  /** Unconfirmed forms; their meaning is a guess. */
  inactive_user_code: row('freeze', () =>
    fail(400, { message: 'Your account is inactive.', error_type: 'inactive_user' }),
  ),
  disabled_in_words: row('freeze', () =>
    fail(400, { message: 'Your account has been disabled for violating our terms.' }),
  ),
  ip_block: row('none', () => fail(400, { message: 'ip_block', error_type: 'ip_block' })),
  too_many_requests: rest(RATE_LIMIT_REST_MS, () =>
    fail(400, { message: 'Sorry, too many requests. Please try again later.' }),
  ),
  too_many_requests_500: rest(RATE_LIMIT_REST_MS, () =>
    fail(500, { message: 'Sorry, too many requests. Please try again later.' }),
  ),
  /** About the requested creator, not about the account. */
  invalid_target_user: row('none', () => fail(400, { message: 'Invalid target user' })),
  field_exception: row('none', () =>
    fail(400, {
      message: 'A server error field_exception occured. Check server logs for details.',
    }),
  ),
  unknown_server_error: row('none', () => fail(400, { message: 'Unknown Server Error.' })),
  deeply_nested: row('none', () => plain(200, DEEPLY_NESTED)),
  login_required: row('end_session', loginRequired),
  user_has_logged_out: row('end_session', () => fail(403, { message: 'user_has_logged_out' })),
  redirect_login: row('end_session', () =>
    redirect('https://i.instagram.com/accounts/login/?next=/api/v1/'),
  ),
  /** Without a reason; the session is dead, and later requests get the same answer. */
  unauthorized_empty: row('end_session', () => empty(401)),
  unauthorized_html: row('end_session', () => html(401, 'Unauthorized')),
  unauthorized_text: row('end_session', () => plain(401, 'Unauthorized')),
  unauthorized_fail: row('end_session', () => fail(401, {})),
  unauthorized_message: row('end_session', () => fail(401, { message: 'Unauthorized' })),
  unauthorized_require_login: row('end_session', () =>
    json({ require_login: true, igweb_rollout: true }, 401),
  ),
  /** The same answer, but the session stays alive. */
  unauthorized_passing: row('none', () => fail(401, {})),
  sentry_block: row('none', () =>
    fail(400, {
      message: 'Sorry, there was a problem with your request.',
      error_type: 'sentry_block',
    }),
  ),
  app_outdated: row('none', () => plain(467, 'Unsupported')),
  app_outdated_needs_upgrade: row('none', () =>
    fail(400, {
      message: "You'll need to update Instagram to the latest version before you can use the app.",
      error_type: 'needs_upgrade',
    }),
  ),
  app_outdated_eu: row('none', () =>
    fail(400, {
      message: 'Please update Instagram to the latest version to log in.',
      error_type: 'block_eu_user_login_in_old_app',
    }),
  ),
  app_outdated_checkpoint: row('none', () =>
    checkpoint('checkpoint_challenge_required', '/web/unsupported_version/'),
  ),
  server_error: row('none', () => html(500, 'Sorry, something went wrong.')),
  bad_gateway: row('none', () => html(502, 'Bad Gateway')),
  unavailable: row('none', () => html(503, 'Service Unavailable')),
  error_560: row('none', () => html(560, 'Sorry, something went wrong.')),
  error_572: row('none', () => html(572, 'Sorry, something went wrong.')),
  hang: row('none', () => ({ ...ok(), delivery: 'hang' })),
  reset: row('none', () => ({ ...ok(), delivery: 'reset' })),
  cut_body: row('none', () => ({
    ...ok({ user: { biography: 'x'.repeat(500) } }),
    delivery: 'cut',
  })),
  bad_gzip: row('none', () => ({ ...ok(), delivery: 'bad_gzip' })),
  html_200: row('none', () => html(200, 'Instagram')),
  empty_200: row('none', () => empty(200)),
  empty_204: row('none', () => empty(204)),
  no_status: row('none', () => json({ user: {} })),
  fail_200: row('none', () => json({ message: 'Oops, an error occurred.', status: 'fail' })),
  message_object: row('none', () =>
    fail(400, { message: { errors: ['Sorry, this feature is not available right now.'] } }),
  ),
  null_body: row('none', () => json(null)),
} satisfies Record<string, AccountFault>

export type AccountFaultKind = keyof typeof ACCOUNT_FAULTS

export const ACCOUNT_FAULT_KINDS = Object.keys(ACCOUNT_FAULTS) as AccountFaultKind[]
