import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginOutdatedError,
  LoginRequiredError,
  NotFoundError,
  NotOfferedError,
  PrivateProfileError,
  ProxyFailedError,
  RateLimitedError,
  RestrictedProfileError,
  SecondFactorRefusedError,
  SessionDoubtedError,
  SuspendedError,
  TransientPlatformError,
  TwoFactorRequiredError,
  UnexpectedAnswerError,
  type PlatformError,
} from '../errors.ts'
import { refusedLoginRemedy } from '../../accounts/app-profiles.ts'
import { isCut, isNestedTooDeep, type Answer } from './transport/answer.ts'
import { InstagramFault, type FaultContext } from './instagram-fault.ts'
import { sampleOf } from './sample.ts'
import { promptIn } from './second-factor.ts'
import { TunnelError } from './transport/tunnel-error.ts'

/** An answer boiled down to what the rules ask for; texts in lower case, absent ones empty. */
type Signs = {
  status: number
  /** What the platform says in words, letter by letter as it came: in other letters a secret would not be recognised. */
  said: string
  message: string
  errorType: string
  /** Where a checkpoint or challenge is to be solved. */
  checkpointUrl: string
  location: string
  feedback: string
  isSpam: boolean
  wantsSecondFactor: boolean
  /** What the second factor is wanted for and how, for `readPrompt`. */
  secondFactor: string | undefined
  hasBadCredentials: boolean
  isJson: boolean
  isCut: boolean
  /** No JSON that the platform would send: somebody else's answer, or a broken one; nothing in it is believed. */
  isTooDeep: boolean
  isLogin: boolean
  /** A request of a login, or of those that the app sends before one: no session is at stake. */
  isBeforeSession: boolean
  isSecondFactor: boolean
  isPlace: boolean
  isAboutTarget: boolean
  appVersion: string
}

type Rule = {
  applies: (signs: Signs) => boolean
  make: (told: string, cause: ErrorOptions, signs: Signs, now: Date) => PlatformError
}

const OUTDATED_TYPES = new Set(['needs_upgrade', 'block_eu_user_login_in_old_app'])
const HUMAN_NEEDED =
  /^(?:challenge_required|checkpoint_required|consent_required|geoblock_required|checkpoint_\w+)$/
/** Requests about a creator, a hashtag or a place; all others are about the account itself. */
const ABOUT_TARGET =
  /^(?:users|highlights|tags|locations|friendships|usertags|media|discover|clips)\/|^feed\/(?:user|reels_media)$/
