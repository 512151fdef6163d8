import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginOutdatedError,
  LoginRequiredError,
  ProxyFailedError,
  RateLimitedError,
  SecondFactorRefusedError,
  SessionDoubtedError,
  SuspendedError,
  TransientPlatformError,
  TwoFactorRequiredError,
  UnexpectedAnswerError,
  type PlatformError,
} from '../errors.ts'
import {
  NotFoundError,
  NotOfferedError,
  PrivateProfileError,
  RestrictedProfileError,
} from '../target-errors.ts'
import { refusedLoginRemedy } from '../../accounts/app-profiles.ts'
import { signsOf, type Signs } from './answer-signs.ts'
import type { Answer } from './transport/answer.ts'
import { InstagramFault, sampleOf, type FaultContext } from './instagram-fault.ts'
import { TunnelError } from './transport/tunnel-error.ts'

type Rule = {
  applies: (signs: Signs) => boolean
  make: (detail: string, cause: ErrorOptions, signs: Signs, now: Date) => PlatformError
}

/** An error that says only what happened and where. */
const saying =
  (
    Kind: new (message: string, options: ErrorOptions) => PlatformError,
    what: string,
  ): Rule['make'] =>
  (detail, cause) =>
    new Kind(`${what}: ${detail}`, cause)

const OUTDATED_TYPES = new Set(['needs_upgrade', 'block_eu_user_login_in_old_app'])
const HUMAN_NEEDED =
  /^(?:challenge_required|checkpoint_required|consent_required|geoblock_required|checkpoint_\w+)$/
/** The message about a list of a deleted owner, alone or within other text. */
const UNLISTED = /\bunable to fetch (?:followers|following)\b/
const DISABLED = 'your account has been disabled'
const TOO_MANY = 'sorry, too many requests'
const WAIT = 'please wait a few minutes'
const UNKNOWN_LOGIN = "the username you entered doesn't appear"

const isOutdated = ({ status, errorType, checkpointUrl, location }: Signs): boolean =>
  status === 467 ||
  OUTDATED_TYPES.has(errorType) ||
  `${checkpointUrl} ${location}`.includes('unsupported_version')

