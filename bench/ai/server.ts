import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.ts'

export type AnalysisServer = {
  /** An empty database, in which statements are counted. */
  url: string
  describe(): Promise<string>
  stop(): Promise<void>
}

/** Nothing here has to outlive a crash, and the disk is not what is measured. */
const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
}
const DATABASE = 'bench_ai'

/** Starts a server of the measurement's own. */
export async function startAnalysisServer(): Promise<AnalysisServer> {
  const server = await startEmbeddedPostgres({
    folder: fileURLToPath(new URL('../../.gramd/bench-ai', import.meta.url)),
    settings: SETTINGS,
    reachableFolder: join(tmpdir(), 'gramd-bench-ai'),
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
  await drop()
  await admin.query(`create database ${DATABASE}`)
  return {
    url: urlOf(DATABASE),
    async describe() {
      const { rows } = await admin.query<{ about: string }>(
        `select 'PostgreSQL ' || current_setting('server_version') || ', '
           || string_agg(name || '=' || current_setting(name), ', ' order by name) as about
         from pg_settings where name in ('fsync', 'synchronous_commit', 'shared_buffers')`,
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