/** What is said of a list whose owner is no more, alone or among other words. */
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
    // Of a version that is refused everywhere, too: sessions may live on with another one, and tell if not.
    applies: (signs) => signs.isBeforeSession && isOutdated(signs),
    make: (told, cause, { appVersion }) =>
      new LoginOutdatedError(
        `Instagram refuses logins from app ${appVersion} (${told}): ${refusedLoginRemedy(appVersion)}`,
        appVersion,
        cause,
      ),
  },
  {
    applies: (signs) => isOutdated(signs),
    make: (told, cause, { appVersion }) =>
      new AppOutdatedError(`the app version ${appVersion} is refused: ${told}`, {
        ...cause,
        appVersion,
      }),
  },
  {
    // A challenge, but one that nobody can solve.
    applies: ({ checkpointUrl, location }) =>
      checkpointUrl.includes('/suspended/') || location.includes('/accounts/suspended/'),
    make: (told, cause) => new SuspendedError(`the account is suspended: ${told}`, cause),
  },
  {
    // The creator is hidden by age or region ("People under 18 can't see this content"). At a login it is the account.
    applies: ({ message, isAboutTarget }) => isAboutTarget && message === 'geoblock_required',
    make: (told, cause) =>
      new RestrictedProfileError(`the profile is hidden by age or region: ${told}`, cause),
  },
  {
    applies: ({ message, errorType, location }) =>
      HUMAN_NEEDED.test(message) ||
      HUMAN_NEEDED.test(errorType) ||
      location.includes('/challenge/'),
    make: (told, cause) => new ChallengeRequiredError(`a person has to look: ${told}`, cause),
  },
  {
    // A missing user is told in JSON. A bare 404 is a challenge in disguise (or a wrong path, which tests would show).
    applies: ({ status, isJson, isCut, isTooDeep }) =>
      status === 404 && !isJson && !isCut && !isTooDeep,
    make: (told, cause) => new ChallengeRequiredError(`a challenge posing as: ${told}`, cause),
  },
  {
    applies: ({ wantsSecondFactor }) => wantsSecondFactor,
    make: (told, cause, { secondFactor }) =>
      new TwoFactorRequiredError(`a second factor is needed: ${told}`, secondFactor, cause),
  },
  {
    applies: ({ message, location }) =>
      message === 'login_required' ||
      message === 'user_has_logged_out' ||
      location.includes('/accounts/login'),
    make: (told, cause) => new LoginRequiredError(`the session is dead: ${told}`, cause),
  },
  {
    // `inactive user` is known from logins. Unproven: `inactive_user` and the words alone might be about the creator who was
    // asked for. The account is likelier, and then every further request does harm.
    applies: ({ errorType, message }) =>
      /^inactive[ _]user$/.test(errorType) ||
      /^inactive[ _]user$/.test(message) ||
      message.includes(DISABLED),
    make: (told, cause) => new SuspendedError(`the account is disabled: ${told}`, cause),
  },
  {
    applies: ({ isSpam, message }) => isSpam || message === 'feedback_required',
    make: (told, cause, { feedback }, now) =>
      new FeedbackRequiredError(
        `the platform limits the account: ${told}`,
        dateIn(feedback, now),
        cause,
      ),
  },
  {
    applies: ({ status, message, errorType }) =>
      status === 429 ||
      errorType === 'rate_limit_error' ||
      // Unproven. With 5xx it may be the platform's own trouble: a rest does no harm then either.
      message.includes(TOO_MANY) ||
      (status < 500 && message.includes(WAIT)),
    make: (told, cause) => new RateLimitedError(`too many requests: ${told}`, cause),
  },
  {
    // `ip_block` is unproven: by its name it is the proxy's address, but it may be the account at that address.
    applies: ({ errorType, isLogin, message }) =>
      errorType === 'sentry_block' ||
      errorType === 'ip_block' ||
      message === 'ip_block' ||
      (isLogin && message.includes(UNKNOWN_LOGIN)),
    make: (told, cause) => new IpBlockedError(`the address is refused: ${told}`, cause),
  },
  {
    applies: ({ isLogin, hasBadCredentials }) => isLogin && hasBadCredentials,
    make: (told, cause) => new BadCredentialsError(`the login is refused: ${told}`, cause),
  },
  {
    applies: ({ isSecondFactor, status }) => isSecondFactor && status === 400,
    make: (told, cause) => new SecondFactorRefusedError(`the code is refused: ${told}`, cause),
  },
  {
    applies: ({ status, message }) => status === 404 && message.includes('user not found'),
    make: (told, cause) => new NotFoundError(`there is no such user: ${told}`, cause),
  },
  {
    applies: ({ status, isJson, isPlace }) => status === 404 && isJson && isPlace,
    make: (told, cause) => new NotFoundError(`there is no such place: ${told}`, cause),
  },
  {
    // Unproven among other words, or with another status than 400; a 5xx says nothing of the owner.
    applies: ({ status, message }) => status < 500 && UNLISTED.test(message),
    make: (told, cause) =>
      new NotFoundError(`the owner of this list no longer exists: ${told}`, cause),
  },
  {
    // Unproven: nobody has this id any more, or the creator has blocked the account that asks. A deleted creator is looked
    // at again, by whichever account.
    applies: ({ status, message }) => status < 500 && message.includes('invalid target user'),
    make: (told, cause) => new NotFoundError(`there is no such user: ${told}`, cause),
  },
  {
    applies: ({ message }) => message.includes('not eligible for chaining'),
    make: (told, cause) => new NotOfferedError(`no similar accounts are offered: ${told}`, cause),
  },
  {
    applies: ({ message }) => message === 'not authorized to view user',
    make: (told, cause) => new PrivateProfileError(`the profile is private: ${told}`, cause),
  },
  {
    // Empty, HTML, "Unauthorized", `require_login`: seen for sessions that are dead and for some that live on.
    applies: ({ status }) => status === 401,
    make: (told, cause) =>
      new SessionDoubtedError(`the session is refused without a reason: ${told}`, cause),
  },
  {
    // A failing server may say so with 400, too ("A server error field_exception occured"). Unproven: it may dislike the
    // request itself, and then two more tries are wasted.
    applies: ({ status, isCut, message, errorType }) =>
      status >= 500 ||
      status === 408 ||
      isCut ||
      `${errorType} ${message}`.includes('field_exception') ||
      message.startsWith('unknown server error'),
    make: (told, cause, { status }) =>
      new TransientPlatformError(`the platform stumbled: ${told}`, {
        ...cause,
        answeredStatus: status,
      }),
  },
]

