import { storeStrike } from './store/proxies/checks.ts'
import { CORE_ALERTS } from '../../alerts/kinds.ts'
import type { Tx } from '../../db/handles.ts'
import type { PlatformError } from '../../platforms/errors.ts'
import type { PoolLimits } from '../state/limits.ts'
import { errorText } from '../state/error-text.ts'
import { withdrawAccounts, type LockedProxy } from './proxy-accounts.ts'
import { replaceProxy } from './proxy-replacement.ts'
import type { Changes } from '../state/transition.ts'

/** Failures in a row after which a proxy is dead. */
const MAX_STRIKES = 3
/** World time that an account waits after its proxy's first strike; doubled after the second. */
const STRIKE_PAUSE_MS = 60_000

export type ProxyStrike = { proxy: LockedProxy; isDead: boolean; died: boolean; pauseMs: number }

/** Counts a strike against a proxy; the third in a row makes it dead. */
export async function strikeProxy(
  tx: Tx,
  proxyId: string | null,
  error: PlatformError,
): Promise<ProxyStrike | undefined> {
  const proxy = await storeStrike(tx, proxyId, {
    code: error.code,
    text: errorText(error),
    maxStrikes: MAX_STRIKES,
  })
  if (!proxy) return undefined
  const isDead = proxy.state === 'dead'
  const died = isDead && proxy.earlier_state !== 'dead'
  return { proxy, isDead, died, pauseMs: isDead ? 0 : STRIKE_PAUSE_MS * proxy.strikes }
}

/**
 * Moves the accounts of a dead proxy to a spare where the operator allows that; the others wait as
 * `proxy_error`. `heldId` is the account that the caller holds, if any.
 */
export async function leaveDeadProxy(
  tx: Tx,
  changes: Changes,
  limits: PoolLimits,
  strike: ProxyStrike & { heldId: string | null; error: PlatformError },
): Promise<void> {
  const { proxy, died, heldId, error } = strike
  const rule = limits.replaceDeadProxies
  const isReplaced = await replaceProxy(tx, changes, proxy, { rule, heldId })
  const left = await withdrawAccounts(tx, proxy.id, errorText(error), {
    event: error.code,
    code: error.code,
    detail: { message: errorText(error), proxy: proxy.address },
  })
  changes.record(...left)
  if (!died) return
  const item = { proxy_id: proxy.id, proxy: proxy.address, code: error.code, replaced: isReplaced }
  changes.alert({ ...CORE_ALERTS.proxy_dead, cause: error.code, item })
}
