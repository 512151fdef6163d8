import { storeCheck, endWarning, getConnection, type Connection } from './connections-store.ts'
import type { Db } from '../db/handles.ts'
import type { GraphCall } from '../platforms/graph-call.ts'
import { GraphError } from '../platforms/graph-error.ts'
import type { UseConnection } from '../platforms/reading/own-media.ts'
import { reasonOfSubcode } from './faults.ts'
import type { ConnectionParts } from './parts.ts'
import { sealToken } from './tokens.ts'
import { markExpiring, markFault } from './trouble.ts'
import { AppError } from '../base/errors.ts'
import { collectRequests, type OnSent } from '../platforms/sent-request.ts'

/**
 * Runs a check of a connection and logs it with its requests; a check that sent nothing is not
 * logged.
 */
async function loggedCheck<Checked>(
  { clock, actionLog }: Pick<ConnectionParts, 'clock' | 'actionLog'>,
  connectionId: string,
  ask: (onSent: OnSent) => Promise<Checked | null>,
): Promise<Checked | null> {
  const requests = collectRequests()
  const began = clock.now().getTime()
  const write = async (status: 'ok' | 'thrown', details: Record<string, unknown>) => {
    if (requests.stored.length === 0) return
    const durationMs = clock.now().getTime() - began
    const entry = { action: 'check_account' as const, subject: { connectionId } }
    await actionLog?.({ ...entry, status, durationMs, details, requests })
  }
  try {
    const checked = await ask(requests.add)
    await write('ok', checked === null ? { message: 'its token has ended' } : {})
    return checked
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await write('thrown', { message, ...(error instanceof AppError && { code: error.code }) })
    throw error
  }
}

const DAY_MS = 24 * 3_600_000
/** Tokens of Instagram Login are valid for 60 days and may be renewed after one day. */
const RENEWED_AFTER_MS = 7 * DAY_MS
/** Enough time for a person to authorize again. */
const WARNED_BEFORE_MS = 14 * DAY_MS

export type Care = { state: string; renewed: boolean }

type Renewed = { token: string; expiresAt: Date | null }

/** Meta's report about the token and its rights. */
type CheckResult = {
  rightsGranted: readonly string[] | null
  tokenExpiresAt: Date | null
  dataAccessExpiresAt: Date | null
  renewed: Renewed | null
  profile: { username: string; name: string | null; kind: 'business' | 'creator' }
}

/**
 * Checks a connection's token and account at Meta, renews a token of Instagram Login from its
 * seventh day on, and warns two weeks before anything expires. Throws what a call throws; an
 * expired token needs the owner and is not an error here.
 */
export async function careForConnection(
  parts: ConnectionParts,
  use: UseConnection,
  id: string,
  signal: AbortSignal,
): Promise<Care> {
  const { db } = parts
  const connection = await getConnection(db, null, id)
  const issuedAt = await tokenIssuedAt(db, id)
  const result = await loggedCheck(parts, id, async (onSent) =>
    use(
      { connectionId: id, area: 'upkeep', isUrgent: false, signal, onSent },
      async (call, platformId) =>
        connection.login === 'facebook'
          ? await checkPage(parts, { connection, issuedAt }, call, platformId)
          : await lookAtAccount(parts, { connection, issuedAt }, call),
    ),
  )
  if (result) await store(parts, connection, { result, issuedAt })
  const { state } = await getConnection(db, null, id)
  return { state, renewed: result?.renewed !== null && result?.renewed !== undefined }
}

type Looked = { connection: Connection; issuedAt: Date }

/** Returns null when the token has expired, which is recorded. */
async function checkPage(
  { db, api, clock }: ConnectionParts,
  { connection, issuedAt }: Looked,
  call: GraphCall,
  platformId: string,
): Promise<CheckResult | null> {
  const { token, login: _login, ...request } = call
  const state = await api.inspectToken(token, request)
  if (!state.isValid) {
    const reason = reasonOfSubcode(state.fault?.metaSubcode ?? null)
    await markFault(db, { id: connection.id, tokenIssuedAt: issuedAt }, reason)
    return null
  }
  const { dataAccessExpiresAt, expiresAt: tokenExpiresAt, scopes } = state
  if (dataAccessExpiresAt && dataAccessExpiresAt <= clock.now()) {
    await markFault(db, { id: connection.id, tokenIssuedAt: issuedAt }, 'data_access_expired')
    return null
  }
  const profile = await api.profile(call, platformId)
  return {
    rightsGranted: scopes.length > 0 ? scopes : null,
    tokenExpiresAt,
    dataAccessExpiresAt,
    renewed: null,
    // Facebook Login does not report the kind of account.
    profile: { ...profile, kind: connection.kind ?? profile.kind },
  }
}

async function lookAtAccount(
  { api, clock, log }: ConnectionParts,
  { connection, issuedAt }: Looked,
  call: GraphCall,
): Promise<CheckResult> {
  const isDue = clock.now().getTime() - issuedAt.getTime() >= RENEWED_AFTER_MS
  let renewed: Renewed | null = null
  let rightsGranted: readonly string[] | null = null
  if (isDue) {
    try {
      const { token, expiresInMs, scopes } = await api.refreshToken(call)
      renewed = {
        token,
        expiresAt: expiresInMs === null ? null : new Date(clock.now().getTime() + expiresInMs),
      }
      rightsGranted = scopes
    } catch (error) {
      if (!(error instanceof GraphError) || error.kind === 'reauth') throw error
      // The old token stays valid: tomorrow's check tries again.
      log.warn({ err: error, code: error.code, connection_id: connection.id }, 'token not renewed')
    }
  }
  const now = renewed ? { ...call, token: renewed.token } : call
  const profile = await api.profile(now, null)
  return {
    rightsGranted,
    tokenExpiresAt: renewed ? renewed.expiresAt : connection.token_expires_at,
    dataAccessExpiresAt: null,
    renewed,
    profile,
  }
}

async function store(
  { db, keys, rights, clock }: ConnectionParts,
  { id, login }: Connection,
  { result, issuedAt }: { result: CheckResult; issuedAt: Date },
): Promise<void> {
  const { renewed, rightsGranted: granted, profile } = result
  const missing = granted && rights[login].filter((right) => !granted.includes(right))
  await db.transaction().execute(async (tx) => {
    const isStored = await storeCheck(tx, id, {
      issuedAt,
      token: renewed && sealToken(keys, id, 'token', renewed.token),
      tokenExpiresAt: result.tokenExpiresAt,
      dataAccessExpiresAt: result.dataAccessExpiresAt,
      granted: granted && [...granted],
      missing,
      profile,
    })
    // The connection was authorized again in the meantime.
    if (!isStored) return
    const ending = firstEnd(result, clock.now())
    if (ending) await markExpiring(tx, id, ending)
    else await endWarning(tx, id)
  })
}

function firstEnd(
  { tokenExpiresAt, dataAccessExpiresAt }: CheckResult,
  now: Date,
): { reason: 'token_expiring' | 'data_access_expiring'; endsAt: Date } | null {
  const isNear = (end: Date | null): end is Date =>
    end !== null && end.getTime() - now.getTime() <= WARNED_BEFORE_MS
  if (isNear(tokenExpiresAt)) return { reason: 'token_expiring', endsAt: tokenExpiresAt }
  if (isNear(dataAccessExpiresAt))
    return { reason: 'data_access_expiring', endsAt: dataAccessExpiresAt }
  return null
}

async function tokenIssuedAt(db: Db, id: string): Promise<Date> {
  const { token_issued_at } = await db
    .selectFrom('connections')
    .select('token_issued_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return token_issued_at
}
