import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded-postgres.ts'

/** A PostgreSQL that may die, behind a port that stays. */
export type CrashServer = {
  url: string
  /** Kills the server, and starts it again on its data. */
  crash(): Promise<void>
  stop(): Promise<void>
}

const TRIES = 20
const AGAIN_MS = 250

/** With the durability that PostgreSQL has by default, and empty. */
export async function startCrashServer(): Promise<CrashServer> {
  const start = async (startEmpty: boolean): Promise<EmbeddedPostgres> =>
    await startEmbeddedPostgres({
      folder: fileURLToPath(new URL('../../.gramd/crash', import.meta.url)),
      reachableFolder: join(tmpdir(), 'gramd-crash'),
      startEmpty,
    })
  let server = await start(true)
  const pidFile = join(await dataFolder(server.url), 'postmaster.pid')
  const door = await openDoor(() => Number(new URL(server.url).port))
  const url = new URL(server.url)
  url.port = String(door.port)
  return {
    url: url.href,
    async crash() {
      const [pid] = (await readFile(pidFile, 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGKILL')
      server = await untilStarted(async () => await start(false))
    },
    async stop() {
      await door.close()
      await server.stop()
    },
  }
}

/** Refuses a server that is not durable, because then nothing could be told from what is left. */
async function dataFolder(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('data_directory', 'fsync', 'synchronous_commit', 'full_page_writes')`,
  )
  await client.end()
  const settings = new Map(rows.map((row) => [row.name, row.setting]))
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    if (settings.get(name) !== 'on') throw new Error(`the server is not durable: ${name} is off`)
  return settings.get('data_directory') ?? ''
}

/** It may not start while processes of the one that died still hold its memory. */
async function untilStarted(start: () => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres> {
  for (let left = TRIES; ; left--) {
    try {
      return await start()
    } catch (error) {
      if (left === 0) throw error
      await delay(AGAIN_MS)
    }
  }
}

type Door = { port: number; close(): Promise<void> }

/** Hands each connection on to wherever the server is just then. */
async function openDoor(portNow: () => number): Promise<Door> {
  const open = new Set<Socket>()
  const server = createServer((inside) => {
    const outside = connect(portNow(), '127.0.0.1')
    for (const socket of [inside, outside]) {
      open.add(socket)
      socket.setNoDelay()
      socket.on('close', () => {
        open.delete(socket)
        inside.destroy()
        outside.destroy()
      })
      // Either side may go at any time: that is what the test is about.
      socket.on('error', () => socket.destroy())
    }
    inside.pipe(outside).pipe(inside)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
