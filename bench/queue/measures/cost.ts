import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuSecondsOfFamily } from '../../process-costs.ts'
import { withDrivers, type Bench } from '../bench.ts'
import { startDrainer } from '../drainer.ts'
import { line, reading, type Line } from '../line.ts'
import { bulks, type Driver } from '../systems/driver.ts'
import { gramd } from '../systems/gramd.ts'
import {
  GRAPHILE_PERF_TEST,
  GRAPHILE_RECOMMENDED,
  graphileWorker,
} from '../systems/graphile-worker.ts'
import { pgBoss, PG_BOSS_BURST } from '../systems/pg-boss.ts'
import { plainLoop } from '../systems/plain-loop.ts'
import type { BenchServer } from '../server.ts'

const CAP_MS = 60_000

type Cost = {
  drainStatements: number
  drainWalBytes: number
  enqueueWalBytes: number
  /** Microseconds of a core: of this process, and of the server with its background writers. */
  drainCpu: { own: number; server: number }
}

/**
 * Measures the costs of a task: counts and processor time, which hardly depend on what else the
 * machine does. A separate pass, because counting takes time.
 */
export async function measureCost(bench: Bench): Promise<Line[]> {
  const { server, options } = bench
  const count = options.quick ? 2_000 : 20_000
  const peers = [
    graphileWorker(server, GRAPHILE_RECOMMENDED),
    graphileWorker(server, GRAPHILE_PERF_TEST),
    pgBoss(server, PG_BOSS_BURST),
    plainLoop(server),
  ]
  const own = gramd(server)
  const costs = new Map<string, Cost>()
  await withDrivers([own, ...peers], async (drivers) => {
    await server.query('create extension if not exists pg_stat_statements')
    await server.countStatements(true)
    try {
      for (const driver of drivers) {
        const cost = await costOf(bench, driver, count)
        costs.set(driver.name, cost)
        bench.progress(
          `cost: ${driver.name} ${cost.drainStatements.toFixed(3)} statements, ${Math.round(cost.drainWalBytes)} bytes`,
        )
      }
    } finally {
      await server.countStatements(false)
    }
  })
  const lineOf = (measure: string, unit: string, pick: (cost: Cost) => number): Line => {
    const read = (name: string) =>
      reading([costs.get(name)].flatMap((cost) => (cost ? [pick(cost)] : [])))
    return line(
      { measure, unit },
      read(own.name),
      Object.fromEntries(peers.map(({ name }) => [name, read(name)])),
    )
  }
  return [
    lineOf('statements a task, drain', 'statements', (cost) => cost.drainStatements),
    lineOf('WAL a task, drain', 'bytes', (cost) => cost.drainWalBytes),
    lineOf('WAL a task, enqueue in bulk', 'bytes', (cost) => cost.enqueueWalBytes),
    lineOf('CPU a task, drain, worker', 'µs', (cost) => cost.drainCpu.own),
    lineOf('CPU a task, drain, server', 'µs', (cost) => cost.drainCpu.server),
  ]
}

async function costOf(bench: Bench, driver: Driver, count: number): Promise<Cost> {
  const { server } = bench
  await driver.truncate()
  // After a checkpoint the first change of a page logs it whole; here all pages are new.
  await server.query('checkpoint')
  const beforeEnqueue = await walPosition(server)
  for (const call of bulks(count)) await driver.enqueueBulk(call)
  const enqueueWalBytes = ((await walPosition(server)) - beforeEnqueue) / count
  await driver.truncate()
  await server.query('checkpoint')
  await using drainer = await startDrainer(driver, bench.signal)
  const serverPid = await processIdOf(server)
  let beforeDrain = 0
  let ownBefore = process.cpuUsage()
  let serverBefore = 0
  const { complete } = await drainer.drain(count, CAP_MS, async () => {
    await server.query('select pg_stat_statements_reset()')
    beforeDrain = await walPosition(server)
    serverBefore = await cpuSecondsOfFamily(serverPid)
    ownBefore = process.cpuUsage()
  })
  const own = process.cpuUsage(ownBefore)
  const drainCpu = {
    own: (own.user + own.system) / count,
    server: (((await cpuSecondsOfFamily(serverPid)) - serverBefore) * 1e6) / count,
  }
  const drainWalBytes = ((await walPosition(server)) - beforeDrain) / count
  const [counted] = await server.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::float8 as calls from pg_stat_statements
     where dbid = (select oid from pg_database where datname = $1)
       and query not like '%bench_probe%'
       -- Checks of deferred foreign keys, which run at commit and look like a client's.
       and query not like 'SELECT 1 FROM ONLY %'`,
    [driver.database],
  )
  if (!complete) throw new Error(`${driver.name} did not finish ${count} tasks in ${CAP_MS} ms`)
  return {
    drainStatements: (counted?.calls ?? 0) / count,
    drainWalBytes,
    enqueueWalBytes,
    drainCpu,
  }
}

/** The server's first process, whose children do the work. */
async function processIdOf(server: BenchServer): Promise<number> {
  const [row] = await server.query<{ folder: string }>(
    "select current_setting('data_directory') as folder",
  )
  const [pid] = (await readFile(join(row?.folder ?? '', 'postmaster.pid'), 'utf8')).split('\n')
  return Number(pid)
}

/** Bytes of write-ahead log since the server's start. */
async function walPosition(server: BenchServer): Promise<number> {
  const [row] = await server.query<{ bytes: number }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as bytes",
  )
  if (!row) throw new Error('the server returned no position')
  return row.bytes
}
