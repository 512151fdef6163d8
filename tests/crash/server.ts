import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts'

/** A PostgreSQL server that can crash. */
export type CrashServer = {
  url: string
  /** Kills the server and starts it again with its data, at its address. */
  crash(): Promise<void>
  stop(): Promise<void>
}

const TRIES = 40
const AGAIN_MS = 250

/** An empty server with PostgreSQL's default durability. */
export async function startCrashServer(): Promise<CrashServer> {
  const folder = fileURLToPath(new URL('../../.gramd/crash', import.meta.url))
  // Two checkouts must not crash each other's server.
  const checkout = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const server = await startEmbeddedPostgres({
    folder,
    reachableFolder: join(tmpdir(), `gramd-crash-${checkout}`),
    startEmpty: true,
  })
  const settings = await readSettings(server.url)
  // The data of a server without durability would prove nothing after a crash.
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    if (settings.get(name) !== 'on') throw new Error(`the server is not durable: ${name} is off`)
  const pidFile = join(settings.get('data_directory') ?? '', 'postmaster.pid')
  return {
    url: server.url,
    async crash() {
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      await untilBack(server)
    },
    stop: async () => await server.stop(),
  }
}

async function readSettings(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // the failed statement reports it
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('data_directory', 'fsync', 'synchronous_commit', 'full_page_writes')`,
  )
  await client.end()
  return new Map(rows.map((row) => [row.name, row.setting]))
}

/** It may not start while processes of the killed server still use its shared memory. */
async function untilBack(server: EmbeddedPostgres): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      await server.ensureRunning()
      await readSettings(server.url)
      return
    } catch (error) {
      if (left === 0) throw error
      await delay(AGAIN_MS)
    }
  }
}
