import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'

/**
 * A relay to the database that can be cut: open connections break, and new ones are closed at once.
 */
export type Relay = { db: Db; cut(): void; mend(): void }

/** Runs `work` with a database behind its own relay. */
export async function withRelay(url: string, work: (relay: Relay) => Promise<void>): Promise<void> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((client) => {
    if (isCut) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const relayed = new URL(url)
  relayed.hostname = '127.0.0.1'
  relayed.port = String((server.address() as AddressInfo).port)
  const db = openDatabase({ url: relayed.href, max: 5, onIdleError: () => undefined })
  try {
    await work({
      db,
      cut() {
        isCut = true
        for (const socket of sockets) socket.destroy()
      },
      mend: () => void (isCut = false),
    })
  } finally {
    await db.destroy()
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}
