import { setTimeout as delay } from 'node:timers/promises'
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
  const sending = { isOver: false }
  const all = Promise.all(
    Array.from({ length: AT_ONCE }, async () => await sendBody(shipped.port, body)),
  ).finally(() => (sending.isOver = true))
  let longest = 0
  do {
    const begun = performance.now()
    const answer = await fetch(`${shipped.url}/livez`).catch(() => null)
    await answer?.arrayBuffer()
    longest = Math.max(longest, performance.now() - begun)
    await delay(5)
  } while (!sending.isOver)
  await all
  return longest
}

const round = (value: number): number => Math.round(value * 10) / 10
