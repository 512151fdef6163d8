import { setTimeout as delay } from 'node:timers/promises'
import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { percentile } from '../../percentile.ts'
import { atMostPeers, line, reading, type Goal, type Line, type Reading } from '../line.ts'
import type { Driver, Task } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'
import { GRAPHILE_DEFAULT, GRAPHILE_PERF_TEST, graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_NOTIFY } from '../systems/pg-boss.ts'

/** Samples per round; five rounds give 250. */
const SAMPLES = 50
const WARM_UP = 20
const CONCURRENCY = 10
const LOST_MS = 5_000

const FROM = ['another connection', 'the same process'] as const
type From = (typeof FROM)[number]

/**
 * The delay of one task on an idle queue: from before the enqueue call to the handler's first line.
 */
export async function measurePickup(bench: Bench): Promise<Line[]> {
  const { server } = bench
  const peers = [
    graphileWorker(server, GRAPHILE_DEFAULT),
    graphileWorker(server, GRAPHILE_PERF_TEST),
    pgBoss(server, PG_BOSS_NOTIFY),
  ]
  const own = gramd(server)
  const p50 = createTally()
  const p99 = createTally()
  const all = createTally()
  await withDrivers([own, ...peers], async (drivers) => {
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      for (const from of FROM) {
        const samples = await sample(driver, from, bench.signal)
        const name = nameOf(driver.name, from)
        for (const each of samples) all.add(name, each)
        p50.add(name, percentile(samples, 0.5))
        p99.add(name, percentile(samples, 0.99))
        const middle = percentile(samples, 0.5).toFixed(2)
        bench.progress(`pickup ${round + 1}: ${driver.name} ${middle} ms from ${from}`)
      }
    })
  })
  // The figure is a percentile of all samples; minimum and maximum are those of the rounds.
  const read = (share: number, tally: typeof p50, name: string): Reading => ({
    ...reading(tally.of(name)),
    median: Number(percentile(all.of(name), share).toPrecision(4)),
    note: `${all.of(name).length} samples`,
  })
  const peersOf = (share: number, tally: typeof p50, from: From) =>
    Object.fromEntries(peers.map(({ name }) => [name, read(share, tally, nameOf(name, from))]))
  const lines = FROM.flatMap((from) =>
    ([0.5, 0.99] as const).map((share) => {
      const tally = share === 0.5 ? p50 : p99
      return line(
        {
          measure: `pickup from ${from}, p${share * 100}`,
          unit: 'ms',
          ...goalOf(from, share),
        },
        read(share, tally, nameOf(own.name, from)),
        peersOf(share, tally, from),
      )
    }),
  )
  return lines
}

/** A tail of 50 samples a round says little of the shortcut, so that it has no goal. */
function goalOf(from: From, share: number): { goal?: Goal } {
  if (from === 'another connection') return { goal: atMostPeers(share === 0.5 ? 1 : 1.2) }
  return share === 0.5 ? { goal: atMostPeers(0.6) } : {}
}

const nameOf = (driver: string, from: From): string => `${driver} from ${from}`

async function sample(driver: Driver, from: From, signal: AbortSignal): Promise<number[]> {
  let arrived: ((at: number) => void) | undefined
  const worker = await driver.startWorker({
    concurrency: CONCURRENCY,
    onStart: () => arrived?.(performance.now()),
  })
  await using stack = new AsyncDisposableStack()
  stack.defer(async () => await worker.stop())
  const enqueue = async (task: Task): Promise<void> =>
    await (from === 'the same process' ? worker.enqueueHere(task) : driver.enqueueOne(task))
  const samples: number[] = []
  for (let n = 0; n < WARM_UP + SAMPLES; n++) {
    signal.throwIfAborted()
    const arrival = new Promise<number>((resolve) => (arrived = resolve))
    const lost = new AbortController()
    const enqueuedAt = performance.now()
    const [at] = await Promise.all([
      Promise.race([arrival, refuseAfter(LOST_MS, driver.name, lost.signal)]),
      enqueue({ n }),
    ])
    lost.abort()
    if (n >= WARM_UP) samples.push(at - enqueuedAt)
    // Idle again, and out of step with any timer.
    await delay(12 + (n % 7))
  }
  return samples
}

async function refuseAfter(ms: number, name: string, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal })
  throw new Error(`${name} did not pick a task up within ${ms} ms`)
}
