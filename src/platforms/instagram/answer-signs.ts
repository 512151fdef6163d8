import type { FaultContext } from './instagram-fault.ts'
import { promptIn } from './second-factor.ts'
import { isCut, isNestedTooDeep, type Answer } from './transport/answer.ts'

const NAMES = ['responsible_policy', 'category', 'restriction_type', 'reasons_thrown'] as const
/** Matches codes, not texts for people. */
const CODE = /^[\w.:-]{1,120}$/

/**
 * Returns the codes with which `feedback_required` says what the platform limits, and why; they may
 * be in its URL too.
 */
function feedbackPolicy(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const address = body['feedback_url']
  const url =
    typeof address === 'string' ? URL.parse(address, 'https://i.instagram.com/') : undefined
  const signs = NAMES.map((name): [string, unknown] => [
    name,
    body[name] ?? url?.searchParams.get(name),
  ])
  const action = url?.pathname.split('/').findLast((part) => part !== '')
  return Object.fromEntries(
    [['action', action] as [string, unknown], ...signs].flatMap(([name, value]) => {
      const codes = [value].flat().filter((each) => typeof each === 'string' && CODE.test(each))
      return codes.length === 0 ? [] : [[name, codes.join(' ')]]
    }),
  )
}

/** The parts of an answer that the rules need; texts in lower case, absent ones empty. */
export type Signs = {
  status: number
  /** The platform's text, unchanged: in lower case a secret would not be recognised. */
  said: string
  message: string
  errorType: string
  /** The page where a checkpoint or challenge is solved. */
  checkpointUrl: string
  location: string
  feedback: string
  /** The codes in `feedback_required`. */
  policy: Record<string, string>
  isSpam: boolean
  wantsSecondFactor: boolean
  /** The prompt for the second factor, for `readPrompt`. */
  secondFactor: string | undefined
  hasBadCredentials: boolean
  isJson: boolean
  isCut: boolean
  /** Nested deeper than any JSON of the platform: not trusted. */
  isTooDeep: boolean
  isLogin: boolean
  /** A request of a login, or one that the app sends before it: it concerns no session. */
  isBeforeSession: boolean
  isSecondFactor: boolean
  isPlace: boolean
  isAboutTarget: boolean
  appVersion: string
}

/** Requests about a creator, a hashtag or a place; all others are about the account itself. */
const ABOUT_TARGET =
  /^(?:users|highlights|tags|locations|friendships|usertags|media|discover|clips)\/|^feed\/(?:user|user\/story|reels_media)$/
/** Requests of the app before a login. */
const BEFORE_LOGIN = new Set(['qe/sync', 'launcher/sync'])

export function signsOf(answer: Answer, { endpoint, appVersion = 'unknown' }: FaultContext): Signs {
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
    policy: feedbackPolicy(body),
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

/** A truncated answer may still contain the message. */
const messageInCut = (text: string): string => /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? ''

/** Messages are text, but some are objects that contain texts. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message
  return message === null || typeof message !== 'object' ? '' : JSON.stringify(message)
}

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const lower = (value: unknown): string => wordsOf(value).toLowerCase()

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
