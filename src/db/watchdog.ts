import type { BoundedClient } from './bounded-client.ts'

/** Finds connections whose path died without a sign, while their statements wait for an answer. */
export type Watchdog = {
  watch(client: BoundedClient): void
  close(): Promise<void>
}

export type WatchdogOptions = {
  asker: Asker
  /** Called after a dead connection was found: others that share its path are probably dead too. */
  onDead?: () => void
  /** How often (real ms) the connections are checked. */
  intervalMs?: number
  /** Real time (ms) without a byte after which a busy connection is suspect. */
  silentMs?: number
}

export type Asker = {
  /**
   * Returns which of these processes of the server work on a statement, asked over another
   * connection. Rejects when the server cannot be asked.
   */
  ask(pids: readonly number[]): Promise<ReadonlySet<number>>
  close(): Promise<void>
}

const INTERVAL_MS = 1_000
const SILENT_MS = 3_000
/** How often in a row the server must report a connection as idle: its answer may be on the way. */
const MISSES = 2

type Watched = { progress: string; since: number; misses: number }
type Suspect = { client: BoundedClient; pid: number; progress: string }

/**
 * A silent connection may wait for a long statement, or for an answer that was lost. The server can
 * tell: if it no longer works on a statement of the connection, the answer will never come, and the
 * connection is destroyed. Behind a pooler the server's process is unknown, and only the limit of
 * each statement applies.
 */
export function createWatchdog({
  asker,
  onDead = () => undefined,
  intervalMs = INTERVAL_MS,
  silentMs = SILENT_MS,
}: WatchdogOptions): Watchdog {
  const clients = new Map<BoundedClient, Watched>()
  let timer: NodeJS.Timeout | undefined
  let asking = false

  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  const tick = async (): Promise<void> => {
    if (asking) return
    const suspects = suspectsOf(clients, silentMs)
    if (suspects.length === 0) {
      await asker.close()
      if (![...clients.keys()].some(({ isBusy }) => isBusy)) stop()
      return
    }
    asking = true
    // When the server cannot be asked either, the limit of each statement ends it.
    const atWork = await asker.ask(suspects.map(({ pid }) => pid)).catch(() => undefined)
    asking = false
    if (atWork && suspects.filter((suspect) => endIfDead(clients, suspect, atWork)).length > 0)
      onDead()
  }

  return {
    watch(client) {
      clients.set(client, { progress: '', since: performance.now(), misses: 0 })
      client.once('end', () => clients.delete(client))
      client.onBusy(() => {
        timer ??= setInterval(() => void tick(), intervalMs).unref()
      })
    },
    async close() {
      stop()
      await asker.close()
    },
  }
}

/** Returns connections that have waited for an answer this long without receiving a byte. */
function suspectsOf(clients: ReadonlyMap<BoundedClient, Watched>, silentMs: number): Suspect[] {
  const now = performance.now()
  return [...clients].flatMap(([client, watched]) => {
    const { progress, pid, isBusy, isOurTurn } = client
    if (!isBusy || isOurTurn || progress !== watched.progress)
      Object.assign(watched, { progress, since: now, misses: 0 })
    return now - watched.since >= silentMs && pid !== undefined ? [{ client, pid, progress }] : []
  })
}

/** Destroys a connection for which the server does not work; returns whether it did. */
function endIfDead(
  clients: ReadonlyMap<BoundedClient, Watched>,
  { client, pid, progress }: Suspect,
  atWork: ReadonlySet<number>,
): boolean {
  const watched = clients.get(client)
  if (!watched || !client.isBusy || client.progress !== progress) return false
  watched.misses = atWork.has(pid) ? 0 : watched.misses + 1
  if (watched.misses < MISSES) return false
  client.cut('the connection to the database is dead: its server does not work for it any more')
  return true
}
