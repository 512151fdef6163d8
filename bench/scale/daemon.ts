import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateEncryptionKey } from '../../src/base/crypto.ts'
import { openDatabase } from '../../src/db/database.ts'
import { startSession } from '../../src/features/users/store/sessions.ts'
import { addUser } from '../../src/features/users/store/users.ts'
import { startDaemon } from '../ai/processes.ts'
import type { Sample } from './figure.ts'

/** A `gramd start` that answers the API and the console, and is asked over HTTP. */
export type Visited = {
  pid: number
  logPath: string
  /** From the request to the last byte. Throws for any answer but 200. */
  ask(path: string): Promise<Sample & { text: string }>
  /** From the request to the first byte of a page of the console. */
  firstByte(path: string): Promise<Sample>
  /** The body of an answer, as it comes. */
  open(path: string): Promise<Response>
  /** Resident memory now, in MB of 10^6 bytes. */
  memory(): Promise<number>
  stop(): Promise<void>
}

const HOUR_MS = 3_600_000

/** Without a worker: the world's open tasks would run, and change it. */
export async function startVisited(url: string, folder: string): Promise<Visited> {
  const key = randomBytes(24).toString('base64url')
  const logPath = join(tmpdir(), 'gramd-bench-scale.log')
  const daemon = await startDaemon(
    {
      DATABASE_URL: url,
      SCRAPER_API_KEY: key,
      GRAMD_PORT: '0',
      GRAMD_ROLES: 'api',
      GRAMD_UPLOADS_DIR: join(folder, 'uploads'),
      GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('bench'),
      GRAMD_LOG_PRETTY: 'false',
      // As the image and ops/gramd.service set it.
      MALLOC_MMAP_THRESHOLD_: '65536',
    },
    logPath,
  )
  const headers = { authorization: `Bearer ${key}` }
  const cookie = `gramd=${await signIn(url)}`
  const fetched = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(daemon.url + path, { ...init, redirect: 'manual' })
    if (response.status !== 200)
      throw new Error(
        `${path} is answered ${response.status}: ${(await response.text()).slice(0, 300)}`,
      )
    return response
  }
  return {
    pid: daemon.pid,
    logPath,
    async ask(path) {
      const startedAt = performance.now()
      const text = await (await fetched(path, { headers })).text()
      return { path, ms: performance.now() - startedAt, text }
    },
    async firstByte(path) {
      const startedAt = performance.now()
      const response = await fetched(path, {
        headers: { cookie, 'accept-encoding': 'gzip, br', accept: 'text/html' },
      })
      const reader = response.body?.getReader()
      await reader?.read()
      const ms = performance.now() - startedAt
      while (reader && !(await reader.read()).done);
      return { path, ms }
    },
    open: async (path) => await fetched(path, { headers, signal: AbortSignal.timeout(HOUR_MS) }),
    memory: async () => await residentOf(daemon.pid),
    stop: async () => await daemon.stop(),
  }
}

async function signIn(url: string): Promise<string> {
  const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
  try {
    const login = `bench-${randomBytes(4).toString('hex')}`
    const user = { login, role: 'admin', name: 'Bench', email: null } as const
    const { id } = await db.transaction().execute(async (tx) => await addUser(tx, user))
    return (await startSession(db, id, { address: null, userAgent: null })).token
  } finally {
    await db.destroy()
  }
}

/** Resident memory of a process, in MB of 10^6 bytes. */
async function residentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return (Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]) * 1_024) / 1e6
}
