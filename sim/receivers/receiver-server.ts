import { createServer, type IncomingHttpHeaders } from 'node:http'
import { serveOnLoopback, type Listening } from '../loopback.ts'
import { readText } from '../read-text.ts'
import type { ReceiverFault } from './faults.ts'

/** A received delivery; `text` is the body. */
export type Incoming = { method: string; path: string; headers: IncomingHttpHeaders; text: string }

/** The answer; a fault without a status acts on the connection. */
export type ReceiverReply =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { status?: never; broken: 'hang' | 'reset' }

/** The target of redirecting faults: a request here followed a redirect with its signed message. */
export const REDIRECT_PATH = '/moved'

/** Serves `answer` on its own loopback port. */
export async function startReceiverServer(
  answer: (incoming: Incoming) => ReceiverReply,
): Promise<Listening> {
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const text = await readText(request)
      const { url: path = '/', method = 'GET', headers } = request
      const reply = answer({ method, path, headers, text })
      if (reply.status === undefined) {
        if (reply.broken === 'reset') request.socket.destroy()
        return
      }
      const body = reply.body === undefined ? '' : JSON.stringify(reply.body)
      const type = body === '' ? {} : { 'content-type': 'application/json' }
      response.writeHead(reply.status, { ...type, ...reply.headers }).end(body)
    }
    respond().catch((error: unknown) => {
      // The client went away, or this is a defect, which must not look like an answer.
      if (!request.socket.destroyed) console.error(error)
      request.socket.destroy()
    })
  })
  return await serveOnLoopback(server)
}

/** A fault of the connection, or a redirect; null if the receiver answers in its own words. */
export function replyOfFault({ kind }: ReceiverFault, ownUrl: string): ReceiverReply | null {
  if (kind === 'hang' || kind === 'reset') return { broken: kind }
  if (kind !== 'redirect') return null
  return { status: 307, headers: { location: `${ownUrl}${REDIRECT_PATH}` } }
}
