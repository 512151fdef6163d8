import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'

/** Returns a `lookup` for sockets that knows one answer, whatever the host's name means by then. */
const lookupOf = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, options, done) => {
    const [first] = found
    if (options.all === true) done(null, found)
    else done(null, first?.address ?? '', first?.family)
  }
}

/**
 * Returns a `fetch` for https that connects to these IP addresses alone and follows no redirect. TLS
 * still checks the certificate for the name in the URL. `ca` are certificates to trust besides those of
 * the system. The connection ends with the answer, or with the signal.
 */
export function pinnedFetch(addresses: readonly string[], ca?: string): typeof globalThis.fetch {
  return async (input, init) => {
    const asked = new Request(input, init)
    const body = Buffer.from(await asked.arrayBuffer())
    return await new Promise((resolve, reject) => {
      const sent = request(asked.url, {
        method: asked.method,
        headers: { ...Object.fromEntries(asked.headers), 'content-length': String(body.length) },
        lookup: lookupOf(addresses),
        agent: false,
        signal: asked.signal,
        ...(ca === undefined ? {} : { ca }),
      })
      sent.on('error', reject)
      sent.on('response', (answer) => {
        try {
          resolve(responseOf(answer))
        } catch (error) {
          // Such as a status of which HTTP knows nothing.
          answer.destroy()
          reject(error)
        }
      })
      sent.end(body)
    })
  }
}

/** Statuses of answers that have no body. */
const WITHOUT_BODY: readonly number[] = [204, 205, 304]

function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 0 } = answer
  if (status < 200 || status > 599) throw new RangeError(`${status} is no status of an answer`)
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, String(value))
  if (!WITHOUT_BODY.includes(status))
    return new Response(Readable.toWeb(answer), { status, headers })
  answer.resume()
  return new Response(null, { status, headers })
}
