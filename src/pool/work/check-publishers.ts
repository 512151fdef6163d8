import {
  isSilent,
  columns,
  takeSilentProxies,
  type ProxyRow,
} from '../proxies/store/proxies/checks.ts'
import { sql } from 'kysely'
import type { Db } from '../../db/handles.ts'
import { ProxyFailedError } from '../../platforms/errors.ts'
import { lockProxy } from '../proxies/proxy-accounts.ts'
import { leaveDeadProxy, strikeProxy } from '../proxies/proxy-strike.ts'
import { findUnheardSessions } from '../sessions/due-sessions.ts'
import { readRenewalSwitch } from '../sessions/renewal-switch.ts'
import { changeAccounts } from '../state/transition.ts'
import type { PoolContext } from './account-handle.ts'
import { careForSessions, type MaintenanceReport } from './maintain-sessions.ts'
import { tryProxy, type ProxyCareParts } from './proxy-care.ts'

export type PublishersReport = {
  proxies: {
    checked: number
    failed: number
    /**
     * Too many proxies failed together: the connection or the neutral host is the cause, and no
     * proxy is blamed.
     */
    isDoubted: boolean
  }
  sessions: Omit<MaintenanceReport, 'expiring'>
}

const AT_ONCE = 10
/** From this many failures on, if they are more than half, no proxy is blamed. */
const FEWEST_DOUBTED = 3

/**
 * Makes one pass over what publishing needs. The check of a proxy connects to a neutral host and
 * sends nothing; a session is checked by one light request, within its budget, and only when it
 * will be used soon. Throws the reason of the aborted signal.
 */
export async function checkPublishers(
  parts: PoolContext,
  soon: readonly string[],
  signal: AbortSignal,
): Promise<PublishersReport> {
  const { db, limits } = parts
  const proxies = await checkProxies(parts, signal)
  const { on } = await readRenewalSwitch(db, limits)
  const due = on ? await findUnheardSessions(db, limits, soon) : []
  return { proxies, sessions: await careForSessions(parts, due, signal) }
}

/** Finds the proxy of this account, if it gave no sign of life lately. */
export async function findSilentProxies(db: Db, accountId: string): Promise<ProxyRow[]> {
  const { rows } = await sql<ProxyRow>`
    select ${columns} from proxies p
    where id = (select proxy_id from instagram_accounts where id = ${accountId}) and ${isSilent}`.execute(
    db,
  )
  return rows
}

async function checkProxies(
  parts: ProxyCareParts,
  signal: AbortSignal,
): Promise<PublishersReport['proxies']> {
  const taken = await takeSilentProxies(parts.db)
  const failures: { id: string; error: ProxyFailedError }[] = []
  const left = taken.values()
  const lane = async (): Promise<void> => {
    for (const proxy of left) {
      signal.throwIfAborted()
      const error = await failureOf(parts, proxy, signal)
      if (error) failures.push({ id: proxy.id, error })
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason
  const { length: checked } = taken
  const { length: failed } = failures
  const isDoubted = failed >= FEWEST_DOUBTED && failed * 2 > checked
  if (isDoubted) parts.log.warn({ checked, failed }, 'most proxies fail together: none is blamed')
  else for (const { id, error } of failures) await strike(parts, id, error)
  return { checked, failed, isDoubted }
}

/** A proxy that cannot be checked must not stop the others. */
async function failureOf(
  parts: ProxyCareParts,
  proxy: ProxyRow,
  signal: AbortSignal,
): Promise<ProxyFailedError | undefined> {
  try {
    const found = await tryProxy(parts, proxy, signal)
    return found instanceof ProxyFailedError ? found : undefined
  } catch (error) {
    signal.throwIfAborted()
    parts.log.error({ proxy_id: proxy.id, err: error }, 'proxy not checked')
    return undefined
  }
}

/** Counts like a failure in use: the third in a row kills the proxy. */
async function strike(parts: ProxyCareParts, id: string, error: ProxyFailedError): Promise<void> {
  await changeAccounts(parts, async (tx, changes) => {
    const proxy = await lockProxy(tx, id)
    if (proxy?.state !== 'active') return
    const struck = await strikeProxy(tx, id, error)
    if (struck?.isDead)
      await leaveDeadProxy(tx, changes, parts.limits, { ...struck, heldId: null, error })
  })
}
