import { loadavg } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { costsOf, cpuSecondsOfFamily, forgetPeak } from '../process-costs.ts'

/** The costs of a phase, for the daemon and the database. */
export type Phase = {
  name: string
  rows: number
  seconds: number
  /** The processor time of the daemon. */
  cpuSeconds: number
  peakMegabytes: number
  /** Execution time of all statements, from pg_stat_statements. */
  databaseSeconds: number
  /** The processor time of the server's processes. */
  databaseCpuSeconds: number
  calls: number
  /** The load of the machine at the start: other work slows everything down. */
  load: number
  /** Heaviest first. */
  statements: { statement: string; calls: number; seconds: number }[]
}

const LOOK_MS = 200
const LONGEST_MS = 20 * 60_000

/** Measures a daemon until `isOver` returns a row; its queries are not counted. */
export function createMeter(
  { url, pid: serverPid }: { url: string; pid: number },
  pid: number,
  statements: number,
) {
  return async (
    { name, rows, isOver }: { name: string; rows: number; isOver: string },
    begin: () => Promise<void>,
  ): Promise<Phase> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query('create extension if not exists pg_stat_statements')
      await client.query('checkpoint')
      const [load = Number.NaN] = loadavg()
      await forgetPeak(pid)
      const before = await costsOf(pid)
      await client.query('select pg_stat_statements_reset()')
      const serverBefore = await cpuSecondsOfFamily(serverPid)
      const startedAt = performance.now()
      await begin()
      for (;;) {
        const { rows: found } = await client.query(`${isOver} -- bench`)
        if (found.length > 0) break
        if (performance.now() - startedAt > LONGEST_MS) throw new Error(`${name} does not end`)
        await delay(LOOK_MS)
      }
      const seconds = (performance.now() - startedAt) / 1_000
      const after = await costsOf(pid)
      const databaseCpuSeconds = (await cpuSecondsOfFamily(serverPid)) - serverBefore
      const { rows: spent } = await client.query<{ statement: string; calls: number; ms: number }>(
        `select left(regexp_replace(query, '\\s+', ' ', 'g'), 100) as statement, calls::int, total_exec_time as ms
         from pg_stat_statements
         where dbid = (select oid from pg_database where datname = current_database())
           and query not like '%-- bench' and query not like '%pg_stat_statements%'
         order by total_exec_time desc`,
      )
      return {
        name,
        rows,
        seconds,
        cpuSeconds: after.cpuSeconds - before.cpuSeconds,
        peakMegabytes: after.peakMegabytes,
        databaseSeconds: spent.reduce((sum, { ms }) => sum + ms, 0) / 1_000,
        databaseCpuSeconds,
        calls: spent.reduce((sum, { calls }) => sum + calls, 0),
        load,
        statements: spent.slice(0, statements).map(({ statement, calls, ms }) => {
          return { statement, calls, seconds: ms / 1_000 }
        }),
      }
    } finally {
      await client.end()
    }
  }
}
