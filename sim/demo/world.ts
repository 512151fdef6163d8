import { randomBytes } from 'node:crypto'
import { mkdir, rmdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import { lockFolder } from '../../src/db/folder-lock.ts'
import { migrate } from '../../src/db/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { createDemoApi, type DemoApi } from './api.ts'
import { startProcess, type StartedProcess } from './child-process.ts'
import { createDemoDatabase, type DemoDatabase } from './database.ts'
import { openLogs } from './logs.ts'

/** What `npm run sim` prints once everything listens. */
const Stands = z.object({
  instagram: z.object({
    accounts: z.array(z.object({ username: z.string(), password: z.string() })),
    proxies: z.array(z.object({ url: z.string() })),
    caPath: z.string(),
    controlUrl: z.string(),
  }),
  openai: z.object({ baseUrl: z.string(), apiKey: z.string(), controlUrl: z.string() }),
})
type Stands = z.output<typeof Stands>

export type DemoWorld = {
  api: DemoApi
  /** Where the API listens. */
  url: string
  token: string
  databaseUrl: string
  stands: Stands
  logFile: string
  /** Of PostgreSQL: it stays, and the next demo uses it. */
  dataFolder: string | undefined
  /** Of the daemon that was started last. */
  daemonPid(): number | undefined
  startDaemon(): Promise<void>
  /** Ends the daemon as a crash would. */
  killDaemon(): Promise<void>
  stop(): Promise<void>
}

export type DemoOptions = {
  /** Holds the database and the logs of the last demos. */
  folder: string
  accounts: number
  /** How many times as fast as real time everything runs. */
  speed: number
  seed: string
  /** World time at the start. */
  worldAt: Date
  /** 0 for any that is free. */
  port: number
  /** Proxies beyond one for each account; none by default. */
  spareProxies?: number
  /** How pictures look; small when left out: nobody looks at those of a load test. */
  pictures?: 'drawn' | 'small'
  /** Settings of gramd beside addresses and keys; the defaults otherwise. */
  settings?: Readonly<Record<string, string>>
  /** Where the database comes from; a server that is shared with other demos by default. */
  createDatabase?: (folder: string) => Promise<DemoDatabase>
}

/** Starts PostgreSQL, the stand-ins and gramd, all on one compressed clock, each as a process of its own. */
export async function startDemoWorld(options: DemoOptions): Promise<DemoWorld> {
  await using cleanup = new AsyncDisposableStack()
  const logs = await openLogs(options.folder, new Date(), process.pid)

  const createDatabase = options.createDatabase ?? createDemoDatabase
  const { url: databaseUrl, dataFolder, stop } = await createDatabase(options.folder)
  cleanup.defer(stop)
  const time = { worldAt: options.worldAt.getTime(), realAt: Date.now(), speed: options.speed }
  const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  await migrate(db)
  await setWorldTime(db, time)
  await db.destroy()

  const sim = startProcess({
    file: 'sim/main.ts',
    args: [
      `--seed=${options.seed}`,
      `--accounts=${options.accounts}`,
      `--proxies=${options.accounts + (options.spareProxies ?? 0)}`,
      `--pictures=${options.pictures ?? 'small'}`,
      `--speed=${time.speed}`,
      `--world-at=${time.worldAt}`,
      `--real-at=${time.realAt}`,
    ],
    logPath: logs.stands,
    readLines: true,
  })
  cleanup.defer(() => sim.stop('SIGTERM', 5_000))
  const stands = Stands.parse(JSON.parse(await firstLine(sim, logs.stands)))

  const token = randomBytes(24).toString('base64url')
  const releasePort = options.port === 0 ? async () => undefined : await lockPorts()
  cleanup.defer(releasePort)
  const port = await freePort(options.port)
  const url = `http://127.0.0.1:${port}`
  const api = createDemoApi(url, token)
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
  await aimWebhooks(stands.openai.controlUrl, `${url}/api/webhooks/openai`, webhookSecret)
  const env = {
    ...daemonEnvironment({ databaseUrl, token, port, stands, accounts: options.accounts }),
    OPENAI_WEBHOOK_SECRET: webhookSecret,
    ...options.settings,
  }
  let daemon: StartedProcess | undefined
  const startDaemon = async (): Promise<void> => {
    daemon = startProcess({
      file: 'sim/demo/daemon.ts',
      env,
      logPath: logs.gramd,
      readLines: false,
    })
    const gone = new AbortController()
    const watch = setInterval(
      () => daemon?.ended && gone.abort(new Error(`gramd ended; its log is ${logs.gramd}`)),
      100,
    )
    await api.untilReady(gone.signal).finally(() => clearInterval(watch))
  }
  cleanup.defer(async () => await daemon?.stop('SIGTERM'))
  await startDaemon()
  await releasePort()

  const parts = cleanup.move()
  return {
    api,
    url,
    token,
    databaseUrl,
    stands,
    logFile: logs.gramd,
    dataFolder,
    daemonPid: () => daemon?.pid,
    startDaemon,
    killDaemon: async () => await daemon?.stop('SIGKILL'),
    stop: async () => await parts.disposeAsync(),
  }
}

async function firstLine(process: StartedProcess, logFile: string): Promise<string> {
  for await (const line of process.lines) return line
  throw new Error(`the stand-ins ended; their log is ${logFile}`)
}

/** Has the stand-in for OpenAI tell of batches as OpenAI does. */
async function aimWebhooks(controlUrl: string, url: string, secret: string): Promise<void> {
  const { ok } = await fetch(`${controlUrl}/webhook`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, secret }),
  })
  if (!ok) throw new Error('the stand-in for OpenAI takes no webhook')
}

/** Lets one demo at a time choose its port, until it listens there. Leaves nothing behind. */
async function lockPorts(): Promise<() => Promise<void>> {
  const folder = join(tmpdir(), `gramd-demo-ports-${userInfo().uid}`)
  for (;;) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // The one who had the lock may take the folder away before we are in it.
    const unlock = await lockFolder(folder).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    })
    if (!unlock) continue
    return async () => {
      await unlock()
      await rmdir(folder).catch((error: unknown) => {
        if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].some((code) => hasCode(error, code))) throw error
      })
    }
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

/** The wanted port, or another one if it is taken. */
async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer()
    const listening = await new Promise<boolean>((done) => {
      server.once('error', () => done(false))
      server.listen(port, '127.0.0.1', () => done(true))
    })
    const address = server.address()
    if (!listening || address === null || typeof address === 'string') continue
    await new Promise((done) => server.close(done))
    return address.port
  }
  throw new Error('no free port on 127.0.0.1')
}

/** Only addresses, keys and the number of slots: every limit is the default. */
function daemonEnvironment(given: {
  databaseUrl: string
  token: string
  port: number
  stands: Stands
  accounts: number
}): Record<string, string> {
  return {
    DATABASE_URL: given.databaseUrl,
    SCRAPER_API_KEY: given.token,
    GRAMD_PORT: String(given.port),
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('demo'),
    GRAMD_INSTANCE: 'demo',
    GRAMD_MAX_CONCURRENT_TASKS: String(given.accounts),
    GRAMD_INSTAGRAM_CA_FILE: given.stands.instagram.caPath,
    OPENAI_API_KEY: given.stands.openai.apiKey,
    OPENAI_BASE_URL: given.stands.openai.baseUrl,
  }
}
