import { request } from 'node:http'
import { connect, type Socket } from 'node:net'

type Sent = { status: number; ms: number }

/** Sends a body from an address of this machine; status 0 for a connection that broke. */
export async function sendBody(
  port: number,
  {
    path,
    headers,
    body,
    localAddress = '127.0.0.1',
  }: {
    path: string
    headers: Readonly<Record<string, string>>
    body: Buffer
    localAddress?: string
  },
): Promise<Sent> {
  const begun = performance.now()
  return await new Promise((resolve) => {
    const end = (status: number): void => resolve({ status, ms: performance.now() - begun })
    const sending = request({
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      localAddress,
      agent: false,
      headers: { ...headers, 'content-length': body.length },
    })
    sending.once('response', (answer) => {
      answer.resume()
      end(answer.statusCode ?? 0)
    })
    sending.on('error', () => end(0))
    sending.end(body)
  })
}

/** Announces a body and sends all of it but ten bytes, or its chunks without the last one. */
export function unfinishedBody(
  port: number,
  {
    path,
    headers,
    body,
  }: { path: string; headers: Readonly<Record<string, string>>; body: Buffer },
  { isChunked = false, onStatus }: { isChunked?: boolean; onStatus: (status: string) => void },
): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.once('data', (answer: Buffer) => onStatus(answer.toString('latin1', 9, 12)))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`
  socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\n${lines.join('')}${length}\r\n\r\n`)
  if (!isChunked) socket.write(body.subarray(0, -10))
  else
    for (let at = 0; at < body.length - 10; at += 65_536) {
      const piece = body.subarray(at, Math.min(at + 65_536, body.length - 10))
      socket.write(`${piece.length.toString(16)}\r\n`)
      socket.write(piece)
      socket.write('\r\n')
    }
  return socket
}
