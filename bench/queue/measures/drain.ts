import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { startDrainer } from '../drainer.ts'
import { atLeastPeers, line, reading, type Line } from '../line.ts'
import { gramd } from '../systems/gramd.ts'
import {
  GRAPHILE_PERF_TEST,
  GRAPHILE_RECOMMENDED,
  graphileWorker,
} from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_BURST, PG_BOSS_FETCH_LOOP } from '../systems/pg-boss.ts'

/** A system that is slower than 2,000 a second is cut off: its rate is known well enough by then. */
const CAP_MS = 10_000

/** How fast a worker empties a queue of tasks that do nothing. */
export async function measureDrain(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const count = options.quick ? 5_000 : 20_000
  const peers = [
    graphileWorker(server, GRAPHILE_RECOMMENDED),
    graphileWorker(server, GRAPHILE_PERF_TEST),
    pgBoss(server, PG_BOSS_BURST),
    pgBoss(server, PG_BOSS_FETCH_LOOP),
  ]
  const own = gramd(server)
  const rates = createTally()
  await withDrivers([own, ...peers], async (drivers) => {
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      await using drainer = await startDrainer(driver, bench.signal)
      const { tasksPerSecond, complete } = await drainer.drain(count, CAP_MS)
      rates.add(driver.name, tasksPerSecond)
      const cut = complete ? '' : ' (cut short)'
      bench.tell(`drain ${round + 1}: ${driver.name} ${Math.round(tasksPerSecond)}/s${cut}`)
    })
  })
  const read = (name: string) => reading(rates.of(name))
  return [
    line(
      {
        measure: `drain ${count} no-op tasks`,
        unit: 'tasks/s',
        goal: atLeastPeers(1),
      },
      read(own.name),
      Object.fromEntries(peers.map(({ name }) => [name, read(name)])),
    ),
  ]
}
