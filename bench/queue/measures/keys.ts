import { setTimeout as delay } from 'node:timers/promises'
import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { atMost, atMostPeers, line, reading, type Goal, type Line, type Reading } from '../line.ts'
import type { Driver, Task } from '../systems/driver.ts'
import { gramd, GRAMD } from '../systems/gramd.ts'
import { benchType, limitedPerKey } from '../systems/gramd-type.ts'
import { GRAPHILE_DEFAULT, graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss } from '../systems/pg-boss.ts'

const LIMIT = 2
const SLOTS = 20
const KEYS = 150
const TASK_MS = 5
const HOT = 'hot'
const CAP_MS = 15_000

/**
 * One key has far more tasks than its share, and they come first: do other keys wait, is the limit
 * observed, and how much of it is used?
 */
export async function measureKeys(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const [hot, others] = options.quick ? [400, 600] : [2_000, 3_000]
  const tasks = keyedTasks(hot, others)
  // Nothing notifies it when a key has room again, so it polls at its minimum interval.
  const batches = {
    batchSize: 5,
    localConcurrency: SLOTS / 5,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  }
  const peers = [
    pgBoss(server, {
      name: 'pg-boss local groups',
      work: { ...batches, localGroupConcurrency: LIMIT },
    }),
    pgBoss(server, {
      name: 'pg-boss global groups',
      work: { ...batches, groupConcurrency: LIMIT },
    }),
    graphileWorker(server, {
      ...GRAPHILE_DEFAULT,
      name: 'graphile-worker queue per key',
      queuePerKey: true,
    }),
  ]
  const own = gramd(server, limitedPerKey(benchType(), LIMIT))
  const othersDone = createTally()
  const allDone = createTally()
  const atOnce = createTally()
  const cutOff = new Set<string>()
  await withDrivers([own, ...peers], async (drivers) => {
    await interleave(bench, drivers, async (driver, round) => {
      if (cutOff.has(driver.name)) return // one observation of an unfinished run suffices
      await driver.truncate()
      const run = await runKeyed(driver, tasks)
      if (!run.complete) cutOff.add(driver.name)
      othersDone.add(driver.name, run.othersSeconds)
      allDone.add(driver.name, run.allSeconds)
      atOnce.add(driver.name, run.maxAtOnce)
      bench.progress(
        `keys ${round + 1}: ${driver.name} others ${run.othersSeconds.toFixed(2)} s, all ` +
          `${run.allSeconds.toFixed(2)} s, ${run.maxAtOnce} at once`,
      )
    })
  })
  const read = (tally: typeof atOnce, name: string): Reading =>
    cutOff.has(name)
      ? reading(tally.of(name), `not finished after ${CAP_MS / 1_000} s`)
      : reading(tally.of(name))
  const lineOf = (measure: string, unit: string, tally: typeof atOnce, goal: Goal): Line =>
    line(
      { measure, unit, goal },
      read(tally, GRAMD),
      Object.fromEntries(peers.map(({ name }) => [name, read(tally, name)])),
    )
  return [
    lineOf(`limit per key: ${others} others done`, 's', othersDone, atMostPeers(1)),
    lineOf(`limit per key: all ${hot + others} done`, 's', allDone, atMostPeers(1)),
    lineOf('limit per key: most of one key at once', 'tasks', atOnce, atMost(LIMIT)),
  ]
}

function keyedTasks(hot: number, others: number): Task[] {
  return Array.from({ length: hot + others }, (_, n) => ({
    n,
    key: n < hot ? HOT : `key ${n % KEYS}`,
  }))
}

type KeyedRun = {
  /** Until the end of the last handler of another key. */
  othersSeconds: number
  /** Until the database had no open task. */
  allSeconds: number
  maxAtOnce: number
  complete: boolean
}

async function runKeyed(driver: Driver, tasks: readonly Task[]): Promise<KeyedRun> {
  const others = tasks.filter(({ key }) => key !== HOT).length
  const running = new Map<string, number>()
  const ended = { all: 0, others: 0, othersAt: 0 }
  let maxAtOnce = 0
  const worker = await driver.startWorker({
    concurrency: SLOTS,
    async onStart({ key = '' }) {
      const atOnce = (running.get(key) ?? 0) + 1
      running.set(key, atOnce)
      maxAtOnce = Math.max(maxAtOnce, atOnce)
      await delay(TASK_MS)
      running.set(key, (running.get(key) ?? 1) - 1)
      ended.all++
      if (key !== HOT && ++ended.others === others) ended.othersAt = performance.now()
    },
  })
  const show = await driver.insertHidden(tasks)
  const visibleAt = performance.now()
  await show()
  let complete = false
  while (!complete && performance.now() - visibleAt < CAP_MS) {
    await delay(10)
    complete = ended.all === tasks.length && (await driver.isDrained())
  }
  const endedAt = performance.now()
  await worker.stop()
  return {
    othersSeconds: ((ended.othersAt || endedAt) - visibleAt) / 1_000,
    allSeconds: (endedAt - visibleAt) / 1_000,
    maxAtOnce,
    complete,
  }
}
