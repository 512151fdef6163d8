import type { OutputBuffer, HttpContext } from './context.ts'
import { OutputFullError } from './errors.ts'

/** Bytes of unsent answers in a process: a container may have only 512 MB. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024
/** The same for one connection, which may pipeline requests; its first answer may be larger. */
const MAX_WAITING_OF_CONNECTION = 4 * 1024 * 1024
/** The bytes that a streamed file reserves: one page of rows waits in memory. */
export const DOWNLOAD_BYTES = 2 * 1024 * 1024

/** Real time that a client has to take the next piece of an answer. */
const IDLE_READER_MS = 30_000

export type AnswerLimits = { total: number; ofConnection: number; idleMs: number }

const DEFAULTS: AnswerLimits = {
  total: MAX_WAITING_BYTES,
  ofConnection: MAX_WAITING_OF_CONNECTION,
  idleMs: IDLE_READER_MS,
}

export type OutputBuffers = {
  /** The buffer of a connection, shared by its answers. */
  of(connection: object): OutputBuffer
  idleMs: number
  /** Bytes that wait in all connections. */
  waiting(): number
}

/**
 * Reserves bytes of the connection's buffer for an answer; the returned function releases them.
 * `must` reserves even beyond the limit, because the work is already done. Throws OutputFullError
 * when too many bytes wait already.
 */
export function reserveOutput(
  c: HttpContext,
  bytes: number,
  options?: { must?: boolean },
): () => void {
  const room = c.env?.room
  const release = room ? room.take(bytes, options) : () => undefined
  if (!release) throw new OutputFullError()
  return release
}

/** Counts bytes that wait for clients, and refuses answers beyond the limits. */
export function createOutputBuffers(overrides: Partial<AnswerLimits> = {}): OutputBuffers {
  const limits = { ...DEFAULTS, ...overrides }
  const ofConnections = new WeakMap<object, number>()
  let total = 0
  const add = (connection: object, bytes: number): void => {
    total += bytes
    ofConnections.set(connection, (ofConnections.get(connection) ?? 0) + bytes)
  }
  return {
    idleMs: limits.idleMs,
    waiting: () => total,
    of: (connection) => ({
      idleMs: limits.idleMs,
      take(bytes, { must = false } = {}) {
        const mine = ofConnections.get(connection) ?? 0
        const fits =
          total + bytes <= limits.total && (mine === 0 || mine + bytes <= limits.ofConnection)
        if (!fits && !must) return undefined
        add(connection, bytes)
        let isReserved = true
        return () => {
          if (isReserved) add(connection, -bytes)
          isReserved = false
        }
      },
    }),
  }
}
