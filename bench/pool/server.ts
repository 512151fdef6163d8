import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.ts'

export type PoolServer = {
  /** Makes an empty database; the one before is dropped. Statements are counted in it. */
  freshDatabase(): Promise<string>
  describe(): Promise<string>
  stop(): Promise<void>
}

/** Nothing here has to outlive a crash, and the disk is not what is measured. */
const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
}
const DATABASE = 'bench_pool'

/** Starts a server of the measurement's own. */
export async function startPoolServer(): Promise<PoolServer> {
  const server = await startEmbeddedPostgres({
    folder: fileURLToPath(new URL('../../.gramd/bench-pool', import.meta.url)),
    settings: SETTINGS,
    reachableFolder: join(tmpdir(), 'gramd-bench-pool'),
  })
  const urlOf = (database: string): string => {
    const url = new URL(server.url)
    url.pathname = `/${database}`
    return url.href
  }
  const admin = new pg.Client({ connectionString: urlOf('postgres') })
  await admin.connect()
  const drop = async (): Promise<void> => {
    await admin.query(`drop database if exists ${DATABASE} with (force)`)
  }
  return {
    async freshDatabase() {
      await drop()
      await admin.query(`create database ${DATABASE}`)
      return urlOf(DATABASE)
    },
    async describe() {
      const { rows } = await admin.query<{ about: string }>(
        `select 'PostgreSQL ' || current_setting('server_version') || ', '
           || string_agg(name || '=' || setting, ', ' order by name) as about
         from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers')`,
      )
      return rows[0]?.about ?? 'an unknown server'
    },
    async stop() {
      await drop()
      await admin.end()
      await server.stop()
    },
  }
}
