import { CompiledQuery, sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { LEASE, leaseValues } from '../../src/pool/budget/lease.ts'
import type { PoolLimits } from '../../src/pool/state/limits.ts'

/** The pool's costs in the database: server time without the network. */
export type Costs = {
  /** Leases and releases an account to measure the cost; most calls do nothing. */
  sample(): Promise<void>
  /** The costs of all statements; call it once, with the number of requests. */
  take(requests: number): Promise<void>
  readonly chooseMs: readonly number[]
  readonly msPerRequest: number
  /** The statements that took most of it. */
  readonly heaviest: { statement: string; calls: number; meanMs: number; share: number }[]
}

const SAMPLES = 300
/** After the first hundred, one call in this many is sampled. */
const EVERY = 7

class Rollback extends Error {}

/** Starts counting; the measurement's own statements do not count. */
export async function createCosts(db: Db, limits: PoolLimits): Promise<Costs> {
  await sql`create extension if not exists pg_stat_statements`.execute(db)
  await sql`select pg_stat_statements_reset()`.execute(db)
  const chooseMs: number[] = []
  const heaviest: Costs['heaviest'] = []
  let msPerRequest = Number.NaN
  let choices = 0
  return {
    chooseMs,
    heaviest,
    get msPerRequest() {
      return msPerRequest
    },
    async sample() {
      choices += 1
      if (chooseMs.length >= SAMPLES || (chooseMs.length > 100 && choices % EVERY !== 0)) return
      chooseMs.push(await explainLease(db, limits))
    },
    async take(requests) {
      const { rows } = await sql<{ statement: string; calls: number; total: number }>`
        select substring(query from '^/\\* (\\w+) \\*/') as named,
          left(regexp_replace(query, '\\s+', ' ', 'g'), 60) as statement,
          calls, total_exec_time as total
        from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and query not like 'explain%' and query not like 'update world_clock%' and query not like '%pg_stat%'
          and query not in ('begin', 'commit', 'rollback')
        order by total_exec_time desc`.execute(db)
      const total = rows.reduce((sum, row) => sum + row.total, 0)
      msPerRequest = total / requests
      for (const { statement, calls, total: ms } of rows.slice(0, 6))
        heaviest.push({ statement, calls, meanMs: ms / calls, share: ms / total })
    },
  }
}

/** The server's execution time of the statement (ms); the transaction is rolled back. */
async function explainLease(db: Db, limits: PoolLimits): Promise<number> {
  const request = { owner: 'sample', leaseMs: 1_000, estimatedRequests: 5, limits }
  let taken = Number.NaN
  try {
    await db.transaction().execute(async (tx) => {
      const explain = `explain (analyze, timing off, format json) ${LEASE.text}`
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(
        CompiledQuery.raw(explain, leaseValues(request)),
      )
      taken = rows[0]?.['QUERY PLAN'][0]['Execution Time'] ?? Number.NaN
      throw new Rollback()
    })
  } catch (error) {
    if (!(error instanceof Rollback)) throw error
  }
  return taken
}
