import { createServer } from 'node:http'
import type { Server, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { certificateOfProcess } from '../../../sim/instagram/server/certificate.ts'

/** A proxy and the platform in one, with the same answer to everything; it never closes a connection. */
export async function startOrigin(headers: string, body: string, password = 'pass') {
  const { caPem, secureContext } = await certificateOfProcess()
  const open = new Set<Socket>()
  const requests: string[] = []
  const proxy = createServer().on('connect', (_request, tunnel: Socket) => {
    tunnel.write('HTTP/1.1 200 OK\r\n\r\n')
    const secure = new TLSSocket(tunnel, { isServer: true, secureContext })
    open.add(secure)
    // Sockets of an HTTP server stay half open when the other side is gone.
    secure.on('end', () => open.delete(secure))
    secure.on('close', () => open.delete(secure))
    secure.on('error', () => tunnel.destroy())
    secure.once('data', (data) => {
      requests.push(data.toString())
      secure.write(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n${body}`)
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    caPem,
    url: urlOf(proxy, password),
    open: () => open.size,
    /** The head of each request that came, and as much of its body as came with it. */
    requests,
    close: async () => void proxy.close(),
  }
}

/** An answer whose length is known. */
export const startJsonOrigin = (body: unknown) => {
  const text = JSON.stringify(body)
  return startOrigin(`content-length: ${Buffer.byteLength(text)}`, text)
}

export function urlOf(server: Server, password = 'pass'): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://user:${password}@127.0.0.1:${address.port}`
}
