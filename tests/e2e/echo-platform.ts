import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { createLoginKey } from '../../sim/instagram/login-key.ts'
import { createCertificate } from '../../sim/instagram/server/certificate.ts'

/** A proxy to a platform whose answers repeat, in varying forms, everything that it received. */
export type EchoPlatform = {
  caPem: string
  /** Its URL with these credentials; the user `refused` gets no tunnel. */
  proxyUrl(username: string, password: string): string
  /** Requests that it answered to an endpoint (a part of its path). */
  answered(endpoint: string): number
}

/** Each answer to a login repeats `known`, as if its password were readable. Ends with the test. */
export async function startEchoPlatform(known: readonly string[]): Promise<EchoPlatform> {
  const [{ caPem, secureContext }, loginKey] = await Promise.all([
    createCertificate('authority of the echo'),
    createLoginKey(),
  ])
  /** Per endpoint, so that each gets every form. */
  const answered = new Map<string, number>()
  const inner = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const received = textOf(request, Buffer.concat(chunks).toString(), known)
      const endpoint = request.url?.split('?')[0] ?? ''
      const place = answered.get(endpoint) ?? 0
      answered.set(endpoint, place + 1)
      answer(response, place, received, loginKey.headers)
    })
  })
  const sockets = new Set<Socket>()
  const proxy = createServer().on('connect', (request: IncomingMessage, tunnel: Socket) => {
    sockets.add(tunnel)
    tunnel.on('error', () => tunnel.destroy()).on('close', () => sockets.delete(tunnel))
    const credentials = request.headers['proxy-authorization'] ?? ''
    const opened = Buffer.from(credentials.replace('Basic ', ''), 'base64').toString()
    if (opened.startsWith('refused:')) {
      tunnel.end(`HTTP/1.1 407 ${credentials} ${opened}\r\nx-echo: ${credentials}\r\n\r\n${opened}`)
      return
    }
    tunnel.write('HTTP/1.1 200 OK\r\n\r\n')
    const secure = new TLSSocket(tunnel, { isServer: true, secureContext })
    secure.on('error', () => tunnel.destroy())
    inner.emit('connection', secure)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    caPem,
    proxyUrl: (username, password) => {
      const user = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`
      return `http://${user}@127.0.0.1:${address.port}`
    },
    answered: (endpoint) => [...answered].find(([path]) => path.includes(endpoint))?.[1] ?? 0,
  }
}

/** Every part of a request that contains a secret, alone and as received. */
function textOf(request: IncomingMessage, body: string, known: readonly string[]): string {
  const { authorization = '', cookie = '' } = request.headers
  const token = authorization.split(':').at(-1) ?? ''
  const cookies = cookie.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1))
  const isLogin = request.url?.includes('login') ?? false
  const secrets = [token, ...cookies, ...(isLogin ? known : [])].filter((value) => value.length > 8)
  const forms = secrets.flatMap((value) => [
    value,
    decoded(value),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ])
  return [...forms, `authorization: ${authorization}`, `cookie: ${cookie}`, decoded(body)].join(' ')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

type Shape = { status: number; body: (received: string) => string }

const SHAPES: readonly Shape[] = [
  { status: 200, body: (received) => JSON.stringify({ received }) },
  { status: 400, body: (received) => JSON.stringify({ message: received, status: 'fail' }) },
  { status: 400, body: (received) => JSON.stringify({ message: { errors: [received] } }) },
  { status: 200, body: (received) => `<html>${received}</html>` },
  { status: 403, body: (received) => received },
  { status: 500, body: (received) => JSON.stringify({ message: received, error_type: received }) },
]

/** The first requests of a login get a good answer, because the login continues only then. */
function answer(
  response: ServerResponse,
  place: number,
  received: string,
  headers: Record<string, string>,
): void {
  const isPrelude = /qe\/sync|launcher\/sync/.test(response.req.url ?? '')
  const shape = SHAPES[place % SHAPES.length] ?? { status: 200, body: () => '' }
  const body = isPrelude ? JSON.stringify({ status: 'ok' }) : shape.body(received)
  response.writeHead(isPrelude ? 200 : shape.status, { ...headers, 'x-echo': 'yes' }).end(body)
}
