import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { atLeastPeers, line, reading, type Line } from '../line.ts'
import { bulks, BULK, type Driver } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'
import { GRAPHILE_DEFAULT, graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_BURST } from '../systems/pg-boss.ts'
import { plainLoop } from '../systems/plain-loop.ts'

/** Callers that each await one task before they enqueue the next. */
const CALLERS = 10
const BARE = 'into a bare table'

/** The speed of enqueueing without a worker: in bulk, one at a time, and by ten callers at once. */
export async function measureEnqueue(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const [bulkCount, singleCount] = options.quick ? [5_000, 200] : [20_000, 1_000]
  // The worker's configuration is irrelevant here; pg-boss notifies, like the others.
  const peers = [graphileWorker(server, GRAPHILE_DEFAULT), pgBoss(server, PG_BOSS_BURST)]
  const own = gramd(server)
  const inBulk = createTally()
  const single = createTally()
  const together = createTally()
  // What an insertion costs without a queue around it.
  const bare = plainLoop(server)
  await withDrivers([own, ...peers, bare], async (drivers) => {
    for (const driver of drivers) await bulkRate(driver, BULK) // opens connections
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      const bulkPerSecond = await bulkRate(driver, bulkCount)
      inBulk.add(driver.name, bulkPerSecond)
      await driver.truncate()
      const singlePerSecond = await callRate(driver, singleCount, 1)
      single.add(driver.name, singlePerSecond)
      await driver.truncate()
      const togetherPerSecond = await callRate(driver, singleCount * 4, CALLERS)
      together.add(driver.name, togetherPerSecond)
      const [bulk, one, ten] = [bulkPerSecond, singlePerSecond, togetherPerSecond].map(Math.round)
      const rates = `${bulk}/s in bulk, ${one}/s one at a time, ${ten}/s ten at a time`
      bench.progress(`enqueue ${round + 1}: ${driver.name} ${rates}`)
    })
  })
  const compare = (measure: string, tally: typeof single, factor: number): Line =>
    line(
      { measure: `enqueue, ${measure}`, unit: 'tasks/s', goal: atLeastPeers(factor) },
      reading(tally.of(own.name), `${BARE}: ${reading(tally.of(bare.name)).median ?? 0}`),
      Object.fromEntries(
        peers.map(({ name }) => [name.split(' ')[0] ?? name, reading(tally.of(name))]),
      ),
    )
  return [
    compare(`${BULK} a call`, inBulk, 2),
    compare('one at a time', single, 1.5),
    compare('ten at a time', together, 2),
  ]
}

async function bulkRate(driver: Driver, count: number): Promise<number> {
  const calls = bulks(count)
  const startedAt = performance.now()
  for (const call of calls) await driver.enqueueBulk(call)
  return perSecond(count, startedAt)
}

async function callRate(driver: Driver, count: number, callers: number): Promise<number> {
  let n = 0
  const call = async (): Promise<void> => {
    while (n < count) await driver.enqueueOne({ n: n++ })
  }
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: callers }, call))
  return perSecond(count, startedAt)
}

const perSecond = (count: number, startedAt: number): number =>
  (count / (performance.now() - startedAt)) * 1_000
