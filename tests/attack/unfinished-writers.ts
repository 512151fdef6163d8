import type { Socket } from 'node:net'
import { z } from 'zod'
import { unfinishedBody } from './send-body.ts'
import { KEY } from './shipped-key.ts'
import { FORGED } from './stranger-bodies.ts'

// A process of its own: what it writes must not delay the clients that are measured.

const MB = 1024 * 1024
const JSON_TYPE = { 'content-type': 'application/json' }

/** Bodies of strangers, and some with a token. */
const KINDS = [
  { path: '/api/webhooks/instagram', headers: FORGED, body: Buffer.alloc(2 * MB, ' ') },
  { path: '/api/auth/login', headers: JSON_TYPE, body: Buffer.alloc(2 * MB, ' ') },
  { path: '/api/auth/login', headers: JSON_TYPE, body: Buffer.alloc(4_096, ' ') },
  { path: '/api/webhooks/instagram', headers: JSON_TYPE, body: Buffer.alloc(4 * MB, ' ') },
  {
    path: '/api/tasks/scrape',
    headers: { ...JSON_TYPE, authorization: `Bearer ${KEY}` },
    body: Buffer.alloc(2 * MB, ' '),
  },
]

const [port, clients] = z.tuple([z.coerce.number(), z.coerce.number()]).parse(process.argv.slice(2))
const statuses: Record<string, number> = {}
const onStatus = (status: string) => void (statuses[status] = (statuses[status] ?? 0) + 1)
const sockets: Socket[] = Array.from({ length: clients }, (_, n) => {
  const kind = KINDS[n % KINDS.length] ?? { path: '/', headers: {}, body: Buffer.alloc(20) }
  return unfinishedBody(port, kind, { isChunked: n % 2 === 1, onStatus })
})

// The end of the input ends them all; the output is what they were answered.
process.stdin.resume().once('end', () => {
  for (const socket of sockets) socket.destroy()
  console.log(JSON.stringify(statuses))
})
