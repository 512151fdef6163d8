import { digest } from '../openai/draw.ts'
import { badToken } from './errors.ts'
import type { Grant, GrantStore, Login } from './grants.ts'

export type Token = {
  token: string
  kind: 'user' | 'page' | 'instagram'
  login: Login
  grant: Grant
  pageId: string | null
  isLong: boolean
  issuedAt: number
  /** Null: never. */
  endsAt: number | null
  /** Why it ended before its time: a subcode of 190. */
  ended: EndReason | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SHORT_MS = HOUR_MS
export const LONG_MS = 60 * DAY_MS

/** Ways in which a token ends early, with what Meta says then. */
export const END_REASONS = {
  removed: {
    subcode: 458,
    text: 'Error validating access token: The user has not authorized application.',
  },
  checkpoint: {
    subcode: 459,
    text:
      'Error validating access token: You cannot access the app till you log in to ' +
      'www.facebook.com and follow the instructions given.',
  },
  password: {
    subcode: 460,
    text:
      'Error validating access token: The session has been invalidated because the user changed ' +
      'their password or Facebook has changed the session for security reasons.',
  },
  expired: { subcode: 463, text: 'Error validating access token: Session has expired.' },
  unconfirmed: {
    subcode: 464,
    text:
      'Error validating access token: Sessions for the user are not allowed because the user is ' +
      'not a confirmed user.',
  },
  revoked: {
    subcode: 467,
    text:
      'Error validating access token: This may be because the user logged out or may be due to ' +
      'a system error.',
  },
  role: {
    subcode: 492,
    text:
      'Error validating access token: The user must be an administrator, editor, or moderator ' +
      'of the page in order to impersonate it.',
  },
} as const
export type EndReason = keyof typeof END_REASONS

/** All tokens; time is world ms. */
export type TokenStore = {
  issue(grant: Grant, at: number): Token
  /** A long-lived token for a short-lived one, or another 60 days. */
  extend(token: Token, at: number): Token
  /** Always the same one while the user's token is the same. */
  ofPage(token: Token, pageId: string, at: number): Token
  /** Also of tokens that have ended. */
  find(token: string): Token | undefined
  /** Throws what Meta answers to an unknown or ended token. */
  check(token: string, at: number): Token
  /** Ends the tokens of a person; `removed` and `revoked` end what they granted as well. */
  end(personKey: string, reason: EndReason): void
}

const PREFIXES = { user: 'EAAB', page: 'EAAP', instagram: 'IGAA' } as const

export function createTokenStore(seed: string, grants: GrantStore): TokenStore {
  const tokens = new Map<string, Token>()
  let count = 0

  const add = (made: Omit<Token, 'token' | 'ended'>, ...key: (string | number)[]): Token => {
    const token = `${PREFIXES[made.kind]}${digest(seed, 'token', ...key)}`
    const whole = tokens.get(token) ?? { ...made, token, ended: null }
    tokens.set(token, whole)
    return whole
  }

  return {
    issue(grant, at) {
      count += 1
      const kind = grant.login === 'instagram' ? 'instagram' : 'user'
      const made = { kind, login: grant.login, grant, pageId: null, isLong: false } as const
      return add({ ...made, issuedAt: at, endsAt: at + SHORT_MS }, 'short', count)
    },
    extend(token, at) {
      count += 1
      return add({ ...token, isLong: true, issuedAt: at, endsAt: at + LONG_MS }, 'long', count)
    },
    ofPage(token, pageId, at) {
      const { grant, login, isLong, endsAt } = token
      const end = isLong ? null : endsAt
      const made = {
        kind: 'page',
        login,
        grant,
        pageId,
        isLong,
        issuedAt: at,
        endsAt: end,
      } as const
      return add(made, 'page', token.token, pageId)
    },
    find: (token) => tokens.get(token),
    check(value, at) {
      const token = tokens.get(value)
      if (!token) throw badToken('Invalid OAuth access token - Cannot parse access token')
      const ended = endOf(token, at)
      if (ended) throw badToken(END_REASONS[ended].text, END_REASONS[ended].subcode)
      return token
    },
    end(personKey, reason) {
      for (const token of tokens.values()) {
        if (token.grant.personKey === personKey) token.ended ??= reason
      }
      if (reason !== 'removed' && reason !== 'revoked') return
      for (const grant of grants.ofPerson(personKey)) grant.isRevoked = true
    },
  }
}

/** Why a token is no longer valid; null while it is. */
export function endOf(token: Token, at: number): EndReason | null {
  if (token.ended) return token.ended
  if (token.grant.isRevoked) return 'removed'
  return token.endsAt !== null && at >= token.endsAt ? 'expired' : null
}
