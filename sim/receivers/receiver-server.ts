import { createServer, type IncomingHttpHeaders } from 'node:http'
import { serveOnLoopback, type Listening } from '../loopback.ts'
import { readText } from '../read-text.ts'
import type { ReceiverFault } from './faults.ts'

/** A delivery as it came in; `text` is the body. */
export type Incoming = { method: string; path: string; headers: IncomingHttpHeaders; text: string }

/** What goes back; a fault without a status of its own is carried out on the connection. */
export type ReceiverReply =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  | { status?: never; broken: 'hang' | 'reset' }

/** The target of redirecting faults; a request there followed a redirect with its signed message. */
export const REDIRECT_PATH = '/moved'

/** Serves `answer` on a loopback port of its own. */
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
      // Either the client went away while it was read, or this is a defect that must not pass for an answer.
      if (!request.socket.destroyed) console.error(error)
      request.socket.destroy()
    })
  })
  return await serveOnLoopback(server)
}

/** A fault on the connection, or as a redirect; null for one that each receiver words in its own way. */
export function replyOfFault({ kind }: ReceiverFault, ownUrl: string): ReceiverReply | null {
  if (kind === 'hang' || kind === 'reset') return { broken: kind }
  if (kind !== 'redirect') return null
  return { status: 307, headers: { location: `${ownUrl}${REDIRECT_PATH}` } }
}
