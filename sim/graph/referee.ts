import { digest } from '../openai/draw.ts'
import type { Call } from './call.ts'
import type { Usage } from './limits.ts'
import { createUsageWatch } from './usage-watch.ts'

/** Rules whose violation costs an app its standing, or its users their secrets. */
export type Rule =
  /** Sent although the last reported usage was 90 % or more. */
  | 'above_90_percent'
  /** Sent before Meta's own time to regain access. */
  | 'while_throttled'
  | 'token_in_url'
  | 'proof_missing'
  /** A token that an answer already called ended. */
  | 'ended_token'
  /** The same call again although code 100 refused it. */
  | 'repeated_refusal'
  /** The same container, or the same files and caption on the same account within a day. */
  | 'published_twice'
  /** A publication before its container was ready. */
  | 'published_unready'
  /** Another post or container although an answer said that the quota is used up. */
  | 'quota_broken'
  /** Another publication within hours of the answer that the account is blocked. */
  | 'while_blocked'
  | 'code_reused'
  | 'state_missing'
  | 'state_reused'
  | 'retired_version'

export type Violation = {
  rule: Rule
  /** World time, ISO 8601. */
  at: string
  /** Method and path, without the query. */
  call: string
  detail: string
}

/** Watches the client and records violations. */
export type Referee = {
  /** A request before it is answered; `usage` as the limits stand with it. */
  received(call: Call, address: URL): void
  proofMissing(call: Call): void
  endedTokenUsed(call: Call, token: string): void
  tokenRefused(token: string): void
  /** A call that one of the limits concerns. */
  limited(call: Call, scopes: readonly string[]): void
  reportUsage(usage: readonly Usage[], at: number): void
  refused(call: Call, refusal: { code: number; subcode: number | undefined }): void
  /** Before the call is processed. */
  repeated(call: Call): void
  broken(rule: Rule, call: string, detail: string): void
  observeState(state: string | null, call: string): void
  violations(): readonly Violation[]
  /** All violations by rule, also beyond the stored ones. */
  counts(): Partial<Record<Rule, number>>
  clear(): void
}

const MAX_VIOLATIONS = 1_000
const MAX_REMEMBERED = 50_000
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** The time for which the refusal of a metric or of another part of a call is valid. */
const REFUSAL_MS = 24 * HOUR_MS - HOUR_MS
/** The call itself is wrong, or the file, its format or the caption is. */
const isForGood = (code: number): boolean =>
  code === 100 || code === 352 || (code >= 36_000 && code < 37_000)
/** A post that is gone may be looked for again, but not at once. */
const GONE_MS = MINUTE_MS
const GONE = 33
/** Calls that end something are allowed with whatever token and usage. */
const isWithdrawal = ({ method, path }: Call): boolean =>
  method === 'DELETE' && path.join('/') === 'me/permissions'

/**
 * Another call of the same account may be in flight when the client learns that the token has
 * ended.
 */
const ON_ITS_WAY_MS = MINUTE_MS

/** Parameters that secrets are in; these two endpoints of Instagram take them nowhere else. */
const SECRETS = ['access_token', 'client_secret', 'fb_exchange_token', 'code']
const TAKES_TOKEN = new Set(['access_token', 'refresh_access_token'])

export const callName = ({ method, login, path }: Call): string =>
  `${method} ${login}/${path.join('/')}`

export function createReferee(now: () => number): Referee {
  const violations: Violation[] = []
  const counts = new Map<Rule, number>()
  const endedTokens = new Map<string, number>()
  const refusals = new Map<string, number>()
  const states = new Map<string, number>()
  const usageWatch = createUsageWatch()

  const broken: Referee['broken'] = (rule, call, detail) => {
    counts.set(rule, (counts.get(rule) ?? 0) + 1)
    if (violations.length >= MAX_VIOLATIONS) return
    violations.push({ rule, at: new Date(now()).toISOString(), call, detail })
  }

  return {
    broken,
    received(call, { searchParams }) {
      const isAllowed = call.login === 'instagram' && TAKES_TOKEN.has(call.path[0] ?? '')
      const secret = SECRETS.find((name) => searchParams.has(name))
      if (secret !== undefined && !isAllowed) {
        broken('token_in_url', callName(call), `the parameter ${secret} is in the address`)
      }
    },
    proofMissing: (call) => broken('proof_missing', callName(call), 'no right appsecret_proof'),
    endedTokenUsed(call, token) {
      const saidAt = endedTokens.get(digest(token))
      if (saidAt === undefined || call.at <= saidAt + ON_ITS_WAY_MS || isWithdrawal(call)) return
      broken('ended_token', callName(call), 'an answer said before that the token has ended')
    },
    tokenRefused: (token) => rememberFirst(endedTokens, digest(token), now()),
    limited(call, scopes) {
      if (isWithdrawal(call)) return
      for (const { rule, detail } of usageWatch.problems(scopes, call.at)) {
        broken(rule, callName(call), detail)
      }
    },
    reportUsage: usageWatch.reportUsage,
    refused(call, { code, subcode }) {
      if (!isForGood(code)) return
      const span = subcode === GONE ? GONE_MS : REFUSAL_MS
      remember(refusals, keyOf(call), call.at + span)
    },
    repeated(call) {
      const until = refusals.get(keyOf(call))
      if (until === undefined || call.at >= until) return
      broken('repeated_refusal', callName(call), 'the same call was refused before')
    },
    observeState(state, call) {
      if (state === null || state.length < 22) {
        broken('state_missing', call, 'no state of at least 128 bits')
      } else if (states.has(state)) broken('state_reused', call, 'the state was used before')
      else remember(states, state, now())
    },
    violations: () => violations,
    counts: () => Object.fromEntries(counts),
    clear() {
      violations.length = 0
      counts.clear()
    },
  }
}

/** Identifies the request of a call, independent of its caller. */
function keyOf({ method, login, path, params }: Call): string {
  const query = new URLSearchParams(
    [...params].filter(([name]) => !/token|secret|proof/.test(name)),
  )
  query.sort()
  return digest(method, login, path.join('/'), query.toString())
}

/** Drops the oldest keys above the limit. */
function rememberFirst(map: Map<string, number>, key: string, value: number): void {
  if (!map.has(key)) remember(map, key, value)
}

function remember(map: Map<string, number>, key: string, value: number): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.keys().next()
  if (map.size > MAX_REMEMBERED && !oldest.done) map.delete(oldest.value)
}
