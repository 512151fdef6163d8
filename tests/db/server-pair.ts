import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Target } from '../../sim/network/proxy.ts'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/db/embedded/embedded-postgres.ts'
import { serverFolder, withClient } from '../fixtures/test-server.ts'

const run = promisify(execFile)
const SETTINGS = { fsync: 'off', max_connections: '40' }

export type ServerPair = {
  primary: EmbeddedPostgres
  standby: EmbeddedPostgres
  /** Ends the primary at once, as a machine that dies. */
  kill(): Promise<void>
  promote(): Promise<void>
}

export const targetOf = ({ url }: { url: string }): Target => {
  const { hostname: host, port } = new URL(url)
  return { host, port: Number(port) }
}

/** A primary with a table `t`, and a standby that follows it, until the test ends. */
export async function aServerPair(
  standbySettings: Readonly<Record<string, string>> = {},
): Promise<ServerPair> {
  const folder = await mkdtemp(join(await serverFolder(), 'gramd-failover-'))
  await run('chmod', ['755', folder])
  const [one, two] = [join(folder, 'one'), join(folder, 'two')]
  const first = await startEmbeddedPostgres({ folder: one, settings: SETTINGS })
  await withClient(first.url, async (client) => await client.query('create table t (n integer)'))
  await first.stop()
  await run('cp', ['-a', one, two])
  await writeFile(join(two, 'data/standby.signal'), '')
  const primary = await startEmbeddedPostgres({ folder: one, settings: SETTINGS })
  const { hostname, port, username, password } = new URL(primary.url)
  const standby = await startEmbeddedPostgres({
    folder: two,
    settings: {
      ...SETTINGS,
      ...standbySettings,
      primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}`,
    },
  })
  onTestFinished(async () => {
    await Promise.all([primary.stop(), standby.stop()])
    await rm(folder, { recursive: true, force: true })
  })
  return {
    primary,
    standby,
    kill: async () => {
      const [pid] = (await readFile(join(one, 'data/postmaster.pid'), 'utf8')).split('\n')
      process.kill(Number(pid), 'SIGQUIT')
    },
    promote: async () =>
      await withClient(
        standby.url,
        async (client) => void (await client.query('select pg_promote()')),
      ),
  }
}
