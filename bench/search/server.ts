import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.ts'

export type SearchServer = {
  /** The URL of the database with so many creators, and whether it has to be filled. */
  database(creators: number): Promise<{ url: string; isEmpty: boolean }>
  /** Says that the database is filled, so that another run may use it. */
  markFilled(creators: number): Promise<void>
  describe(): Promise<string>
  stop(): Promise<void>
}

/** Nothing here has to outlive a crash, and the disk is not what is measured. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
}

/** Starts a server of the measurement's own. With `keep` the databases stay, for the next run of the same files. */
export async function startSearchServer(keep: boolean): Promise<SearchServer> {
  const server = await startEmbeddedPostgres({
    folder: fileURLToPath(new URL('../../.gramd/bench-search', import.meta.url)),
    settings: SETTINGS,
    reachableFolder: join(tmpdir(), 'gramd-bench-search'),
  })
  const urlOf = (database: string): string => {
    const url = new URL(server.url)
    url.pathname = `/${database}`
    return url.href
  }
  const admin = new pg.Client({ connectionString: urlOf('postgres') })
  await admin.connect()
  const made = new Set<string>()
  const contents = await checksum()
  return {
    async database(creators) {
      const name = nameOf(creators)
      made.add(name)
      const { rows } = await admin.query<{ comment: string | null }>(
        `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
        [name],
      )
      if (keep && rows[0]?.comment === contents) return { url: urlOf(name), isEmpty: false }
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.query(`create database ${name}`)
      return { url: urlOf(name), isEmpty: true }
    },
    async markFilled(creators) {
      await admin.query(`comment on database ${nameOf(creators)} is '${contents}'`)
    },
    async describe() {
      const { rows } = await admin.query<{ about: string }>(
        `select 'PostgreSQL ' || current_setting('server_version') || ', '
           || string_agg(name || '=' || current_setting(name), ', ' order by name) as about
         from pg_settings where name in ('fsync', 'shared_buffers', 'work_mem', 'jit')`,
      )
      return rows[0]?.about ?? 'an unknown server'
    },
    async stop() {
      if (!keep) {
        for (const name of made) await admin.query(`drop database if exists ${name} with (force)`)
      }
      await admin.end()
      await server.stop()
    },
  }
}

const nameOf = (creators: number): string => `bench_search_${creators}`

/** Of what decides what is in a database: the schema and the way in which it is filled. */
async function checksum(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['../../sql/schema.sql', './fill.ts', './world.ts'])
    hash.update(await readFile(new URL(file, import.meta.url)))
  return hash.digest('hex')
}
