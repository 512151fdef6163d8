import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../src/db/embedded/embedded-postgres.ts'

/** An empty database. It lives until `stop` or the end of this process. */
export type RunDatabase = {
  url: string
  /** The data folder of the server. */
  dataFolder?: string
  /** Drops the database. */
  stop(): Promise<void>
}

/**
 * Creates a database on the server of `folder`, starts the server if necessary, and drops the
 * databases of ended runs. If this process is root, all programs of the machine share one server in
 * the system's temporary folder.
 */
export async function createSharedDatabase(
  folder: string,
  options: Pick<EmbeddedPostgresOptions, 'reachableFolder' | 'settings'> = {},
): Promise<RunDatabase> {
  const server = await startEmbeddedPostgres({
    reachableFolder: join(tmpdir(), 'gramd-demo'),
    ...options,
    folder: resolve(folder, 'postgres'),
  })
  try {
    const { url, dataFolder, connection } = await createDatabase(server.url)
    return {
      url,
      dataFolder,
      async stop() {
        await connection.end()
        await dropDatabase(server.url, url)
        await server.stop()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * The open connection shows other programs that the database is in use, as long as this process
 * lives.
 */
async function createDatabase(
  serverUrl: string,
): Promise<{ url: string; dataFolder: string; connection: pg.Client }> {
  const name = `gramd_demo_${randomBytes(4).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const admin = await connect(serverUrl)
  try {
    // Without the lock, another program would drop a database that has no connection yet.
    await admin.query(`select pg_advisory_lock(hashtext('gramd demo databases'))`)
    const { rows } = await admin.query<{ datname: string }>(
      `select datname from pg_database d
       where datname like 'gramd\\_demo\\_%' and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
    )
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname}`)
    await admin.query(`create database ${name}`)
    const dataFolder = await dataFolderOf(admin)
    return { url: url.href, dataFolder, connection: await connect(url.href) }
  } finally {
    await admin.end()
  }
}

/** If the server is down, the next program drops the database. */
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

/** A database on a server of its own. */
export type CrashableDatabase = RunDatabase & {
  /** Kills the server with SIGKILL and starts it again with its data, at the same address. */
  crash(): Promise<void>
}

const STARTS = 40
const START_AGAIN_MS = 250

/** An empty database with PostgreSQL's default durability. */
export async function startCrashableDatabase(folder: string): Promise<CrashableDatabase> {
  const server = await startEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    reachableFolder: join(tmpdir(), 'gramd-relations'),
    startEmpty: true,
  })
  const pidFile = join(await askDataFolder(server.url), 'postmaster.pid')
  return {
    url: server.url,
    async crash() {
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      for (let left = STARTS; ; left--) {
        try {
          await server.ensureRunning()
          await askDataFolder(server.url)
          return
        } catch (error) {
          // It cannot start while processes of the killed server still use its shared memory.
          if (left === 0) throw error
          await delay(START_AGAIN_MS)
        }
      }
    },
    stop: async () => await server.stop(),
  }
}

async function askDataFolder(url: string): Promise<string> {
  const client = await connect(url)
  try {
    return await dataFolderOf(client)
  } finally {
    await client.end()
  }
}

async function dataFolderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  return rows[0]?.data_directory ?? ''
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => undefined) // a lost connection fails the next query
  await client.connect()
  return client
}
