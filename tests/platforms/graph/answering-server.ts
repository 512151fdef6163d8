import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createGraphClient, type GraphClientOptions } from '../../../src/platforms/graph/client.ts'
import { createRefusedMetrics } from '../../../src/platforms/graph/refused-metrics.ts'
import type { GraphUsage } from '../../../src/platforms/graph-call.ts'

export type Asked = {
  method: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  authorization: string | undefined
}

export type Answer = {
  status?: number
  headers?: Record<string, string>
  /** A text goes out as it is, anything else as JSON. */
  body?: unknown
  /** Ends the connection after so many bytes of the body. */
  cutAfter?: number
  /** No answer at all. */
  hang?: boolean
}

export const APPS = {
  facebook: { id: '1001', secret: 'facebook-secret-4711' },
  instagram: { id: '2002', secret: 'instagram-secret-4711' },
}

/** A server that answers as the test says, and a client whose hosts are all this server. */
export async function answering(
  answer: (asked: Asked, count: number) => Answer,
  options: Partial<GraphClientOptions> = {},
) {
  const asked: Asked[] = []
  const time = { now: new Date('2026-11-01T12:00:00Z') }
  const clock = { now: () => time.now }
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    void (async () => {
      const seen = await read(request)
      asked.push(seen)
      const { status = 200, headers = {}, body = '', cutAfter, hang } = answer(seen, asked.length)
      if (hang) return
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const length = Buffer.byteLength(text)
      response.writeHead(status, { ...headers, 'content-length': length })
      if (cutAfter === undefined) response.end(text)
      else response.write(text.slice(0, cutAfter), () => request.socket.destroy())
    })()
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = createGraphClient({
    version: 'v25.0',
    hosts: {
      dialog: url,
      facebook: `${url}/fb`,
      instagramAuth: url,
      instagramApi: `${url}/api`,
      instagram: `${url}/ig/`,
      upload: url,
    },
    apps: APPS,
    postsPerDay: 50,
    timeoutMs: 5_000,
    refusedMetrics: createRefusedMetrics(clock),
    ...options,
  })
  const usage: GraphUsage[] = []
  const request = {
    signal: new AbortController().signal,
    onUsage: (told: readonly GraphUsage[]) => void usage.push(...told),
  }
  const call = (login: 'facebook' | 'instagram', token = 'token-of-owner') => ({
    ...request,
    login,
    token,
  })
  return { url, client, asked, usage, request, call, time }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  let body = ''
  for await (const bytes of request) body += String(bytes)
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    form: new URLSearchParams(body),
    authorization: request.headers.authorization,
  }
}

/** The error of a rejected promise. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  )
}
