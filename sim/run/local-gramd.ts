import { randomBytes } from 'node:crypto'
import type { WorldTime } from '../../src/base/clock.ts'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrations/migrate.ts'
import { setWorldTime } from '../../src/db/world-clock.ts'
import { createGramdApi, type GramdApi } from './api.ts'
import { startProcess, type StartedProcess } from './child-process.ts'
import { createControlClient, type ControlClient } from './control-client.ts'
import { createSharedDatabase, type RunDatabase } from './database.ts'
import { openLogs } from './logs.ts'
import { reservePort } from './port.ts'
import { startStandIns, type StandIns } from './stand-ins.ts'

/** gramd with its database and stand-ins, on this machine, each in a process of its own. */
export type LocalGramd = {
  api: GramdApi
  /** The address of the API. */
  url: string
  token: string
  databaseUrl: string
  standIns: StandIns
  /** The control plane of the stand-in for Instagram. */
  control: ControlClient
  logFile: string
  /** The data folder of PostgreSQL: it remains for the next run. */
  dataFolder: string | undefined
  daemonPid(): number | undefined
  startDaemon(): Promise<void>
  /** Stops the daemon in order, and starts that of another copy of the project in its place. */
  replaceDaemon(tree: string): Promise<void>
  /** The environment of the daemon, for further replicas. */
  environment: Readonly<Record<string, string>>
  /** Kills the daemon with SIGKILL. */
  killDaemon(): Promise<void>
  /** World time, ms. */
  worldNow(): number
  /** Gives world time another speed; the daemon is restarted. */
  setSpeed(speed: number): Promise<void>
  stop(): Promise<void>
}

export type LocalGramdOptions = {
  /** Contains the database, and the logs of the last runs. */
  folder: string
  accounts: number
  /** How many times as fast as real time world time runs. */
  speed: number
  seed: string
  /** World time at the start. */
  worldAt: Date
  /** 0 takes a free one. */
  port: number
  /** Proxies beyond one for each account; none by default. */
  spareProxies?: number
  /** `drawn` for people, `small` (default) for load. */
  pictures?: 'drawn' | 'small'
  /** Settings of gramd in addition to addresses and keys. */
  settings?: Readonly<Record<string, string>>
  /** By default a database on the server that all demos share. */
  createDatabase?: (folder: string) => Promise<RunDatabase>
}

/** Starts PostgreSQL, the stand-ins and gramd, all on one compressed clock. */
export async function startLocalGramd(options: LocalGramdOptions): Promise<LocalGramd> {
  await using cleanup = new AsyncDisposableStack()
  const logs = await openLogs(options.folder, new Date(), process.pid)
  const database = await (options.createDatabase ?? createSharedDatabase)(options.folder)
  cleanup.defer(database.stop)
  let time = { worldAt: options.worldAt.getTime(), realAt: Date.now(), speed: options.speed }
  await migrateAt(database.url, time)

  const started = await startStandIns(standInArguments(options, time), logs.standIns)
  cleanup.defer(async () => await started.process.stop('SIGTERM', 5_000))
  const { standIns } = started

  const token = randomBytes(24).toString('base64url')
  const { port, release } = await reservePort(options.port)
  cleanup.defer(release)
  const url = `http://127.0.0.1:${port}`
  const api = createGramdApi(url, token)
  const env = {
    ...daemonEnvironment({ databaseUrl: database.url, token, port, standIns }),
    GRAMD_MAX_CONCURRENT_TASKS: String(options.accounts),
    OPENAI_WEBHOOK_SECRET: await sendWebhooksTo(url, standIns),
    ...options.settings,
  }
  const daemon = createDaemon({ env, api, logPath: logs.gramd })
  cleanup.defer(async () => await daemon.stop('SIGTERM'))
  await daemon.start()
  await release()

  const resources = cleanup.move()
  return {
    api,
    url,
    token,
    databaseUrl: database.url,
    standIns,
    control: createControlClient(standIns.instagram.controlUrl),
    logFile: logs.gramd,
    dataFolder: database.dataFolder,
    daemonPid: daemon.pid,
    startDaemon: async () => await daemon.start(),
    async replaceDaemon(tree) {
      await daemon.stop('SIGTERM')
      await daemon.start(tree)
    },
    environment: env,
    worldNow: () => worldAt(time, Date.now()),
    async setSpeed(speed) {
      await daemon.stop('SIGTERM')
      const realAt = Date.now()
      time = { worldAt: worldAt(time, realAt), realAt, speed }
      await createControlClient(standIns.clock.controlUrl).put('/time', time)
      await migrateAt(database.url, time)
      await daemon.start()
    },
    killDaemon: async () => await daemon.stop('SIGKILL'),
    stop: async () => await resources.disposeAsync(),
  }
}

