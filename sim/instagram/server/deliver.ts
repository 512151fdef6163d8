import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Answer } from '../answer.ts'

const GZIP_FROM_BYTES = 1_000

/** Sends an answer. A hanging one ends when the client disconnects. */
export function deliver(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { delivery = 'whole', status } = answer
  if (delivery === 'hang') return
  if (delivery === 'reset') return void response.socket?.destroy()
  const plain = Buffer.from(answer.body)
  if (delivery === 'bad_gzip') {
    response.writeHead(status, { ...answer.headers, 'content-encoding': 'gzip' })
    return void response.end(plain)
  }
  if (delivery === 'cut') {
    response.writeHead(status, { ...answer.headers, 'content-length': plain.length })
    return void response.write(plain.subarray(0, plain.length / 2), () => response.socket?.end())
  }
  const accepts = request.headers['accept-encoding'] ?? ''
  const isZipped = plain.length >= GZIP_FROM_BYTES && accepts.includes('gzip')
  const body = isZipped ? gzipSync(plain, { level: 1 }) : plain
  response.writeHead(status, {
    ...answer.headers,
    ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
    ...(status === 204 ? {} : { 'content-length': body.length }),
  })
  response.end(body)
}
