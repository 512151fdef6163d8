import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { isIPv6, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'

/** Returns a `lookup` for sockets with a fixed answer, even if the host's name has changed. */
const lookupOf = (addresses: readonly string[]): LookupFunction => {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_host, options, done) => {
    const [first] = found
    if (options.all === true) done(null, found)
    else done(null, first?.address ?? '', first?.family)
  }
}

/**
 * Returns a `fetch` for https that connects only to these IP addresses and follows no redirect. TLS
 * still checks the certificate for the name in the URL. `ca` are certificates to trust in addition
 * to those of the system. The connection ends with the answer, or with the signal.
 */
export function pinnedFetch(addresses: readonly string[], ca?: string): typeof globalThis.fetch {
  return async (input, init) => {
    const outgoing = new Request(input, init)
    const body = Buffer.from(await outgoing.arrayBuffer())
    return await new Promise((resolve, reject) => {
      const sent = request(outgoing.url, {
        method: outgoing.method,
        headers: { ...Object.fromEntries(outgoing.headers), 'content-length': String(body.length) },
        lookup: lookupOf(addresses),
        agent: false,
        signal: outgoing.signal,
        ...(ca === undefined ? {} : { ca }),
      })
      sent.on('error', reject)
      sent.on('response', (answer) => {
        try {
          resolve(responseOf(answer))
        } catch (error) {
          // A status outside HTTP, for example.
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
  if (status < 200 || status > 599) throw new RangeError(`${status} is not a status of an answer`)
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, String(value))
  if (!WITHOUT_BODY.includes(status))
    return new Response(Readable.toWeb(answer), { status, headers })
  answer.resume()
  return new Response(null, { status, headers })
}
