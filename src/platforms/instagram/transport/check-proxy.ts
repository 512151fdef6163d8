import { ProxyFailedError } from '../../errors.ts'
import { ProxyTunnel } from './proxy-tunnel.ts'
import { TunnelError } from './tunnel-error.ts'

/** Real time that a proxy has for a connection to a place where it has nothing to wait for. */
export const PROXY_CHECK_TIMEOUT_MS = 10_000

export type ProxyCheckOptions = {
  /** host:port. */
  target: string
  ca: string | undefined
  /** Real time, in ms. */
  timeoutMs: number
}

/**
 * Opens a connection through the proxy and closes it again, without sending anything; the real ms until it stood. Throws
 * a ProxyFailedError, or the reason of the aborted `signal`.
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
