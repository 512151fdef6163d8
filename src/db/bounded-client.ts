import { setMaxListeners } from 'node:events'
import { Socket } from 'node:net'
import { Readable, Writable } from 'node:stream'
import pg from 'pg'
import { codeOf } from '../base/errors.ts'

export type BoundedOptions = pg.ClientConfig & {
  /**
   * Real time (ms) within which the server must end a statement; null for statements that may take
   * hours.
   */
  statementMs: number | null
  /** Destroys the connection, whatever it does. */
  cut?: AbortSignal | undefined
}

/**
 * A server must send something this often (real ms) while connecting. Each step of a handshake
 * takes a round trip, so a slow path has time for each of them.
 */
const CONNECT_SILENCE_MS = 5_000
/** The limit of the whole handshake (real ms). */
const CONNECT_MS = 15_000
/**
 * The additional time (real ms) that the client waits for the end of a statement: the server's own
 * error says more.
 */
const answerMs = (statementMs: number): number => Math.min(5_000, statementMs / 2)
/** Real ms for closing the connection properly. */
const CLOSE_MS = 2_000
/**
 * An idle socket sends its first probe after this long (real ms): routers forget connections after
 * minutes.
 */
const KEEP_ALIVE_MS = 30_000

/**
 * A session after this refuses writes for as long as it lasts: its server is no primary, or became
 * read-only.
 */
const READ_ONLY = '25006'

/**
 * A connection whose every operation is bounded in time: connecting, a statement, and closing. A
 * dead path gives no sign of it, so TCP alone would wait for a quarter of an hour.
 */
export class BoundedClient extends pg.Client {
  /** Real time (`performance.now()`) of its creation. */
  readonly openedAt = performance.now()
  /** The server's process; undefined behind a pooler, where it may change with each transaction. */
  pid: number | undefined
  /** The connection must not be used for another statement. */
  isSpent = false
  statementMs: number | null
  readonly #socket: Socket
  readonly #running = new Set<object>()
  readonly #onBusy: (() => void)[] = []

  constructor({ statementMs, cut, ...config }: BoundedOptions) {
    const socket = new Socket()
    super({
      connectionTimeoutMillis: CONNECT_MS,
      ...config,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => socket,
    })
    this.#socket = socket
    this.statementMs = statementMs
    socket.setTimeout(CONNECT_SILENCE_MS, () =>
      this.cut(`the database did not answer within ${CONNECT_SILENCE_MS / 1_000} s`),
    )
    this.once('connect', () => void socket.setTimeout(0))
    if (cut) this.#obey(cut)
    // pg declares a dozen forms of `query`; the end of each is watched.
    const query: (...args: unknown[]) => unknown = super.query.bind(this)
    Object.defineProperty(this, 'query', {
      configurable: true, // a proxy may return another one
      value: (...args: unknown[]): unknown => {
        const running = query(...args)
        this.#watch(running)
        return running
      },
    })
  }

  /** Calls back at the beginning of each statement. */
  onBusy(listener: () => void): void {
    this.#onBusy.push(listener)
  }

  get isBusy(): boolean {
    return this.#running.size > 0
  }

  /** Changes when bytes arrive or are sent, or another statement runs. */
  get progress(): string {
    const { bytesRead, bytesWritten, writableLength } = this.#socket
    const waiting = [...this.#running].map((each) =>
      each instanceof Writable ? each.writableLength : 0,
    )
    return [bytesRead, bytesWritten - writableLength, ...waiting].join()
  }

  /** The server waits for this process: rows are read slowly, or there are none to send yet. */
  get isOurTurn(): boolean {
    // A socket is paused during a COPY: only whether rows are ready to be read counts.
    if (this.#socket.readableLength > 0) return true
    return [...this.#running].some((each) =>
      each instanceof Writable
        ? !each.writableEnded && each.writableLength === 0
        : each instanceof Readable && each.readableLength > 0,
    )
  }

  /** Sets whether the process waits for the end of this connection. */
  keepsAlive(isAwaited: boolean): void {
    if (isAwaited) this.#socket.ref()
    else this.#socket.unref()
  }

  /** Destroys the connection; its statements reject with this reason. */
  cut(reason: string): void {
    this.isSpent = true
    this.#socket.destroy(Object.assign(new Error(reason), { code: 'ETIMEDOUT' }))
  }

  override end(): Promise<void>
  override end(callback: (error: Error) => void): void
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const timer = setTimeout(() => this.#socket.destroy(), CLOSE_MS).unref()
    this.#socket.once('close', () => clearTimeout(timer))
    return callback ? super.end(callback) : super.end()
  }

  #obey(cut: AbortSignal): void {
    setMaxListeners(0, cut)
    const onAbort = (): void => this.cut('gramd stops')
    if (cut.aborted) process.nextTick(onAbort)
    cut.addEventListener('abort', onAbort)
    this.#socket.once('close', () => cut.removeEventListener('abort', onAbort))
  }

  #watch(running: unknown): void {
    const ended = endOf(running)
    if (!ended || typeof running !== 'object' || running === null) return
    this.#running.add(running)
    const { statementMs } = this
    const timer =
      statementMs === null
        ? undefined
        : setTimeout(
            () => this.cut(`the database did not answer within ${statementMs / 1_000} s`),
            statementMs + answerMs(statementMs),
          ).unref()
    for (const listener of this.#onBusy) listener()
    void this.#forgetAfter(ended, running, timer)
  }

  async #forgetAfter(
    ended: Promise<unknown>,
    running: object,
    timer: NodeJS.Timeout | undefined,
  ): Promise<void> {
    const error = await ended
    clearTimeout(timer)
    this.#running.delete(running)
    if (codeOf(error) === READ_ONLY) this.isSpent = true
  }
}

/**
 * Resolves when a statement has ended, with its error; undefined for one that reports to a
 * callback.
 */
function endOf(running: unknown): Promise<unknown> | undefined {
  if (running instanceof Promise)
    return running.then(
      () => undefined,
      (error: unknown) => error,
    )
  if (!(running instanceof Readable || running instanceof Writable)) return undefined
  return new Promise((resolve) => {
    running.once('error', resolve)
    running.once('close', () => resolve(undefined))
  })
}
