import { redact } from '../base/log/redact.ts'
import { cleanText } from '../base/text.ts'

/** A request to a platform in the form that a log may store: without secrets and uploaded files. */
export type SentRequest = {
  method: string
  /** Host and path, with the parameters that are never secret. */
  url: string
  /** Null when there was no answer. */
  status: number | null
  duration_ms: number
  /** The size of the sent file; null for a request without one. */
  sent_bytes: number | null
  /** The size of the answer as it was read; null without an answer. */
  received_bytes: number | null
  /** The beginning of a refusal. */
  answer: string | null
}

/** Called after each request has ended, in whatever way. */
export type OnSent = (request: SentRequest) => void

/** Parameters that say what was requested. All others may be secret, or name a person. */
const LOGGED_PARAMS = ['fields', 'limit', 'count', 'media_type', 'video', 'metric', 'period']

/** Returns the address of a request without its secrets. */
export function loggedAddress(address: URL): string {
  const params = LOGGED_PARAMS.flatMap((name) => {
    const value = address.searchParams.get(name)
    return value === null ? [] : [`${name}=${value}`]
  })
  const query = params.length > 0 ? `?${params.join('&')}` : ''
  return cleanText(redact(`${address.host}${address.pathname}${query}`)).slice(0, LONGEST_ADDRESS)
}

const LONGEST_ADDRESS = 300
const LONGEST_ANSWER = 500

/**
 * Signed URLs of files: everyone who has one may fetch the file. They occur in JSON too, where
 * slashes may be escaped.
 */
const ADDRESS = /https?:\\?\/\\?\/[^\s"'<>]+/gi
const PROOF =
  /((?<![\w-])[\w-]*signature|\b(?:appsecret_proof|sig))(\\?["']?\s*(?:[:=]|%3[AD])\s*\\?["']?)[^\s"'&,;}\\]+/gi

function unsigned(address: string): string {
  const query = address.indexOf('?') + 1
  return query === 0 || query === address.length ? address : `${address.slice(0, query)}***`
}

/**
 * Returns a platform's text in the form that a log may store; `hide` removes the caller's secrets.
 */
export const loggedText = (text: string, hide: (text: string) => string = redact): string =>
  cleanText(hide(text).replace(ADDRESS, unsigned).replace(PROOF, '$1$2***'))

/** Returns the beginning of an answer, truncated last: half a secret would not be recognised. */
export const loggedAnswer = (text: string, hide: (text: string) => string): string =>
  loggedText(text, hide).slice(0, LONGEST_ANSWER)

/** A step sends a few requests; one that waits long for a platform may send many. */
const MAX_STORED = 20

/**
 * The requests of one action: the last ones, which show how it ended, and how many came before
 * them.
 */
export type SentRequests = {
  readonly stored: SentRequest[]
  left: number
  readonly add: OnSent
}

export function collectRequests(): SentRequests {
  const requests: SentRequests = {
    stored: [],
    left: 0,
    add(request) {
      requests.stored.push(request)
      if (requests.stored.length <= MAX_STORED) return
      requests.stored.shift()
      requests.left += 1
    },
  }
  return requests
}
