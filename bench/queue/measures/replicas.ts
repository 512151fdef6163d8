import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createTally, withDrivers, type Bench } from '../bench.ts'
import { line, reading, type Line } from '../line.ts'
import type { Driver } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'

const REPLICAS = 3
const WARM_UP = 500
const PROBE_MS = 5

/** The speed of three processes that drain a queue together, beside that of one. */
export async function measureReplicas(bench: Bench): Promise<Line[]> {
  const count = bench.options.quick ? 20_000 : 100_000
  const own = gramd(bench.server)
  const rates = createTally()
  await withDrivers([own], async () => {
    for (let round = 0; round < bench.options.rounds; round++) {
      for (const replicas of [1, REPLICAS]) {
        bench.signal.throwIfAborted()
        const rate = await drainTogether(bench, own, replicas, count)
        rates.add(`${replicas}`, rate)
        bench.progress(`replicas ${round + 1}: ${replicas} at ${Math.round(rate)}/s`)
      }
    }
  })
  const one = reading(rates.of('1'))
  const together = reading(rates.of(`${REPLICAS}`), 'each task ran once')
  return [
    line(
      {
        measure: `${REPLICAS} processes drain ${count} tasks together`,
        unit: 'tasks/s',
        goal: {
          text: 'at least 0.9 × one process alone',
          isMet: (rate) => rate >= 0.9 * (one.median ?? Infinity),
        },
      },
      together,
      { 'one gramd alone': one },
    ),
  ]
}

/** Tasks per second, from the commit that shows them. Throws if a task ran twice or never. */
async function drainTogether(
  { server }: Bench,
  own: Driver,
  replicas: number,
  count: number,
): Promise<number> {
  await own.truncate()
  const url = server.urlOf(own.database)
  const running = await Promise.all(
    Array.from({ length: replicas }, async (_, n) => await startReplica(url, `replica ${n}`)),
  )
  await drained(own, WARM_UP)
  const show = await own.insertHidden(Array.from({ length: count }, (_, n) => ({ n })))
  await server.becomeIdle()
  const visibleAt = performance.now()
  await show()
  while (!(await own.isDrained())) await delay(PROBE_MS)
  const seconds = (performance.now() - visibleAt) / 1_000
  const ran = await Promise.all(running.map(async (stop) => await stop()))
  const sum = ran.reduce((all, each) => all + each, 0)
  if (sum !== WARM_UP + count)
    throw new Error(`${replicas} processes ran ${sum} tasks of ${WARM_UP + count}`)
  return count / seconds
}

async function drained(own: Driver, count: number): Promise<void> {
  const show = await own.insertHidden(Array.from({ length: count }, (_, n) => ({ n })))
  await show()
  while (!(await own.isDrained())) await delay(PROBE_MS)
}

/** Starts a replica. Returns how to stop it; the stop returns how many tasks it has run. */
async function startReplica(url: string, owner: string): Promise<() => Promise<number>> {
  const script = fileURLToPath(new URL('../replica.ts', import.meta.url))
  const child = spawn(process.execPath, [script, url, owner], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const [said] = await once(lines, 'line')
  if (said !== 'runs') throw new Error(`a replica says ${String(said)}`)
  return async () => {
    child.stdin.end()
    const [ran] = await once(lines, 'line')
    return Number(ran)
  }
}
