import {
  activateProxy,
  clearStrikes,
  storeAnsweredCheck,
  storeFailedCheck,
  storePaused,
  takeDeadProxies,
  type ProxyRow,
} from '../proxies/store/proxies/checks.ts'
import { sql } from 'kysely'
import type { EncryptionKeys } from '../../base/crypto.ts'
import type { Tx } from '../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../base/errors.ts'
import {
  ProxyFailedError,
  type PlatformError,
  type TransientPlatformError,
} from '../../platforms/errors.ts'
import type { PlatformAdapter } from '../../platforms/adapter.ts'
import type { ActionLog } from '../../platforms/action-log.ts'
import { errorText } from '../state/error-text.ts'
import {
  lockProxy,
  returnAccounts,
  withdrawAccounts,
  type LockedProxy,
} from '../proxies/proxy-accounts.ts'
import { mayGetSpare, replaceProxy } from '../proxies/proxy-replacement.ts'
import { freeSpare } from '../proxies/store/proxies/spares.ts'
import { proxyUrl } from '../proxies/proxy-url.ts'
import type { LeasedAccount } from '../budget/lease.ts'
import type { HeldAccount } from './held-account.ts'
import { loggedCheck } from './logged.ts'
import { openProxyCredentials } from '../state/secrets.ts'
import { changeAccounts, type Changes, type TransitionParts } from '../state/transition.ts'

export type ProxyCareParts = TransitionParts & {
  keys: EncryptionKeys
  adapter: Pick<PlatformAdapter, 'checkProxy' | 'app'>
  /** Logs the checks of proxies. */
  actionLog?: ActionLog | undefined
}

/** The result of a proxy check; latency in real ms to a neutral host. */
export type ProxyCheck = { ok: true; latency_ms: number } | { ok: false; error: string }

/** Proxies that one pass checks. */
const REVIVALS = 20

/**
 * Decides whether the proxy caused a transient failure that retries did not solve: a
 * ProxyFailedError when the proxy reaches no neutral host either, else the same error. Throws the
 * reason of the account's aborted signal.
 */
export async function examineProxy(
  parts: Pick<ProxyCareParts, 'adapter' | 'actionLog'>,
  held: Pick<HeldAccount, 'proxyUrl' | 'signal'> & {
    account: Pick<LeasedAccount, 'id' | 'proxy_id'>
  },
  error: TransientPlatformError,
): Promise<PlatformError> {
  const { account, proxyUrl: url, signal } = held
  const subject = { proxyId: account.proxy_id, accountId: account.id }
  const found = await loggedCheck(parts, subject, async () => await connect(parts, url, signal))
  if (!(found instanceof ProxyFailedError)) return error
  return new ProxyFailedError(`the proxy does not connect: ${found.message}`, { cause: error })
}

/**
 * Checks a proxy for an operator, against a neutral host. When it works, its strikes are reset, and
 * a proxy dead of failures is back with its accounts; one that the platform refused stays dead,
 * because this check does not ask the platform. Throws NoSuchRecordError, ConflictError when its
 * credentials cannot be decrypted, or the reason of the aborted signal.
 */
export async function checkProxy(
  parts: ProxyCareParts,
  proxyId: string,
  signal: AbortSignal,
): Promise<ProxyCheck> {
  const { rows } = await sql<ProxyRow>`
    select id, protocol, host, port, credentials from proxies where id = ${proxyId}`.execute(
    parts.db,
  )
  const proxy = rows[0]
  if (!proxy) throw noSuchProxy(proxyId)
  return await examine(parts, proxy, signal)
}

export type RevivalReport = { checked: number; revived: number; replaced: number }

/**
 * One pass over the dead proxies: checks those dead of failures, least recently checked first, and
 * revives those that work. Where the operator allows it, accounts behind a proxy that stays dead
 * get a spare. Throws the reason of the aborted signal.
 */
export async function reviveDeadProxies(
  parts: ProxyCareParts,
  signal: AbortSignal,
): Promise<RevivalReport> {
  signal.throwIfAborted()
  const taken = await takeDeadProxies(parts.db, REVIVALS)
  const checks = await Promise.all(taken.map(async (proxy) => await isAlive(parts, proxy, signal)))
  const revived = checks.filter((isBack) => isBack).length
  const replaced = await replaceDead(parts, signal)
  return { checked: taken.length, revived, replaced }
}

/** A proxy that cannot be checked must not stop the others. */
async function isAlive(
  parts: ProxyCareParts,
  proxy: ProxyRow,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await examine(parts, proxy, signal)).ok
  } catch (error) {
    signal.throwIfAborted()
    parts.log.error({ proxy_id: proxy.id, err: error }, 'proxy not checked')
    return false
  }
}

