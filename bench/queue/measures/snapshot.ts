import pg from 'pg'
import { createTally, interleave, withDrivers, type Bench } from '../bench.ts'
import { startDrainer } from '../drainer.ts'
import { atLeast, line, reading, type Line } from '../line.ts'
import { gramd } from '../systems/gramd.ts'
import { GRAPHILE_PERF_TEST, graphileWorker } from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_BURST } from '../systems/pg-boss.ts'

const DRAINS = 4
const CAP_MS = 5_000

/** The remaining speed while another session prevents vacuum from removing dead rows. */
export async function measureSnapshot(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const count = options.quick ? 5_000 : 20_000
  const peers = [graphileWorker(server, GRAPHILE_PERF_TEST), pgBoss(server, PG_BOSS_BURST)]
  const own = gramd(server)
  const ratios = createTally()
  const rates = createTally()
  await withDrivers([own, ...peers], async (drivers) => {
    await interleave(bench, drivers, async (driver, round) => {
      await driver.truncate()
      await using drainer = await startDrainer(driver, bench.signal)
      await using _old = await holdSnapshot(server.urlOf(driver.database))
      const perDrain: number[] = []
      for (let drain = 0; drain < DRAINS; drain++) {
        const { tasksPerSecond } = await drainer.drain(count, CAP_MS)
        perDrain.push(tasksPerSecond)
        rates.add(`${driver.name} ${drain}`, tasksPerSecond)
      }
      ratios.add(driver.name, (perDrain.at(-1) ?? 0) / (perDrain[0] ?? 1))
      bench.progress(
        `snapshot ${round + 1}: ${driver.name} ${perDrain.map((rate) => Math.round(rate)).join(', ')}/s`,
      )
    })
  })
  const read = (name: string) => {
    const medians = Array.from({ length: DRAINS }, (_, drain) =>
      Math.round(reading(rates.of(`${name} ${drain}`)).median ?? 0),
    )
    return reading(ratios.of(name), `${medians.join(', ')} tasks/s`)
  }
  return [
    line(
      {
        measure: `drain under an old snapshot, last of ${DRAINS} × ${count} to the first`,
        unit: '×',
        goal: atLeast(0.9),
      },
      read(own.name),
      Object.fromEntries(peers.map(({ name }) => [name, read(name)])),
    ),
  ]
}

/** A session with one old snapshot, until it is disposed of. */
async function holdSnapshot(url: string): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: url, application_name: 'old snapshot' })
  await client.connect()
  await client.query('begin isolation level repeatable read')
  await client.query('select txid_current_snapshot()')
  return {
    async [Symbol.asyncDispose]() {
      await client.query('rollback')
      await client.end()
    },
  }
}
