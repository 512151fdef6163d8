import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '../src/db/embedded/embedded-postgres.ts'

/** The own server of a measurement. */
export type OwnServer = {
  urlOf(database: string): string
  /** On the maintenance database, as superuser. */
  admin: pg.Client
  /** Creates an empty database or a copy of `template`; drops an existing one of that name. */
  createDatabase(name: string, template?: string): Promise<void>
  dropDatabase(name: string): Promise<void>
  /** The version and the settings that determine its speed. */
  describe(settings: readonly string[]): Promise<string>
  stop(): Promise<void>
}

/** Without durability: nothing must survive a crash, and the disk is not measured. */
export const UNDURABLE = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
} as const

/** Starts the server with its files in `.gramd/<name>`, or in another folder. */
export async function startOwnServer(
  name: string,
  settings: Readonly<Record<string, string>>,
  folder = fileURLToPath(new URL(`../.gramd/${name}`, import.meta.url)),
): Promise<OwnServer> {
  const server = await startEmbeddedPostgres({
    folder,
    settings,
    reachableFolder: join(tmpdir(), `gramd-${name}`),
  })
  const urlOf = (database: string): string => {
    const url = new URL(server.url)
    url.pathname = `/${database}`
    return url.href
  }
  const admin = new pg.Client({ connectionString: urlOf('postgres') })
  await admin.connect()
  const dropDatabase = async (database: string): Promise<void> => {
    await admin.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`)
  }
  return {
    urlOf,
    admin,
    dropDatabase,
    async createDatabase(database, template = 'template1') {
      await dropDatabase(database)
      const [made, copied] = [database, template].map((each) => pg.escapeIdentifier(each))
      await admin.query(`create database ${made} template ${copied}`)
    },
    async describe(names) {
      const { rows } = await admin.query<{ about: string }>(
        `select 'PostgreSQL ' || current_setting('server_version') || ', '
           || string_agg(name || '=' || current_setting(name), ', ' order by name) as about
         from pg_settings where name = any ($1)`,
        [names],
      )
      return rows[0]?.about ?? 'an unknown server'
    },
    async stop() {
      await admin.end()
      await server.stop()
    },
  }
}