/** The error that an unsuccessful answer means. */
export function classifyAnswer(answer: Answer, context: FaultContext): PlatformError {
  const signs = signsOf(answer, context)
  const told = `status ${signs.status} at ${context.endpoint}`
  const fault = new InstagramFault(signs.said || told, context, signs.status, null)
  const rule = RULES.find(({ applies }) => applies(signs))
  if (rule) return rule.make(told, { cause: fault }, signs, context.now)
  const sample = sampleOf(answer.body, context.redact)
  return new UnexpectedAnswerError(`the answer makes no sense: ${told}`, { cause: fault, sample })
}

/** The error that a request without an answer means. */
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
  const told = `no answer at ${context.endpoint}${code === null ? '' : ` (${code})`}`
  return new TransientPlatformError(told, { cause: fault })
}

/** What the app asks for before a login. */
const BEFORE_LOGIN = new Set(['qe/sync', 'launcher/sync'])

function signsOf(answer: Answer, { endpoint, appVersion = 'unknown' }: FaultContext): Signs {
  const body = recordOf(answer.body)
  const challenge = recordOf(body['challenge'])
  const isTooDeep = typeof answer.body === 'string' && isNestedTooDeep(answer.body)
  const message =
    typeof answer.body === 'string' && !isTooDeep
      ? messageInCut(answer.body)
      : textOf(body['message'])
  const errorType = lower(body['error_type'])
  const isSecondFactor = endpoint === 'accounts/two_factor_login'
  const isLogin = endpoint === 'accounts/login' || isSecondFactor
  return {
    status: answer.status,
    said: [message.trim(), wordsOf(body['error_type']), wordsOf(body['feedback_message'])]
      .filter((part) => part !== '')
      .join('; '),
    message: message.trim().toLowerCase(),
    errorType,
    checkpointUrl: [body['checkpoint_url'], challenge['url'], challenge['api_path']]
      .map(lower)
      .join(' '),
    location: (answer.location ?? '').toLowerCase(),
    feedback: lower(body['feedback_message']),
    isSpam: body['spam'] === true,
    wantsSecondFactor: body['two_factor_required'] === true || errorType === 'two_factor_required',
    secondFactor: promptIn(answer.body),
    hasBadCredentials:
      errorType === 'bad_password' ||
      errorType === 'invalid_user' ||
      body['invalid_credentials'] === true,
    isJson: typeof answer.body === 'object' && answer.body !== null,
    isCut: isCut(answer),
    isTooDeep,
    isLogin,
    isBeforeSession: isLogin || BEFORE_LOGIN.has(endpoint),
    isSecondFactor,
    isPlace: endpoint === 'locations/sections',
    isAboutTarget: ABOUT_TARGET.test(endpoint),
    appVersion,
  }
}

/** A cut answer may still show the message that matters. */
const messageInCut = (text: string): string => /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? ''

/** Messages are text, but some are objects with a text or a list of them inside. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message
  return message === null || typeof message !== 'object' ? '' : JSON.stringify(message)
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const lower = (value: unknown): string => wordsOf(value).toLowerCase()

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

/** The day (from 0:00 UTC) that a message names as YYYY-MM-DD, when it is still to come. */
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
