import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { atLeastPeers, line, reading, type Line } from '../line.ts'
import { bulks, BULK, type Driver } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'
import { GRAPHILE_DEFAULT, graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_BURST } from '../systems/pg-boss.ts'

/** The speed of enqueueing without a worker, in bulk and one by one. */
export async function measureEnqueue(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const [bulkCount, singleCount] = options.quick ? [5_000, 200] : [20_000, 500]
  // The worker's configuration is irrelevant here; pg-boss notifies, like the others.
  const peers = [graphileWorker(server, GRAPHILE_DEFAULT), pgBoss(server, PG_BOSS_BURST)]
  const own = gramd(server)
  const inBulk = createTally()
  const single = createTally()
  await withDrivers([own, ...peers], async (drivers) => {
    for (const driver of drivers) await bulkRate(driver, BULK) // opens connections
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      const bulkPerSecond = await bulkRate(driver, bulkCount)
      inBulk.add(driver.name, bulkPerSecond)
      await driver.truncate()
      const singlePerSecond = await singleRate(driver, singleCount)
      single.add(driver.name, singlePerSecond)
      const rates = `${Math.round(bulkPerSecond)}/s in bulk, ${Math.round(singlePerSecond)}/s one at a time`
      bench.progress(`enqueue ${round + 1}: ${driver.name} ${rates}`)
    })
  })
  const peersOf = (tally: typeof single) =>
    Object.fromEntries(
      peers.map(({ name }) => [name.split(' ')[0] ?? name, reading(tally.of(name))]),
    )
  return [
    line(
      { measure: `enqueue, ${BULK} a call`, unit: 'tasks/s', goal: atLeastPeers(2) },
      reading(inBulk.of(own.name)),
      peersOf(inBulk),
    ),
    line(
      { measure: 'enqueue, one at a time', unit: 'tasks/s', goal: atLeastPeers(1.5) },
      reading(single.of(own.name)),
      peersOf(single),
    ),
  ]
}

async function bulkRate(driver: Driver, count: number): Promise<number> {
  const calls = bulks(count)
  const startedAt = performance.now()
  for (const call of calls) await driver.enqueueBulk(call)
  return perSecond(count, startedAt)
}

async function singleRate(driver: Driver, count: number): Promise<number> {
  const startedAt = performance.now()
  for (let n = 0; n < count; n++) await driver.enqueueOne({ n })
  return perSecond(count, startedAt)
}

const perSecond = (count: number, startedAt: number): number =>
  (count / (performance.now() - startedAt)) * 1_000
