import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { startOwnServer, UNDURABLE } from '../own-server.ts'
import type { Options } from './options.ts'

const SETTINGS = { ...UNDURABLE, shared_buffers: '1GB', max_wal_size: '8GB' }

/** Starts the measurement's own server. A filled database stays for the next run. */
export async function startConsoleServer() {
  const { admin, urlOf, createDatabase, describe, stop } = await startOwnServer(
    'bench-console',
    SETTINGS,
  )
  const nameOf = ({ creators, posts, tasks }: Size): string =>
    `bench_console_${creators}_${posts}_${tasks}`
  return {
    /** The URL of the database of this size, and whether it must be filled. */
    async database(size: Size & { fresh: boolean }) {
      const name = nameOf(size)
      const { rows } = await admin.query<{ comment: string | null }>(
        `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
        [name],
      )
      const isEmpty = size.fresh || rows[0]?.comment !== (await checksum())
      if (isEmpty) await createDatabase(name)
      return { url: urlOf(name), isEmpty }
    },
    /** Marks the database as filled, so that another run can use it. */
    async markFilled(size: Size) {
      await admin.query(`comment on database ${nameOf(size)} is '${await checksum()}'`)
    },
    describe: async () => await describe(['fsync', 'shared_buffers', 'work_mem', 'jit']),
    stop,
  }
}

type Size = Pick<Options, 'creators' | 'posts' | 'tasks'>

/** A hash of what determines a database's content: the schema and the code that fills it. */
async function checksum(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of [
    '../../sql/schema.sql',
    '../search/fill.ts',
    '../search/world.ts',
    './fill.ts',
    './fill-own.ts',
  ])
    hash.update(await readFile(new URL(file, import.meta.url)))
  return hash.digest('hex')
}