/** Pauses a proxy on an operator's request: its accounts wait. Throws NoSuchRecordError. */
export async function pauseProxy(parts: TransitionParts, proxyId: string): Promise<void> {
  await changeAccounts(parts, async (tx, changes) => {
    const proxy = await lockProxy(tx, proxyId)
    if (!proxy) throw noSuchProxy(proxyId)
    await storePaused(tx, proxyId)
    const event = { event: 'proxy_paused', detail: { proxy: proxy.address } }
    changes.record(...(await withdrawAccounts(tx, proxyId, 'the proxy is paused', event)))
  })
}

/** Resumes a proxy on an operator's request, whatever stopped it. Throws NoSuchRecordError. */
export async function resumeProxy(parts: TransitionParts, proxyId: string): Promise<void> {
  await changeAccounts(parts, async (tx, changes) => {
    const proxy = await lockProxy(tx, proxyId)
    if (!proxy) throw noSuchProxy(proxyId)
    await bringBack(tx, changes, proxy, 'proxy_resumed')
  })
}

/** Checks a proxy and records the result. */
async function examine(
  parts: ProxyCareParts,
  proxy: ProxyRow,
  signal: AbortSignal,
): Promise<ProxyCheck> {
  const found = await tryProxy(parts, proxy, signal)
  if (found instanceof ProxyFailedError) {
    const error = errorText(found)
    await storeFailedCheck(parts.db, proxy.id, error)
    return { ok: false, error }
  }
  return { ok: true, latency_ms: found }
}

/**
 * Connects through a proxy, for this account or for its users in general. Returns the milliseconds,
 * which are recorded, or the failure, which is not.
 */
export async function tryProxy(
  parts: ProxyCareParts,
  proxy: ProxyRow,
  signal: AbortSignal,
  accountId: string | null = null,
): Promise<number | ProxyFailedError> {
  const url = urlOf(parts.keys, proxy)
  const subject = { proxyId: proxy.id, accountId }
  const found = await loggedCheck(parts, subject, async () => await connect(parts, url, signal))
  if (found instanceof ProxyFailedError) return found
  const latencyMs = Math.round(found)
  await changeAccounts(parts, async (tx, changes) => {
    await recordSuccess(tx, changes, proxy.id, latencyMs)
  })
  return latencyMs
}

function urlOf(keys: EncryptionKeys, proxy: ProxyRow): string {
  const { id, protocol, host, port, credentials: sealed } = proxy
  try {
    const credentials = sealed && openProxyCredentials(keys, id, sealed)
    return proxyUrl({ protocol, host, port, credentials })
  } catch (cause) {
    const reason =
      `the credentials of the proxy ${host}:${port} cannot be decrypted: is their key in ` +
      'GRAMD_ENCRYPTION_KEYS?'
    throw new ConflictError(reason, [], { cause })
  }
}

/** Returns the milliseconds of the connection, or the failure of the proxy. */
async function connect(
  parts: Pick<ProxyCareParts, 'adapter'>,
  url: string,
  signal: AbortSignal,
): Promise<number | ProxyFailedError> {
  try {
    return await parts.adapter.checkProxy(url, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProxyFailedError) return error
    throw error
  }
}

async function recordSuccess(
  tx: Tx,
  changes: Changes,
  proxyId: string,
  latencyMs: number,
): Promise<void> {
  const proxy = await lockProxy(tx, proxyId)
  if (!proxy) return
  await storeAnsweredCheck(tx, proxyId, latencyMs)
  if (proxy.state === 'dead' && proxy.death_cause === 'proxy_failed')
    await bringBack(tx, changes, proxy, 'proxy_revived')
  else if (proxy.state !== 'dead') await clearStrikes(tx, proxyId)
}

/** The proxy and its waiting accounts. */
async function bringBack(
  tx: Tx,
  changes: Changes,
  proxy: LockedProxy,
  event: string,
): Promise<void> {
  await activateProxy(tx, proxy.id)
  changes.record(
    ...(await returnAccounts(tx, proxy.id, { event, detail: { proxy: proxy.address } })),
  )
}

async function replaceDead(parts: ProxyCareParts, signal: AbortSignal): Promise<number> {
  const rule = parts.limits.replaceDeadProxies
  if (rule === 'none') return 0
  const { rows } = await sql<{ id: string }>`
    select p.id from proxies p
    where p.state = 'dead'
      and exists (select from instagram_accounts a where a.proxy_id = p.id and a.state = 'proxy_error'
        and ${mayGetSpare(rule)})
      and exists (${freeSpare(sql.ref('p.country'))})
    order by p.last_checked_at nulls first
    limit ${REVIVALS}`.execute(parts.db)
  let replaced = 0
  for (const { id } of rows) {
    signal.throwIfAborted()
    const isReplaced = await changeAccounts(parts, async (tx, changes) => {
      const proxy = await lockProxy(tx, id)
      return (
        proxy?.state === 'dead' && (await replaceProxy(tx, changes, proxy, { rule, heldId: null }))
      )
    })
    if (isReplaced) replaced += 1
  }
  return replaced
}

const noSuchProxy = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`there is no proxy ${id}`)
