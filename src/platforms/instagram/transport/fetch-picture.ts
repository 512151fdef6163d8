import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { PictureFailedError } from '../../target-errors.ts'
import { ProxyTunnel } from './proxy-tunnel.ts'
import { TunnelError } from './tunnel-error.ts'

/** The platform's content network, the only source. */
const HOST_SUFFIXES = ['.cdninstagram.com', '.fbcdn.net']
const MAX_BYTES = 8_000_000
const GONE = new Set([403, 404, 410])
/** The accepted types; gramd cannot read others. */
const TYPES = ['image/jpeg', 'image/png', 'image/webp']

export type PictureOptions = {
  proxyUrl: string
  ca: string | undefined
  /** Real time, from the connection to the proxy to the last byte. */
  timeoutMs: number
  userAgent: string
}

/**
 * Downloads a picture from the content network through the proxy, which resolves the host name.
 * Sends nothing that identifies an account: no cookies, no device; follows no redirects. Throws
 * PictureFailedError, whose message does not show the signed address, or the reason of the aborted
 * `signal`.
 */
export async function fetchPicture(
  address: string,
  { proxyUrl, ca, timeoutMs, userAgent }: PictureOptions,
  signal: AbortSignal,
): Promise<Buffer> {
  signal.throwIfAborted()
  const url = checkedAddress(address)
  const deadline = AbortSignal.timeout(timeoutMs)
  let tunnel: ProxyTunnel | undefined
  try {
    tunnel = new ProxyTunnel({ proxyUrl, ca, signal: AbortSignal.any([signal, deadline]) })
    const request = https.get({
      host: url.hostname,
      port: 443,
      path: `${url.pathname}${url.search}`,
      agent: tunnel,
      headers: { accept: TYPES.join(','), 'accept-encoding': 'identity', 'user-agent': userAgent },
    })
    // Errors after the answer do not matter.
    request.on('error', () => undefined)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    checkHead(response)
    return await readBody(response)
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof PictureFailedError) throw thrown
    if (deadline.aborted)
      throw new PictureFailedError('no_answer', `not complete within ${timeoutMs} ms`)
    if (thrown instanceof TunnelError) throw new PictureFailedError('proxy', thrown.message)
    throw new PictureFailedError('no_answer', 'the connection broke', { cause: thrown })
  } finally {
    await tunnel?.close()
  }
}

function checkedAddress(address: string): URL {
  const url = URL.parse(address)
  const isOurs =
    url?.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    HOST_SUFFIXES.some((suffix) => url.hostname.endsWith(suffix))
  if (url && isOurs) return url
  throw new PictureFailedError('foreign_address', 'the address is not of the content network')
}

/** Refuses by status, type and size before reading the body. */
function checkHead({ statusCode = 0, headers }: IncomingMessage): void {
  if (GONE.has(statusCode)) throw new PictureFailedError('gone', `status ${statusCode}`)
  if (statusCode !== 200) throw new PictureFailedError('refused', `status ${statusCode}`)
  if (!isPlainPicture(headers))
    throw new PictureFailedError('not_a_picture', 'the type is not one of a picture')
  if (Number(headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge()
}

function isPlainPicture(headers: IncomingMessage['headers']): boolean {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'none'
  return TYPES.includes(type) && (headers['content-encoding'] ?? 'identity') === 'identity'
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the body is read as bytes')
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (): PictureFailedError =>
  new PictureFailedError('too_large', `more than ${MAX_BYTES} bytes`)
