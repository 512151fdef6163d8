import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { drainFullQueue, startDrainer, type Drained } from '../drainer.ts'
import { line, reading, type Line } from '../line.ts'
import type { Driver } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'
import {
  GRAPHILE_PERF_TEST,
  GRAPHILE_RECOMMENDED,
  graphileWorker,
} from '../systems/graphile-worker.ts'
import { plainLoop } from '../systems/plain-loop.ts'
import { pgBoss, PG_BOSS_BURST, PG_BOSS_FETCH_LOOP } from '../systems/pg-boss.ts'

/** Systems below 2,000 tasks per second are cut off: their rate is known by then. */
const CAP_MS = 10_000

/**
 * The speed of a worker on tasks that do nothing: an idle worker, and one that starts on a full
 * queue.
 */
export async function measureDrain(bench: Bench): Promise<Line[]> {
  const lines: Line[] = []
  const counts = bench.options.quick ? [5_000] : [20_000, 100_000]
  for (const count of counts)
    for (const start of ['idle', 'full'] as const) lines.push(await measureOne(bench, count, start))
  return lines
}

async function measureOne(bench: Bench, count: number, start: 'idle' | 'full'): Promise<Line> {
  const { server, signal } = bench
  const peers = [
    graphileWorker(server, GRAPHILE_RECOMMENDED),
    graphileWorker(server, GRAPHILE_PERF_TEST),
    pgBoss(server, PG_BOSS_BURST),
    pgBoss(server, PG_BOSS_FETCH_LOOP),
  ]
  const own = gramd(server)
  const plain = plainLoop(server)
  const rates = createTally()
  await withDrivers([own, ...peers, plain], async (drivers) => {
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      await server.becomeIdle()
      const { tasksPerSecond, complete } =
        start === 'idle'
          ? await drainIdle(driver, count, signal)
          : await drainFullQueue(driver, count, CAP_MS, signal)
      rates.add(driver.name, tasksPerSecond)
      const cut = complete ? '' : ' (cut short)'
      const rate = Math.round(tasksPerSecond)
      bench.progress(`drain ${count} ${start} ${round + 1}: ${driver.name} ${rate}/s${cut}`)
    })
  })
  const read = (name: string) => reading(rates.of(name))
  const best = Math.max(...peers.map(({ name }) => read(name).median ?? 0))
  const bound = Math.max(1.15 * best, 0.75 * (read(plain.name).median ?? 0))
  return line(
    {
      measure: `drain ${count} no-op tasks, worker ${start === 'idle' ? 'idle before' : 'starts on a full queue'}`,
      unit: 'tasks/s',
      goal: {
        text: 'at least 1.15 × the best peer and 0.75 × a plain loop',
        isMet: (rate) => rate >= bound,
      },
    },
    read(own.name),
    Object.fromEntries([...peers, plain].map(({ name }) => [name, read(name)])),
  )
}

async function drainIdle(driver: Driver, count: number, signal: AbortSignal): Promise<Drained> {
  await using drainer = await startDrainer(driver, signal)
  return await drainer.drain(count, CAP_MS)
}
