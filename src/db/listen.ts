import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { BoundedClient } from './bounded-client.ts'
import { connectClient } from './connect.ts'
import { startHeartbeat } from './heartbeat.ts'

export type Listener = {
  /**
   * Real ms (`performance.now()`) since which no notification can arrive; undefined while they do.
   */
  readonly downSince: number | undefined
  /** Ends the connection; no callback runs after it resolves. */
  close(): Promise<void>
}

/** Real time (ms) within which the server must answer: a silent connection may be dead. */
const ANSWER_MS = 3_000

type ListenOptions = {
  url: string
  channels: Record<string, (payload: string) => void>
  onReconnect: () => void
  onError: (error: Error) => void
  retryMs?: number
  /** How often (real ms) to check that the connection lives. */
  heartbeatMs?: number
  cut?: AbortSignal
}

/**
 * Listens on channels over a separate connection, and reconnects until closed. `onReconnect` is
 * called after each new connection, because notifications were lost in between.
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const closing = new AbortController()
  let current: BoundedClient | undefined
  let reconnecting: Promise<void> | undefined
  let downSince: number | undefined

  const connect = async (): Promise<void> => {
    const client = await openListening(options)
    client.on('end', () => {
      if (current === client) reconnecting = reconnect()
    })
    if (closing.signal.aborted) return await client.end()
    startHeartbeat(client, options.heartbeatMs)
    current = client
    downSince = undefined
  }

  const reconnect = async (): Promise<void> => {
    current = undefined
    downSince = performance.now()
    while (!closing.signal.aborted && current === undefined) {
      try {
        await connect()
      } catch (error) {
        if (closing.signal.aborted) return
        options.onError(error instanceof Error ? error : new Error(String(error)))
        await delay(options.retryMs ?? 1_000, undefined, { signal: closing.signal }).catch(
          () => undefined,
        )
      }
    }
    if (!closing.signal.aborted) options.onReconnect()
  }

  await connect()
  return {
    get downSince() {
      return downSince
    },
    async close() {
      closing.abort()
      const client = current
      current = undefined
      await client?.end()
      await reconnecting
    },
  }
}

/** A connection that listens on the channels. */
async function openListening({
  url,
  channels,
  onError,
  cut,
}: ListenOptions): Promise<BoundedClient> {
  const client = await connectClient({
    url,
    applicationName: 'gramd listen',
    statementMs: ANSWER_MS,
    onError,
    cut,
  })
  client.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''))
  try {
    for (const channel of Object.keys(channels))
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}
