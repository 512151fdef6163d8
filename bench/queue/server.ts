import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { startOwnServer, UNDURABLE } from '../own-server.ts'

export type BenchServer = {
  urlOf(database: string): string
  /** Creates the database on its first use; configurations of one system share it. */
  createDatabase(name: string, template?: string): Promise<void>
  dropDatabase(name: string): Promise<void>
  /** On the maintenance database, as superuser. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** The settings that determine a server's speed. */
  describe(): Promise<string>
  /** Waits until no table is vacuumed and writes are on disk: what an earlier run left behind. */
  becomeIdle(): Promise<void>
  /** Switches statement counting on or off, on every connection. */
  countStatements(on: boolean): Promise<void>
  stop(): Promise<void>
}

/** An extension counts statements; it is off while time is measured. */
const SETTINGS = { shared_preload_libraries: 'pg_stat_statements' }

/** The number of polls of `becomeIdle`, one each 100 ms. */
const IDLE_POLLS = 200

/** Starts the benchmark's own server with PostgreSQL's default durability. */
export async function startBenchServer(): Promise<BenchServer> {
  const server = await startOwnServer('bench', SETTINGS)
  const { admin, urlOf } = server
  await refuseUndurable(admin)
  const countStatements = async (on: boolean): Promise<void> => {
    await admin.query(`alter system set pg_stat_statements.track = '${on ? 'top' : 'none'}'`)
    await admin.query('select pg_reload_conf()')
  }
  await countStatements(false)
  const made = new Set<string>()
  const drop = async (name: string): Promise<void> => {
    await server.dropDatabase(name)
    made.delete(name)
  }
  return {
    urlOf,
    async createDatabase(name, template) {
      if (made.has(name)) return
      await server.createDatabase(name, template)
      made.add(name)
    },
    dropDatabase: drop,
    countStatements,
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      return (await admin.query<Row>(text, values)).rows
    },
    async becomeIdle() {
      const isVacuuming = async (): Promise<boolean> => {
        const { rowCount } = await admin.query(
          "select from pg_stat_activity where backend_type = 'autovacuum worker'",
        )
        return rowCount !== 0
      }
      for (let round = 0; round < IDLE_POLLS && (await isVacuuming()); round++) await delay(100)
      await admin.query('checkpoint')
    },
    describe: async () => await server.describe([...Object.keys(UNDURABLE), 'shared_buffers']),
    async stop() {
      for (const name of made) await drop(name)
      await server.stop()
    },
  }
}

async function refuseUndurable(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `select name from pg_settings
     where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting <> 'on'`,
  )
  if (rows.length > 0) {
    throw new Error(`the server is not durable: ${rows.map((row) => row.name).join(', ')} is off`)
  }
}
