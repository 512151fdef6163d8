import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/db/embedded-postgres.ts'

/** An empty database, which exists with its server until `stop` or the end of this process. */
export type DemoDatabase = {
  url: string
  /** Where the server keeps its files. */
  dataFolder?: string
  /** Drops the database. */
  stop(): Promise<void>
}

/**
 * Makes a database on the server of `folder`, which is started if it does not run; databases of demos that are over go.
 * Where this process is root, all demos of the machine share one server below the folder of temporary files.
 */
export async function createDemoDatabase(
  folder: string,
  options: Pick<EmbeddedPostgresOptions, 'reachableFolder' | 'settings'> = {},
): Promise<DemoDatabase> {
  const place = {
    reachableFolder: join(tmpdir(), 'gramd-demo'),
    ...options,
    folder: resolve(folder, 'postgres'),
  }
  const server = await startEmbeddedPostgres(place)
  try {
    const { url, dataFolder, holder } = await holdNewDatabase(server.url)
    return {
      url,
      dataFolder,
      async stop() {
        await holder.end()
        await dropDatabase(server.url, url)
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** The connection that is held tells other demos, as long as this process lives, that the database is in use. */
async function holdNewDatabase(
  serverUrl: string,
): Promise<{ url: string; dataFolder: string; holder: pg.Client }> {
  const name = `gramd_demo_${randomBytes(4).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const admin = await connect(serverUrl)
  try {
    // One demo at a time, or another would find a database without connections yet.
    await admin.query(`select pg_advisory_lock(hashtext('gramd demo databases'))`)
    const { rows } = await admin.query<{ datname: string }>(
      `select datname from pg_database d
       where datname like 'gramd\\_demo\\_%' and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
    )
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname}`)
    await admin.query(`create database ${name}`)
    const place = await admin.query<{ data_directory: string }>('show data_directory')
    const dataFolder = place.rows[0]?.data_directory ?? ''
    return { url: url.href, dataFolder, holder: await connect(url.href) }
  } finally {
    await admin.end()
  }
}

/** A server that has died has nothing to drop from: the next demo clears up. */
async function dropDatabase(serverUrl: string, url: string): Promise<void> {
  const admin = await connect(serverUrl).catch(() => undefined)
  if (!admin) return
  try {
    const name = new URL(url).pathname.slice(1)
    await admin.query(`drop database if exists ${name} with (force)`)
  } finally {
    await admin.end()
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined) // the server may go away under us: the next query tells
  await client.connect()
  return client
}
