import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { sendBody } from './send-body.ts'
import type { Shipped } from './shipped.ts'
import { strangerBodies, type StrangerBody } from './stranger-bodies.ts'

const REPEATS = 20
/** Bodies that arrive at once. */
const AT_ONCE = 50

export type BodyCost = { body: string; status: number; cpuMs: number; livezMs: number }

/** Sends each body of a stranger, and gives what it cost and how long /livez waited for 50 of them. */
export async function costsOfBodies(shipped: Shipped): Promise<BodyCost[]> {
  const costs: BodyCost[] = []
  for (const body of strangerBodies(shipped.port)) {
    const { status, cpuMs } = await costOf(shipped, body)
    const livezMs = await livenessWhile(shipped, body)
    costs.push({ body: body.name, status, cpuMs: round(cpuMs), livezMs: round(livezMs) })
  }
  return costs
}

/** The processor time that a body takes, beside that of the same request with an empty one. */
async function costOf(shipped: Shipped, body: StrangerBody) {
  await sendBody(shipped.port, body)
  const empty = await cpuOf(shipped, { ...body, body: Buffer.from('{}') })
  const full = await cpuOf(shipped, body)
  return { status: full.status, cpuMs: full.cpuMs - empty.cpuMs }
}

async function cpuOf(shipped: Shipped, body: StrangerBody) {
  const before = await shipped.cpuMs()
  let status = 0
  for (let n = 0; n < REPEATS; n += 1) ({ status } = await sendBody(shipped.port, body))
  return { status, cpuMs: ((await shipped.cpuMs()) - before) / REPEATS }
}

/** The longest wait for /livez while such bodies arrive at once. */
async function livenessWhile(shipped: Shipped, body: StrangerBody): Promise<number> {
  const poller = new Worker(new URL('poll-liveness.ts', import.meta.url), {
    workerData: { url: `${shipped.url}/livez` },
  })
  // The first waits are those for the connection and for the thread.
  for (let polls = 0; polls < 5; polls += 1) await once(poller, 'message')
  await Promise.all(Array.from({ length: AT_ONCE }, async () => await sendBody(shipped.port, body)))
  const [longestMs]: unknown[] = await once(poller, 'message')
  await poller.terminate()
  return z.number().parse(longestMs)
}

const round = (value: number): number => Math.round(value * 10) / 10