const worldAt = (time: WorldTime, realMs: number): number =>
  time.worldAt + (realMs - time.realAt) * time.speed

async function migrateAt(url: string, time: WorldTime): Promise<void> {
  // A migration that builds an index concurrently takes two.
  const db = openDatabase({ url, max: 2, onIdleError: () => undefined })
  await migrate(db)
  await setWorldTime(db, time)
  await db.destroy()
}

const standInArguments = (
  { seed, accounts, spareProxies = 0, pictures = 'small' }: LocalGramdOptions,
  time: WorldTime,
): string[] => [
  `--seed=${seed}`,
  `--accounts=${accounts}`,
  `--proxies=${accounts + spareProxies}`,
  `--pictures=${pictures}`,
  `--speed=${time.speed}`,
  `--world-at=${time.worldAt}`,
  `--real-at=${time.realAt}`,
]

/** Registers gramd's webhook at the stand-in for OpenAI; returns the secret. */
async function sendWebhooksTo(gramdUrl: string, { openai }: StandIns): Promise<string> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const url = `${gramdUrl}/api/webhooks/openai`
  await createControlClient(openai.controlUrl).put('/webhook', { url, secret })
  return secret
}

/** Addresses and keys only: every limit is the default. */
function daemonEnvironment(setup: {
  databaseUrl: string
  token: string
  port: number
  standIns: StandIns
}): Record<string, string> {
  const { instagram, openai, graph, translation } = setup.standIns
  return {
    DATABASE_URL: setup.databaseUrl,
    SCRAPER_API_KEY: setup.token,
    GRAMD_PORT: String(setup.port),
    GRAMD_DRAIN_SECONDS: '0',
    GRAMD_PUBLIC_URL: `http://127.0.0.1:${setup.port}`,
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('demo'),
    GRAMD_INSTANCE: 'demo',
    GRAMD_INSTAGRAM_CA_FILE: instagram.caPath,
    OPENAI_API_KEY: openai.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
    DEEPL_API_KEY: translation.deeplKey,
    DEEPL_BASE_URL: translation.url,
    GOOGLE_TRANSLATION_API_KEY: translation.googleKey,
    GOOGLE_TRANSLATION_BASE_URL: translation.url,
    META_APP_ID: graph.apps.facebook.id,
    META_APP_SECRET: graph.apps.facebook.secret,
    INSTAGRAM_APP_ID: graph.apps.instagram.id,
    INSTAGRAM_APP_SECRET: graph.apps.instagram.secret,
    META_DIALOG_URL: graph.hosts.dialog,
    GRAPH_FACEBOOK_URL: graph.hosts.facebook,
    INSTAGRAM_AUTH_URL: graph.hosts.instagramAuth,
    INSTAGRAM_API_URL: graph.hosts.instagramApi,
    GRAPH_INSTAGRAM_URL: graph.hosts.instagram,
    GRAPH_UPLOAD_URL: graph.hosts.upload,
    // The files of the stand-in are on the address of its API.
    GRAMD_OWN_MEDIA_PICTURE_HOSTS: '127.0.0.1',
  }
}

type Daemon = {
  pid(): number | undefined
  /** Resolves once the API answers. */
  start(tree?: string): Promise<void>
  stop(signal: NodeJS.Signals): Promise<void>
}

function createDaemon({
  env,
  api,
  logPath,
}: {
  env: Record<string, string>
  api: GramdApi
  logPath: string
}): Daemon {
  let daemon: StartedProcess | undefined
  return {
    pid: () => daemon?.pid,
    async start(tree) {
      daemon = startProcess({ file: 'sim/run/daemon.ts', tree, env, logPath, readLines: false })
      const ended = new AbortController()
      const watch = setInterval(
        () => daemon?.ended && ended.abort(new Error(`gramd ended; its log is ${logPath}`)),
        100,
      )
      await api.untilReady(ended.signal).finally(() => clearInterval(watch))
    },
    stop: async (signal) => await daemon?.stop(signal),
  }
}
