import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { expect, test } from '../fixtures/test.ts'
import { creators } from './creators.ts'
import { KEY } from './shipped-key.ts'
import { startShipped, type Shipped, type Vitals } from './shipped.ts'

const CLIENTS = Number(process.env['READERS'] ?? 200)
const SECONDS = Number(process.env['READER_SECONDS'] ?? 25)
/** What a client takes in a second: far below what it asks for. */
const BYTES_A_SECOND = 2_000
const CONTAINER_MB = 512

/** Asks for a large page again and again without waiting, and reads slowly. */
function aSlowReader(port: number, path: string, onAnswer: (line: string) => void): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const request = `GET ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${KEY}\r\n\r\n`
  socket.write(request.repeat(5))
  socket.once('readable', () => onAnswer(String(socket.read(12))))
  const timer = setInterval(() => void socket.read(BYTES_A_SECOND), 1_000)
  socket.on('close', () => clearInterval(timer))
  return socket
}

/** The most memory and the longest delay in a round of reading. */
async function peakWhile(shipped: Shipped, before: Vitals): Promise<Vitals> {
  let peak = before
  for (let second = 0; second < SECONDS; second += 1) {
    await delay(1_000)
    const { rssMb, loopDelayMs } = await shipped.vitals()
    peak = {
      rssMb: Math.max(peak.rssMb, rssMb),
      loopDelayMs: Math.max(peak.loopDelayMs, loopDelayMs),
    }
  }
  return peak
}

test(`${CLIENTS} clients that ask for large pages and read slowly`, async () => {
  const shipped = await startShipped(creators(1_000, 10_000))
  onTestFinished(async () => await shipped.stop())
  const page = await fetch(`${shipped.url}/api/blogs?limit=200`, {
    headers: { authorization: `Bearer ${KEY}` },
  })
  const pageMb = (await page.arrayBuffer()).byteLength / 1024 / 1024
  const before = await shipped.vitals()
  const statuses = new Map<string, number>()
  const count = (line: string) => void statuses.set(line, (statuses.get(line) ?? 0) + 1)
  const paths = [
    '/api/blogs?limit=200',
    '/api/blogs?limit=200&sort=follower_count',
    '/api/blogs/export?format=jsonl',
  ]
  const begin = () =>
    Array.from({ length: CLIENTS }, (_, n) =>
      aSlowReader(shipped.port, paths[n % paths.length] ?? '', count),
    )
  const sockets = begin()
  const first = await peakWhile(shipped, before)
  for (const socket of sockets.splice(0)) socket.destroy()
  sockets.push(...begin())
  const second = await peakWhile(shipped, before)
  for (const socket of sockets) socket.destroy()
  await delay(10_000)
  const after = await shipped.vitals()
  const told = Object.fromEntries(statuses)
  console.log({ clients: CLIENTS, pageMb, before, first, second, after, statuses: told })

  expect(shipped.isAlive()).toBe(true)
  for (const { rssMb } of [first, second, after]) expect(rssMb).toBeLessThan(CONTAINER_MB)
  // What the first round took has come back, or the second would need as much again.
  expect(second.rssMb).toBeLessThan(first.rssMb * 1.3)
})
