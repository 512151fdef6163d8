import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { listenOnLoopback, stopListening } from '../loopback.ts'

/** The direction of bytes: from the client to the server, or back. */
type Direction = 'to-server' | 'to-client'
const BOTH: readonly Direction[] = ['to-server', 'to-client']

/** How a connection fails: its bytes get lost without notice, or both sides get a reset. */
export type Cut = 'half-open' | 'reset'

/** A path between a program and its server that fails as networks do. It listens on 127.0.0.1. */
export type NetworkProxy = {
  readonly port: number
  /** The URL of the server, through the proxy. */
  through(serverUrl: string): string
  /** Open connections, also those that are dead. */
  readonly connections: number
  /**
   * Loses the bytes of all connections, and of new ones until `heal`. Those that met it stay dead.
   */
  silence(directions?: readonly Direction[]): void
  /** Lets all connections of now go dead without a sign, as a NAT that forgets; new ones work. */
  forget(): void
  /** Resets all connections of now; new ones work. */
  reset(): void
  /** Resets new connections at once, until `heal`. */
  refuse(): void
  /**
   * Delays each piece by `delayMs`, and lets at most so many bytes of a connection through each
   * way.
   */
  slow(options: { delayMs?: number; bytesPerSecond?: number }): void
  /** New connections work, at full speed. */
  heal(): void
  /**
   * Cuts the next connection that sends `text` to the server, whatever its case: before the server
   * gets it, or after it got it and before the answer. Resolves when that has happened.
   */
  cutAt(text: string, how: { cut: Cut; when: 'before' | 'after' }): Promise<void>
  /** Sends new connections to another server. */
  lead(target: Target): void
  close(): Promise<void>
}

export type Target = { host: string; port: number }

/** A trap that `cutAt` set. */
type Trap = { text: string; cut: Cut; when: 'before' | 'after'; sprung: () => void }

type State = {
  target: Target
  lost: ReadonlySet<Direction>
  refuses: boolean
  delayMs: number
  bytesPerSecond: number
  traps: Set<Trap>
}

type Link = { client: Socket; server: Socket; lost: Set<Direction>; cut(how: Cut): void }

/** Starts a proxy before a server. */
export async function startNetworkProxy(target: Target): Promise<NetworkProxy> {
  const state: State = { target, lost: new Set(), ...HEALTHY, traps: new Set() }
  const links = new Set<Link>()
  const server = createServer((client) => {
    client.on('error', () => undefined)
    if (state.refuses) return void client.resetAndDestroy()
    const link = openLink(client, state)
    links.add(link)
    void closed(link).then(() => links.delete(link))
  })
  const port = await listenOnLoopback(server)
  const cutAll = (how: Cut): void => [...links].forEach((link) => link.cut(how))
  return {
    port,
    through(serverUrl) {
      const url = new URL(serverUrl)
      url.hostname = '127.0.0.1'
      url.port = String(port)
      return url.href
    },
    get connections() {
      return links.size
    },
    silence(directions = BOTH) {
      state.lost = new Set(directions)
      for (const { lost } of links) directions.forEach((direction) => lost.add(direction))
    },
    forget: () => cutAll('half-open'),
    reset: () => cutAll('reset'),
    refuse: () => void (state.refuses = true),
    slow: (options) => void Object.assign(state, options),
    heal: () => void Object.assign(state, { lost: new Set(), ...HEALTHY }),
    cutAt: async (text, how) =>
      await new Promise((resolve) => {
        state.traps.add({ text: text.toLowerCase(), ...how, sprung: resolve })
      }),
    lead: (other) => void (state.target = other),
    async close() {
      const stopped = stopListening(server)
      for (const { client, server: upstream } of links) {
        client.destroy()
        upstream.destroy()
      }
      await stopped
    },
  }
}

const HEALTHY = { refuses: false, delayMs: 0, bytesPerSecond: Infinity }

const closed = async ({ client, server }: Link): Promise<unknown> =>
  await Promise.all(
    [client, server].map(async (socket) => await new Promise((done) => socket.once('close', done))),
  )

function openLink(client: Socket, state: State): Link {
  const { host, port } = state.target
  // Half-closed sides stay as they are: what one side does must not show on the other.
  const server = connect({ host, port, allowHalfOpen: true })
  const link: Link = {
    client,
    server,
    lost: new Set(state.lost),
    cut(how) {
      if (how === 'half-open') return BOTH.forEach((direction) => link.lost.add(direction))
      client.resetAndDestroy()
      server.resetAndDestroy()
    },
  }
  server.on('error', () => void (link.lost.size === 0 && client.resetAndDestroy()))
  forward(link, state, 'to-server')
  forward(link, state, 'to-client')
  return link
}

/**
 * The maximum of bytes that a direction of a connection has under way before its sender has to
 * wait.
 */
const MAX_QUEUED_BYTES = 65_536

/** Forwards what arrives in order, as late and as slowly as the state says. */
function forward(link: Link, state: State, direction: Direction): void {
  const isUp = direction === 'to-server'
  const [from, to] = isUp ? [link.client, link.server] : [link.server, link.client]
  let sending = Promise.resolve()
  let queuedBytes = 0
  const inTurn = (work: () => Promise<void> | void): void => {
    sending = sending.then(work)
  }
  from.on('data', (piece: Buffer) => {
    if (link.lost.has(direction)) return
    const arrivedAt = performance.now()
    const trap = isUp ? trapFor(state, piece) : undefined
    if (trap?.when === 'before') return spring(link, state, trap)
    queuedBytes += piece.length
    if (queuedBytes > MAX_QUEUED_BYTES) from.pause()
    inTurn(async () => {
      const dueMs = arrivedAt + state.delayMs - performance.now()
      const waitMs = Math.max(dueMs, 0) + (piece.length / state.bytesPerSecond) * 1_000
      if (waitMs > 0) await delay(waitMs)
      queuedBytes -= piece.length
      if (queuedBytes <= MAX_QUEUED_BYTES) from.resume()
      if (!link.lost.has(direction) && to.writable) to.write(piece)
      // The answer to what the server gets now never arrives.
      if (trap) spring(link, state, trap)
    })
  })
  from.once('end', () => inTurn(() => void (link.lost.has(direction) || to.end())))
  from.once('close', () => inTurn(() => void (link.lost.has(direction) || to.destroySoon())))
}

const trapFor = ({ traps }: State, piece: Buffer): Trap | undefined => {
  const text = piece.toString('latin1').toLowerCase()
  return [...traps].find((trap) => text.includes(trap.text))
}

function spring(link: Link, state: State, trap: Trap): void {
  state.traps.delete(trap)
  // The server must get it before its connection goes.
  if (trap.when === 'after' && trap.cut === 'reset') {
    link.lost.add('to-client')
    link.client.resetAndDestroy()
  } else link.cut(trap.cut)
  trap.sprung()
}
