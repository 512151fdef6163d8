import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { BoundedClient } from './bounded-client.ts'
import { connectClient } from './connect.ts'
import { startHeartbeat } from './heartbeat.ts'
import { INSTANCE_LOCKS } from './locks.ts'

export type InstanceLock = {
  /**
   * `lost`: the connection is gone, and the name with it. `taken`: another process has the name.
   */
  readonly state: 'held' | 'lost' | 'taken'
  /**
   * Real ms (`performance.now()`) since which this process lacks its name; undefined while it has
   * it.
   */
  readonly lostSince: number | undefined
  release(): Promise<void>
}

export type InstanceLockOptions = {
  url: string
  name: string
  /** A connection failed, or could not be opened. */
  onError: (error: Error) => void
  /** Called when another process has the name that this one lost. */
  onTaken?: () => void
  /** Called when this process has its name back. */
  onBack?: () => void
  /** Real time (ms) between tries to take the lost name back. */
  retryMs?: number
  /** Real time (ms) that a process which lost its connection gets to take its name back. */
  settleMs?: number
  heartbeatMs?: number
  cut?: AbortSignal | undefined
}

const APPLICATION_NAME = 'gramd instance'
const RETRY_MS = 250
/** Enough for several tries of a living process. */
const SETTLE_MS = 2_000
/** Real time (ms) within which the server must answer: a silent connection may be dead. */
const ANSWER_MS = 3_000

/**
 * Reserves an instance name for one process, by a session advisory lock on a connection of its own.
 * Returns null when another live process has the name. After a lost connection the process takes
 * its name back, and it ends its old session, which the server may not know to be dead. A starting
 * process distinguishes a predecessor that died from one whose connection was lost: it gives the
 * latter a moment to take the name back, and is refused then.
 */
export async function lockInstance(options: InstanceLockOptions): Promise<InstanceLock | null> {
  const process = randomUUID()
  const first = await openSession(options)
  try {
    if (!(await takeAtStart(first, options, process))) {
      await first.end()
      return null
    }
  } catch (error) {
    await first.end()
    throw error
  }
  const lock = new SessionLock(options, process)
  await lock.use(first)
  return lock
}

type Backend = { pid: number; started: string }

const openSession = async ({ url, onError, cut }: InstanceLockOptions): Promise<BoundedClient> =>
  await connectClient({
    url,
    applicationName: APPLICATION_NAME,
    statementMs: ANSWER_MS,
    onError,
    cut,
  })

async function takeAtStart(
  client: BoundedClient,
  { name, settleMs = SETTLE_MS }: InstanceLockOptions,
  process: string,
): Promise<boolean> {
  if (!(await tryLock(client, name))) return false
  const before = await readOwner(client, name)
  if (before !== undefined) {
    await client.query('select pg_advisory_unlock($1, hashtext($2))', [INSTANCE_LOCKS, name])
    await delay(settleMs)
    if (!(await tryLock(client, name))) return false
    if ((await readOwner(client, name)) !== before) return false
  }
  await storeOwner(client, name, process)
  return true
}

/**
 * A name that this process took, and takes back after each lost connection until it is released.
 */
class SessionLock implements InstanceLock {
  state: InstanceLock['state'] = 'held'
  lostSince: number | undefined
  readonly #options: InstanceLockOptions
  readonly #process: string
  readonly #closing = new AbortController()
  #current: BoundedClient | undefined
  #backend: Backend | undefined
  #returning: Promise<void> | undefined

  constructor(options: InstanceLockOptions, process: string) {
    this.#options = options
    this.#process = process
  }

  /** Monitors the connection that holds the lock. */
  async use(client: BoundedClient): Promise<void> {
    this.#backend = await readBackend(client)
    this.#current = client
    client.once('end', () => {
      if (this.#current !== client || this.#closing.signal.aborted) return
      this.#current = undefined
      this.state = 'lost'
      this.lostSince ??= performance.now()
      this.#returning = this.#takeBack()
    })
    startHeartbeat(client, this.#options.heartbeatMs)
  }

  async release(): Promise<void> {
    const { name, onError } = this.#options
    this.#closing.abort()
    const client = this.#current
    this.#current = undefined
    // A restart after a clean stop need not wait for a process that may still live.
    await client
      ?.query('delete from instances where name = $1 and process = $2', [name, this.#process])
      .catch(onError)
    await client?.end()
    await this.#returning
  }

  async #takeBack(): Promise<void> {
    const { onError, retryMs = RETRY_MS } = this.#options
    const { signal } = this.#closing
    while (!signal.aborted && this.#current === undefined) {
      try {
        await this.#tryTakeBack(retryMs)
      } catch (error) {
        if (signal.aborted) return
        onError(error instanceof Error ? error : new Error(String(error)))
        await delay(retryMs, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async #tryTakeBack(retryMs: number): Promise<void> {
    const { name, onBack } = this.#options
    const client = await openSession(this.#options)
    try {
      if (this.#backend) await endSession(client, this.#backend)
      while (!(await tryLock(client, name))) {
        await this.#noteTaken(client)
        await delay(retryMs, undefined, { signal: this.#closing.signal })
      }
      await storeOwner(client, name, this.#process)
      await this.use(client)
    } catch (error) {
      await client.end()
      throw error
    }
    this.state = 'held'
    this.lostSince = undefined
    onBack?.()
  }

  async #noteTaken(client: BoundedClient): Promise<void> {
    const { name, onTaken } = this.#options
    const owner = await readOwner(client, name)
    if (this.state === 'taken' || owner === undefined || owner.startsWith(this.#process)) return
    this.state = 'taken'
    onTaken?.()
  }
}

async function tryLock(client: BoundedClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock($1, hashtext($2)) as locked',
    [INSTANCE_LOCKS, name],
  )
  return rows[0]?.locked === true
}

/**
 * Reads the last owner that did not release the name, as a text that changes each time it takes the
 * name.
 */
async function readOwner(client: BoundedClient, name: string): Promise<string | undefined> {
  const { rows } = await client.query<{ owner: string }>(
    `select process || ' ' || taken_at as owner from instances where name = $1`,
    [name],
  )
  return rows[0]?.owner
}

async function storeOwner(client: BoundedClient, name: string, process: string): Promise<void> {
  await client.query(
    `insert into instances (name, process) values ($1, $2)
     on conflict (name) do update set process = excluded.process, taken_at = clock_timestamp()`,
    [name, process],
  )
}

async function readBackend(client: BoundedClient): Promise<Backend | undefined> {
  const { rows } = await client.query<Backend>(
    `select pid, backend_start::text as started from pg_stat_activity where pid = pg_backend_pid()`,
  )
  return rows[0]
}

/**
 * Ends the session of a lost connection, if it is still ours and not another one with the same
 * process id.
 */
async function endSession(client: BoundedClient, { pid, started }: Backend): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where pid = $1 and backend_start::text = $2 and application_name = $3 and pid <> pg_backend_pid()`,
    [pid, started, APPLICATION_NAME],
  )
}
