import { redact } from '../base/log/redact.ts'
import { cleanText } from '../base/text.ts'

/** One request towards a platform, as a log may keep it: without secrets, and without what was uploaded. */
export type SentRequest = {
  method: string
  /** Host and path, with those parameters that are never secret. */
  url: string
  /** Null: no answer came. */
  status: number | null
  duration_ms: number
  /** Of the file that was sent; null for a request without one. */
  sent_bytes: number | null
  /** Of the answer as it was read; null: none came. */
  received_bytes: number | null
  /** The beginning of a refusal. */
  answer: string | null
}

/** Told of each request once it has ended, however it ended. */
export type OnSent = (request: SentRequest) => void

/** Parameters that say what was asked. Every other may be a secret, or names somebody. */
const SHOWN = ['fields', 'limit', 'count', 'media_type', 'video', 'metric', 'period']

/** Where a request went. */
export function shownAddress(address: URL): string {
  const shown = SHOWN.flatMap((name) => {
    const value = address.searchParams.get(name)
    return value === null ? [] : [`${name}=${value}`]
  })
  const query = shown.length > 0 ? `?${shown.join('&')}` : ''
  return cleanText(redact(`${address.host}${address.pathname}${query}`)).slice(0, LONGEST_ADDRESS)
}

const LONGEST_ADDRESS = 300
const LONGEST_ANSWER = 500

/** Signed addresses of files: whoever has one may fetch the file. Also in JSON, where slashes may be escaped. */
const ADDRESS = /https?:\\?\/\\?\/[^\s"'<>]+/gi
const PROOF =
  /((?<![\w-])[\w-]*signature|\b(?:appsecret_proof|sig))(\\?["']?\s*(?:[:=]|%3[AD])\s*\\?["']?)[^\s"'&,;}\\]+/gi

function unsigned(address: string): string {
  const query = address.indexOf('?') + 1
  return query === 0 || query === address.length ? address : `${address.slice(0, query)}***`
}

/** What a platform says, as a log may keep it; `hide` knows the secrets of the caller. */
export const shownText = (text: string, hide: (text: string) => string = redact): string =>
  cleanText(hide(text).replace(ADDRESS, unsigned).replace(PROOF, '$1$2***'))

/** The beginning of an answer, cut last: half a secret would not be recognised. */
export const shownAnswer = (text: string, hide: (text: string) => string): string =>
  shownText(text, hide).slice(0, LONGEST_ANSWER)

/** A step sends a few; one that waits long for a platform may ask many times. */
const MAX_STORED = 20

/** The requests of one action: the last ones, which tell how it ended, and how many came before them. */
export type SentRequests = {
  readonly kept: SentRequest[]
  left: number
  readonly add: OnSent
}

export function collectRequests(): SentRequests {
  const requests: SentRequests = {
    kept: [],
    left: 0,
    add(request) {
      requests.kept.push(request)
      if (requests.kept.length <= MAX_STORED) return
      requests.kept.shift()
      requests.left += 1
    },
  }
  return requests
}
