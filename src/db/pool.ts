import pg from 'pg'
import { BoundedClient, type BoundedOptions } from './bounded-client.ts'
import { clientOptions, createAsker } from './connect.ts'
import { createServers, onAnyServer, type Servers } from './server/servers.ts'
import { prepareSession, type SessionOptions } from './session.ts'
import { createWatchdog, type Watchdog, type WatchdogOptions } from './watchdog.ts'

/** 64-bit integers as numbers: counts and task ids stay far below 2^53. Platform ids are text. */
const types = {
  getTypeParser(oid: Parameters<typeof pg.types.getTypeParser>[0], format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number
    return pg.types.getTypeParser(oid, format)
  },
}

export type PoolOptions = {
  url: string
  max: number
  /** Called when an idle connection drops; without a listener, this would end the process. */
  onIdleError: (error: Error) => void
  /** A pooler between gramd and the server gives each transaction another connection. */
  pooled?: boolean | undefined
  /** Longest time (real ms) of a statement; null for none. */
  statementMs?: number | null
  /** Destroys all connections at once, and opens no more. */
  cut?: AbortSignal | undefined
  /** How soon dead connections are detected. */
  watch?: Pick<WatchdogOptions, 'intervalMs' | 'silentMs'>
}

/** No statement of gramd between migrations takes longer (real ms) on the largest tables. */
const STATEMENT_MS = 300_000
/**
 * Shorter behind a pooler, where the watchdog cannot distinguish a long statement from a dead
 * connection.
 */
const POOLED_STATEMENT_MS = 60_000
/**
 * Transactions hold locks: the server ends one whose process is gone or blocked for this long (real
 * ms).
 */
const IDLE_IN_TRANSACTION_MS = 60_000
/** Real time (ms) to wait for a free connection, or for a new one. */
const ACQUIRE_MS = 15_000
/** Real time (ms) that running statements get when the pool is closed. */
const CLOSE_MS = 5_000

/** A pool whose connections fail in a bounded time, and lead to the first suitable server. */
export function openPool(options: PoolOptions): pg.Pool {
  return new BoundedPool(options)
}

class BoundedPool extends pg.Pool {
  readonly #servers: Servers
  readonly #clients: ReadonlySet<BoundedClient>
  readonly #watchdog: Watchdog
  readonly #session: SessionOptions
  readonly #prepared = new WeakSet<BoundedClient>()
  /** Connections that are older than this (`performance.now()`) are not used again. */
  #distrustedUntil = -Infinity

  constructor({ url, max, onIdleError, pooled, statementMs, cut, watch }: PoolOptions) {
    const servers = createServers(url)
    const clients = new Set<BoundedClient>()
    const limitMs = statementMs === undefined ? defaultLimit(pooled) : statementMs
    const own = (): BoundedOptions => ({
      ...clientOptions(servers.url, { applicationName: 'gramd', statementMs: limitMs, cut }),
      types,
    })
    super({
      max,
      connectionTimeoutMillis: ACQUIRE_MS,
      Client: class extends BoundedClient {
        constructor() {
          super(own())
          clients.add(this)
          this.once('end', () => clients.delete(this))
        }
      },
    })
    this.#servers = servers
    const { target } = servers
    this.#session = { target, pooled, idleInTransactionMs: IDLE_IN_TRANSACTION_MS }
    this.#clients = clients
    this.#watchdog = createWatchdog({
      asker: createAsker(() => servers.url, cut),
      onDead: () => this.#distrust(),
      ...watch,
    })
    this.on('error', onIdleError)
    this.on('connect', (client) => {
      // The pool listens to idle connections only: losing one within a transaction would end the
      // process. Its user gets the error from the failing statement.
      client.on('error', () => undefined)
      if (client instanceof BoundedClient) this.#watchdog.watch(client)
    })
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Callback): void
  override connect(callback?: Callback): Promise<pg.PoolClient> | void {
    if (callback) return super.connect(callback)
    return onAnyServer(this.#servers, async () => await this.#acquire())
  }

  /** Running statements get a moment; then all connections are destroyed. */
  override end(): Promise<void>
  override end(callback: () => void): void
  override end(callback?: () => void): Promise<void> | void {
    setTimeout(() => {
      for (const client of this.#clients) client.cut('the pool is closed')
    }, CLOSE_MS).unref()
    void this.#watchdog.close()
    return callback ? super.end(callback) : super.end()
  }

  async #acquire(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await super.connect()
      if (!(client instanceof BoundedClient)) return client
      if (!client.isSpent && client.openedAt >= this.#distrustedUntil) {
        await this.#prepare(client)
        this.#discardWhenSpent(client)
        return client
      }
      client.release(true)
    }
  }

  async #prepare(client: pg.PoolClient & BoundedClient): Promise<void> {
    if (this.#prepared.has(client)) return
    try {
      await prepareSession(client, this.#session)
    } catch (error) {
      client.release(true)
      throw error
    }
    this.#prepared.add(client)
  }

  #discardWhenSpent(client: pg.PoolClient & BoundedClient): void {
    const release = client.release.bind(client)
    client.release = (error) => {
      // Other connections to a server that became read-only refuse writes as well.
      if (client.isSpent) this.#distrust()
      release(error ?? client.isSpent)
    }
  }

  #distrust(): void {
    this.#distrustedUntil = performance.now()
  }
}

type Callback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void

const defaultLimit = (pooled: boolean | undefined): number =>
  pooled ? POOLED_STATEMENT_MS : STATEMENT_MS
