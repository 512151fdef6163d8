import { sql } from 'kysely'
import { jsonb } from '../db/database.ts'
import type { GraphCall, GraphLogin, GraphUsage } from '../platforms/graph-call.ts'
import { GraphError } from '../platforms/graph-error.ts'
import type { OwnCall } from '../platforms/own-media-reader.ts'
import type { UseConnection } from '../platforms/reading/own-media.ts'
import { freeAt, modeOf, NEWS_MS, type Usage } from './budget.ts'
import { ConnectionNeedsPersonError, ConnectionWaitsError } from './errors.ts'
import { faultOf } from './faults.ts'
import type { ConnectionParts } from './parts.ts'
import { openToken } from './tokens.ts'
import { markFault } from './trouble.ts'
import { reportedLimits, noteUsage, takeTurn, type UsageKey } from './usage-store.ts'

type Limit = UsageKey & { usage: Usage | null }

type Held = {
  connectionId: string
  platformId: string
  username: string
  login: GraphLogin
  token: Buffer
  tokenIssuedAt: Date
  appId: string
  limits: readonly Limit[]
  now: Date
}

/**
 * Runs work with the token of a connection, and records Meta's limits and the connection's state.
 */
export const createUseConnection =
  (parts: ConnectionParts): UseConnection =>
  async <T>(own: OwnCall, work: (call: GraphCall, platformId: string) => Promise<T>) => {
    const held = await hold(parts, own.connectionId)
    await awaitBudget(parts, held, own)
    const { keys, db } = parts
    const reported: GraphUsage[] = []
    const call: GraphCall = {
      login: held.login,
      token: openToken(keys, held.connectionId, 'token', held.token),
      signal: own.signal,
      onUsage: (usage) => void reported.push(...usage),
      onSent: (sent) => {
        parts.onRequest?.(own.area ?? 'own_posts')
        own.onSent?.(sent)
      },
    }
    const note = async (): Promise<void> => await noteUsage(db, reportedLimits(reported, held))
    try {
      const answer = await work(call, held.platformId)
      await note()
      return answer
    } catch (error) {
      await note()
      // After the usage is recorded, because the code of a refusal may say more than its usage.
      if (error instanceof GraphError) await learn(parts, held, error)
      throw error
    }
  }

async function hold({ db, api }: ConnectionParts, connectionId: string): Promise<Held> {
  const { rows } = await sql<{
    platform_id: string
    username: string
    login: GraphLogin
    token: Buffer | null
    token_issued_at: Date
    state: string
    state_text: string | null
    app_id: string | null
    now: Date
    app_usage: Reported | null
    account_usage: Reported | null
  }>`
    select c.platform_id, c.username, c.login, c.token, c.token_issued_at, c.state, c.state_text, a.app_id,
      world_now() as now,
      (select ${REPORTED} from graph_usage u where u.scope = 'app' and u.key = a.app_id) as app_usage,
      (select ${REPORTED} from graph_usage u where u.scope = 'account' and u.key = c.id::text) as account_usage
    from connections c
    cross join lateral (select ${jsonb(appIds(api))} ->> c.login as app_id) a
    where c.id = ${connectionId}::uuid and c.removed_at is null`.execute(db)
  const [row] = rows
  if (!row?.token) throw new ConnectionNeedsPersonError('the account is not connected any more')
  const { login, token, username, now } = row
  if (row.state === 'auth_error' || row.state === 'revoked') {
    throw new ConnectionNeedsPersonError(
      `@${username} has to be authorized again: ${row.state_text ?? row.state}`,
    )
  }
  if (row.app_id === null) {
    throw new ConnectionWaitsError(
      `the app of the login '${login}' is not configured any more`,
      new Date(now.getTime() + NEWS_MS),
    )
  }
  return {
    connectionId,
    platformId: row.platform_id,
    username,
    login,
    token,
    tokenIssuedAt: row.token_issued_at,
    appId: row.app_id,
    limits: [
      { scope: 'app', key: row.app_id, usage: usageOf(row.app_usage) },
      { scope: 'account', key: connectionId, usage: usageOf(row.account_usage) },
    ],
    now,
  }
}

/** Times in ms since 1970: JSON has no type for them. */
type Reported = { percent: number; reported_ms: number; blocked_ms: number | null }

const REPORTED = sql`jsonb_build_object('percent', u.percent, 'reported_ms', extract(epoch from u.reported_at) * 1000,
  'blocked_ms', extract(epoch from u.blocked_until) * 1000)`

const usageOf = (reported: Reported | null): Usage | null =>
  reported && {
    percent: reported.percent,
    reportedAt: new Date(reported.reported_ms),
    blockedUntil: reported.blocked_ms === null ? null : new Date(reported.blocked_ms),
  }

/** The app of each configured login. */
const appIds = ({ logins, appIdOf }: ConnectionParts['api']): Partial<Record<GraphLogin, string>> =>
  Object.fromEntries(logins.map((login) => [login, appIdOf(login)]))

/** Waits for the call's turn. Throws ConnectionWaitsError when it is too far away. */
async function awaitBudget(
  { db, clock }: ConnectionParts,
  { limits, now, username }: Held,
  { isUrgent, signal }: OwnCall,
): Promise<void> {
  const refusing = limits.flatMap(({ scope, usage }) => {
    const mode = modeOf(usage, now)
    const isRefused = mode === 'stopped' || (mode === 'urgent_only' && !isUrgent)
    const until = isRefused ? freeAt(usage, now) : null
    return until ? [{ scope, until, percent: usage?.percent ?? 0 }] : []
  })
  const last = refusing.toSorted((a, b) => b.until.getTime() - a.until.getTime())[0]
  if (last) {
    const subject = last.scope === 'app' ? 'our app' : `@${username}`
    throw new ConnectionWaitsError(
      `${Math.round(last.percent)} % of Meta’s limit for ${subject} is used`,
      last.until,
    )
  }
  if (isUrgent) return
  for (const { usage, ...key } of limits) {
    if (!usage) continue
    const turn = await takeTurn(db, key, usage, now)
    if ('until' in turn)
      throw new ConnectionWaitsError('calls to Meta are spaced: others come first', turn.until)
    if (turn.waitMs > 0) await clock.sleep(turn.waitMs, signal)
  }
}

/** Meta's codes for a used-up limit of the app, not of the account. */
const APP_LIMIT = new Set([4, 341])
const BLOCKED_MS = 6 * NEWS_MS

async function learn({ db }: ConnectionParts, held: Held, error: GraphError): Promise<void> {
  const fault = faultOf(error)
  const { connectionId, tokenIssuedAt, username, appId } = held
  if (fault) await markFault(db, { id: connectionId, tokenIssuedAt }, fault)
  const isLimit = error.kind === 'throttled' && (error.metaCode ?? error.retryAfterMs) !== null
  if (isLimit || fault === 'blocked') {
    const isOfApp = error.metaCode !== null && APP_LIMIT.has(error.metaCode)
    await noteUsage(db, [
      {
        ...(isOfApp ? { scope: 'app', key: appId } : { scope: 'account', key: connectionId }),
        percent: 100,
        regainMs: error.retryAfterMs ?? (fault === 'blocked' ? BLOCKED_MS : null),
      },
    ])
  }
  if (error.kind === 'reauth')
    throw new ConnectionNeedsPersonError(
      `@${username} has to be authorized again: ${error.message}`,
      { cause: error },
    )
}
