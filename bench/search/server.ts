import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { startOwnServer, UNDURABLE } from '../own-server.ts'

export type SearchServer = {
  /** The URL of the database with so many creators, and whether it has to be filled. */
  database(creators: number): Promise<{ url: string; isEmpty: boolean }>
  /** Says that the database is filled, so that another run may use it. */
  markFilled(creators: number): Promise<void>
  describe(): Promise<string>
  stop(): Promise<void>
}

const SETTINGS = { ...UNDURABLE, shared_buffers: '1GB', max_wal_size: '8GB' }

/** Starts a server of the measurement's own. With `keep` the databases stay, for the next run of the same files. */
export async function startSearchServer(keep: boolean): Promise<SearchServer> {
  const server = await startOwnServer('bench-search', SETTINGS)
  const { admin, urlOf } = server
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
      await server.createDatabase(name)
      return { url: urlOf(name), isEmpty: true }
    },
    async markFilled(creators) {
      await admin.query(`comment on database ${nameOf(creators)} is '${contents}'`)
    },
    describe: async () => await server.describe(['fsync', 'shared_buffers', 'work_mem', 'jit']),
    async stop() {
      if (!keep) {
        for (const name of made) await server.dropDatabase(name)
      }
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
