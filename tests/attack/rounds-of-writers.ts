import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { sendBody } from './send-body.ts'
import { SCRIBE } from './start-attacked.ts'
import type { Shipped } from './shipped.ts'

const PROGRAM = fileURLToPath(new URL('unfinished-writers.ts', import.meta.url))
const Statuses = z.record(z.string(), z.number())

/** The most memory, the longest sign-in, and what the writers were answered. */
export type WritersRound = {
  rssMb: number
  signInMs: number
  failed: number[]
  statuses: Record<string, number>
}

/** Opens clients that never finish their bodies, for some seconds, while a user signs in from another address. */
export async function roundOfWriters(
  shipped: Shipped,
  { clients, seconds }: { clients: number; seconds: number },
): Promise<WritersRound> {
  const writers = spawn(process.execPath, [PROGRAM, String(shipped.port), String(clients)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let [rssMb, signInMs] = [0, 0]
  const failed: number[] = []
  for (let second = 0; second < seconds; second += 1) {
    const { status, ms } = await signIn(shipped)
    if (status !== 200) failed.push(status)
    signInMs = Math.max(signInMs, ms)
    rssMb = Math.max(rssMb, (await shipped.vitals()).rssMb)
    await delay(1_000)
  }
  writers.stdin.end()
  const statuses = Statuses.parse(JSON.parse(await text(writers.stdout)))
  return { rssMb, signInMs: Math.round(signInMs), failed, statuses }
}

/** A sign-in from another address of this machine. */
const signIn = async ({ port }: Shipped) =>
  await sendBody(port, {
    path: '/api/auth/login',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(SCRIBE)),
    localAddress: '127.0.0.2',
  })
