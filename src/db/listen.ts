import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export type Listener = {
  /** Ends the connection; no callback runs after it resolves. */
  close(): Promise<void>
}

/**
 * Listens on channels over a connection of its own, and reconnects until closed. `onReconnect` is
 * called after each new connection, because earlier notifications are lost.
 */
export async function listen(options: {
  url: string
  channels: Record<string, (payload: string) => void>
  onReconnect: () => void
  onError: (error: Error) => void
  retryMs?: number
}): Promise<Listener> {
  const closing = new AbortController()
  let current: pg.Client | undefined
  let reconnecting: Promise<void> | undefined

  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'gramd listen',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    })
    client.on('error', options.onError)
    client.on('notification', ({ channel, payload }) => options.channels[channel]?.(payload ?? ''))
    client.on('end', () => {
      if (current === client) reconnecting = reconnect()
    })
    try {
      await client.connect()
      for (const channel of Object.keys(options.channels)) {
        await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      }
      closing.signal.throwIfAborted()
    } catch (error) {
      await client.end()
      throw error
    }
    current = client
  }

  const reconnect = async (): Promise<void> => {
    current = undefined
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
    async close() {
      closing.abort()
      const client = current
      current = undefined
      await client?.end()
      await reconnecting
    },
  }
}