/** In order of precedence: the first rule that applies names the fault. */
const RULES: readonly Rule[] = [
  {
    // Also when the version is refused everywhere: sessions with another version may live, or fail
    // themselves.
    applies: (signs) => signs.isBeforeSession && isOutdated(signs),
    make: (detail, cause, { appVersion }) =>
      new LoginOutdatedError(
        `Instagram refuses logins from app ${appVersion} (${detail}): ${refusedLoginRemedy(appVersion)}`,
        appVersion,
        cause,
      ),
  },
  {
    applies: (signs) => isOutdated(signs),
    make: (detail, cause, { appVersion }) =>
      new AppOutdatedError(`the app version ${appVersion} is refused: ${detail}`, {
        ...cause,
        appVersion,
      }),
  },
  {
    // A challenge without a solution.
    applies: ({ checkpointUrl, location }) =>
      checkpointUrl.includes('/suspended/') || location.includes('/accounts/suspended/'),
    make: saying(SuspendedError, 'the account is suspended'),
  },
  {
    // The creator is hidden by age or region ("People under 18 can't see this content"). At a login
    // it is the account.
    applies: ({ message, isAboutTarget }) => isAboutTarget && message === 'geoblock_required',
    make: saying(RestrictedProfileError, 'the profile is hidden by age or region'),
  },
  {
    applies: ({ message, errorType, location }) =>
      HUMAN_NEEDED.test(message) ||
      HUMAN_NEEDED.test(errorType) ||
      location.includes('/challenge/'),
    make: saying(ChallengeRequiredError, 'a person has to look'),
  },
  {
    // A missing user comes as JSON. A bare 404 is a masked challenge (or a wrong path, which tests
    // would show).
    applies: ({ status, isJson, isCut, isTooDeep }) =>
      status === 404 && !isJson && !isCut && !isTooDeep,
    make: saying(ChallengeRequiredError, 'bare 404, treated as a challenge'),
  },
  {
    applies: ({ wantsSecondFactor }) => wantsSecondFactor,
    make: (detail, cause, { secondFactor }) =>
      new TwoFactorRequiredError(`a second factor is needed: ${detail}`, secondFactor, cause),
  },
  {
    applies: ({ message, location }) =>
      message === 'login_required' ||
      message === 'user_has_logged_out' ||
      location.includes('/accounts/login'),
    make: saying(LoginRequiredError, 'the session is dead'),
  },
  {
    // `inactive user` is known from logins. Unproven: `inactive_user` and the words alone might be
    // about the creator who was requested. The account is likelier, and then every further request
    // does harm.
    applies: ({ errorType, message }) =>
      /^inactive[ _]user$/.test(errorType) ||
      /^inactive[ _]user$/.test(message) ||
      message.includes(DISABLED),
    make: saying(SuspendedError, 'the account is disabled'),
  },
  {
    applies: ({ isSpam, message }) => isSpam || message === 'feedback_required',
    make: (detail, cause, { feedback, policy }, now) =>
      new FeedbackRequiredError(
        `the platform limits the account: ${detail}`,
        dateIn(feedback, now),
        { ...cause, policy },
      ),
  },
  {
    applies: ({ status, message, errorType }) =>
      status === 429 ||
      errorType === 'rate_limit_error' ||
      // Unproven. With 5xx the platform itself may fail: a rest does no harm then.
      message.includes(TOO_MANY) ||
      (status < 500 && message.includes(WAIT)),
    make: saying(RateLimitedError, 'too many requests'),
  },
  {
    // `ip_block` is unproven: by its name it is the proxy's address, but it may be the account at
    // that address.
    applies: ({ errorType, isLogin, message }) =>
      errorType === 'sentry_block' ||
      errorType === 'ip_block' ||
      message === 'ip_block' ||
      (isLogin && message.includes(UNKNOWN_LOGIN)),
    make: saying(IpBlockedError, 'the address is refused'),
  },
  {
    applies: ({ isLogin, hasBadCredentials }) => isLogin && hasBadCredentials,
    make: saying(BadCredentialsError, 'the login is refused'),
  },
  {
    applies: ({ isSecondFactor, status }) => isSecondFactor && status === 400,
    make: saying(SecondFactorRefusedError, 'the code is refused'),
  },
  {
    applies: ({ status, message }) => status === 404 && message.includes('user not found'),
    make: saying(NotFoundError, 'there is no such user'),
  },
  {
    applies: ({ status, isJson, isPlace }) => status === 404 && isJson && isPlace,
    make: saying(NotFoundError, 'there is no such place'),
  },
  {
    // Unproven among other words, or with another status than 400; a 5xx says nothing of the owner.
    applies: ({ status, message }) => status < 500 && UNLISTED.test(message),
    make: saying(NotFoundError, 'the owner of this list no longer exists'),
  },
  {
    // Unproven: the id no longer exists, or the creator blocked the requesting account. A deleted
    // creator is checked again later, on any account.
    applies: ({ status, message }) => status < 500 && message.includes('invalid target user'),
    make: saying(NotFoundError, 'there is no such user'),
  },
  {
    applies: ({ message }) => message.includes('not eligible for chaining'),
    make: saying(NotOfferedError, 'no similar accounts are offered'),
  },
  {
    applies: ({ message }) => message === 'not authorized to view user',
    make: saying(PrivateProfileError, 'the profile is private'),
  },
  {
    // Empty, HTML, "Unauthorized", `require_login`: seen for dead sessions and for some live ones.
    applies: ({ status }) => status === 401,
    make: saying(SessionDoubtedError, 'the session is refused without a reason'),
  },
  {
    // A failing server may say so with 400, too ("A server error field_exception occured").
    // Unproven: the request itself may be wrong, and then two retries are wasted.
    applies: ({ status, isCut, message, errorType }) =>
      status >= 500 ||
      status === 408 ||
      isCut ||
      `${errorType} ${message}`.includes('field_exception') ||
      message.startsWith('unknown server error'),
    make: (detail, cause, { status }) =>
      new TransientPlatformError(`the platform failed temporarily: ${detail}`, {
        ...cause,
        answeredStatus: status,
      }),
  },
]

export function classifyAnswer(answer: Answer, context: FaultContext): PlatformError {
  const signs = signsOf(answer, context)
  const detail = `status ${signs.status} at ${context.endpoint}`
  const fault = new InstagramFault(signs.said || detail, context, signs.status, null)
  const rule = RULES.find(({ applies }) => applies(signs))
  if (rule) return rule.make(detail, { cause: fault }, signs, context.now)
  const sample = sampleOf(answer.body, context.redact)
  return new UnexpectedAnswerError(`unknown answer: ${detail}`, { cause: fault, sample })
}

export function classifyTransport(thrown: unknown, context: FaultContext): PlatformError {
  const chain = causesOf(thrown)
  const code = chain.map(codeOf).find((found) => found !== null) ?? null
  const tunnel = chain.find((error) => error instanceof TunnelError)
  const deepest = chain.at(-1)
  const message = tunnel?.message ?? (deepest instanceof Error ? deepest.message : String(deepest))
  const fault = new InstagramFault(message, context, null, code)
  if (tunnel) {
    return new ProxyFailedError(`${tunnel.message} (at ${context.endpoint})`, { cause: fault })
  }
  const detail = `no answer at ${context.endpoint}${code === null ? '' : ` (${code})`}`
  return new TransientPlatformError(detail, { cause: fault })
}

/** The future day (from 0:00 UTC) that a message names as YYYY-MM-DD. */
function dateIn(text: string, now: Date): Date | undefined {
  const day = /\b\d{4}-\d{2}-\d{2}\b/.exec(text)?.[0]
  const date = new Date(day ?? Number.NaN)
  return date.getTime() > now.getTime() ? date : undefined
}

function causesOf(thrown: unknown): unknown[] {
  const chain: unknown[] = []
  for (let error = thrown; error !== undefined && error !== null;) {
    if (chain.length > 5 || chain.includes(error)) break
    chain.push(error)
    error = error instanceof Error ? error.cause : undefined
  }
  return chain
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
