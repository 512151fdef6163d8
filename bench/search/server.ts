import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { startOwnServer, UNDURABLE } from '../own-server.ts'

export type SearchServer = {
  /** The URL of the database with this many creators, and whether it must be filled. */
  database(creators: number): Promise<{ url: string; isEmpty: boolean }>
  /** Marks the database as filled, so that another run can use it. */
  markFilled(creators: number): Promise<void>
  describe(): Promise<string>
  stop(): Promise<void>
}

const SETTINGS = { ...UNDURABLE, shared_buffers: '1GB', max_wal_size: '8GB' }

/** Starts the measurement's own server. With `keep` the databases stay for the next run. */
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

/** A hash of what determines a database's content: the schema and the code that fills it. */
async function checksum(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['../../sql/schema.sql', './fill.ts', './world.ts'])
    hash.update(await readFile(new URL(file, import.meta.url)))
  return hash.digest('hex')
}
