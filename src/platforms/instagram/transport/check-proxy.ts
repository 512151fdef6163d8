import { ProxyFailedError } from '../../errors.ts'
import { ProxyTunnel } from './proxy-tunnel.ts'
import { TunnelError } from './tunnel-error.ts'

/** Real time limit of a proxy check. */
export const PROXY_CHECK_TIMEOUT_MS = 10_000

export type ProxyCheckOptions = {
  /** host:port. */
  target: string
  ca: string | undefined
  /** Real time, in ms. */
  timeoutMs: number
}

/**
 * Connects through the proxy and closes, without sending anything; returns the real ms until
 * connected. Throws ProxyFailedError, or the reason of the aborted `signal`.
 */
export async function checkProxy(
  proxyUrl: string,
  { target, ca, timeoutMs }: ProxyCheckOptions,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted()
  const deadline = AbortSignal.timeout(timeoutMs)
  const startedAt = performance.now()
  let tunnel: ProxyTunnel | undefined
  try {
    tunnel = new ProxyTunnel({ proxyUrl, ca, signal: AbortSignal.any([signal, deadline]) })
    await tunnel.open(destinationOf(target))
    return performance.now() - startedAt
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof TunnelError)) throw error
    if (deadline.aborted) throw new ProxyFailedError(`no connection within ${timeoutMs} ms`)
    throw new ProxyFailedError(error.message)
  } finally {
    await tunnel?.close()
  }
}

function destinationOf(target: string): { host: string; port: number } {
  const colon = target.lastIndexOf(':')
  return { host: target.slice(0, colon), port: Number(target.slice(colon + 1)) }
}
