import { spawn } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { creators } from './creators.ts'
import { sendBody } from './send-body.ts'
import { KEY } from './shipped-key.ts'
import { startShipped, type Shipped } from './shipped.ts'
import { strangerBodies, type StrangerBody } from './stranger-bodies.ts'

const CLIENTS = Number(process.env['WRITERS'] ?? 300)
const SECONDS = Number(process.env['WRITER_SECONDS'] ?? 12)
const CONTAINER_MB = 512
const JSON_TYPE = { 'content-type': 'application/json' }
const PASSWORD = 'Vh7-lantern-quarry-84-mosaic'

/** How many times longer anything takes while other programs use this machine, too. */
const slowness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())

let shipped: Shipped
beforeAll(async () => {
  shipped = await startShipped(creators(10, 100), {
    META_APP_ID: '1234567890',
    META_APP_SECRET: '0123456789abcdef0123456789abcdef',
    GRAMD_PUBLIC_URL: 'https://gramd.example.com',
    GRAMD_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-the-attack',
    OPENAI_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  })
  await addUser()
})
afterAll(async () => await shipped.stop())

async function postAsService(path: string, body: object): Promise<unknown> {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${KEY}` }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return await (await fetch(`${shipped.url}${path}`, init)).json()
}

async function addUser(): Promise<void> {
  const added = await postAsService('/api/users', { login: 'scribe', role: 'member' })
  const { welcome_code: code } = z.object({ welcome_code: z.string() }).parse(added)
  const welcomed = await postAsService('/api/auth/welcome', { code, password: PASSWORD })
  expect(welcomed).toEqual({ login: 'scribe' })
}

/** A sign-in from another address of this machine. */
const signIn = async () =>
  await sendBody(shipped.port, {
    path: '/api/auth/login',
    headers: JSON_TYPE,
    body: Buffer.from(JSON.stringify({ login: 'scribe', password: PASSWORD })),
    localAddress: '127.0.0.2',
  })

const REPEATS = 20

/** The processor time that a body takes, beside that of the same request with an empty one. */
async function costOf(body: StrangerBody) {
  await sendBody(shipped.port, body)
  const empty = await cpuOf({ ...body, body: Buffer.from('{}') })
  const full = await cpuOf(body)
  return { status: full.status, cpuMs: full.cpuMs - empty.cpuMs }
}

async function cpuOf(body: StrangerBody) {
  const before = await shipped.cpuMs()
  let status = 0
  for (let n = 0; n < REPEATS; n += 1) ({ status } = await sendBody(shipped.port, body))
  return { status, cpuMs: ((await shipped.cpuMs()) - before) / REPEATS }
}

/** The longest wait for /livez while 50 such bodies arrive at once. */
async function livenessWhile(body: StrangerBody): Promise<number> {
  const sending = { isOver: false }
  const all = Promise.all(
    Array.from({ length: 50 }, async () => await sendBody(shipped.port, body)),
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

test('a body of a stranger costs next to nothing, and /livez answers meanwhile', async () => {
  const costs = []
  for (const body of strangerBodies(shipped.port)) {
    const { status, cpuMs } = await costOf(body)
    const livezMs = await livenessWhile(body)
    costs.push({ body: body.name, status, cpuMs: round(cpuMs), livezMs: round(livezMs) })
  }
  console.table(costs)

  expect(shipped.isAlive()).toBe(true)
  expect(Math.max(...costs.map(({ cpuMs }) => cpuMs))).toBeLessThan(20 * slowness())
  expect(Math.max(...costs.map(({ livezMs }) => livezMs))).toBeLessThan(100 * slowness())
})

const round = (value: number): number => Math.round(value * 10) / 10

const Statuses = z.record(z.string(), z.number())

/** The most memory, and the longest sign-in, in a round. */
async function roundOfWriters() {
  const program = fileURLToPath(new URL('unfinished-writers.ts', import.meta.url))
  const writers = spawn(process.execPath, [program, String(shipped.port), String(CLIENTS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let [rssMb, signInMs] = [0, 0]
  const failed: number[] = []
  for (let second = 0; second < SECONDS; second += 1) {
    const { status, ms } = await signIn()
    if (status !== 200) failed.push(status)
    signInMs = Math.max(signInMs, ms)
    rssMb = Math.max(rssMb, (await shipped.vitals()).rssMb)
    await delay(1_000)
  }
  writers.stdin.end()
  const statuses = Statuses.parse(JSON.parse(await text(writers.stdout)))
  return { rssMb, signInMs: Math.round(signInMs), failed, statuses }
}

test(`${CLIENTS} clients that never finish their bodies`, async () => {
  const before = await shipped.vitals()
  const first = await roundOfWriters()
  const second = await roundOfWriters()
  await delay(10_000)
  const after = await shipped.vitals()
  console.log({ clients: CLIENTS, before, first, second, after, slowness: slowness() })

  expect(shipped.isAlive()).toBe(true)
  for (const { failed, signInMs } of [first, second]) {
    expect(failed).toEqual([])
    expect(signInMs).toBeLessThan(500 * slowness())
  }
  for (const { rssMb } of [first, second, after]) expect(rssMb).toBeLessThan(CONTAINER_MB)
  // What the first round took has come back, or the second would need as much again.
  expect(second.rssMb).toBeLessThan(first.rssMb * 1.3)
})
