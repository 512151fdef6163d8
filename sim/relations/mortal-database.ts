import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/db/embedded-postgres.ts'
import type { DemoDatabase } from '../demo/database.ts'

/** A database on a server of its own, which may die. */
export type MortalDatabase = DemoDatabase & {
  /** Kills the server, and starts it again on its data and at its address. */
  crash(): Promise<void>
}

const TRIES = 40
const AGAIN_MS = 250

/** An empty database with the durability that PostgreSQL has by default. */
export async function startMortalDatabase(folder: string): Promise<MortalDatabase> {
  const server = await startEmbeddedPostgres({
    folder: join(folder, 'postgres'),
    reachableFolder: join(tmpdir(), 'gramd-relations'),
    startEmpty: true,
  })
  const pidFile = join(await dataFolder(server.url), 'postmaster.pid')
  return {
    url: server.url,
    async crash() {
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      for (let left = TRIES; ; left--) {
        try {
          await server.ensureRunning()
          await dataFolder(server.url)
          return
        } catch (error) {
          // It may not start while processes of the one that died still hold its memory.
          if (left === 0) throw error
          await delay(AGAIN_MS)
        }
      }
    },
    stop: async () => await server.stop(),
  }
}

async function dataFolder(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // the failed statement tells
  await client.connect()
  try {
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return rows[0]?.data_directory ?? ''
  } finally {
    await client.end()
  }
}
