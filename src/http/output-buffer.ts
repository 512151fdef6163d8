import type { OutputBuffer, HttpContext } from './context.ts'
import { AnswersWaitError } from './errors.ts'

/** Bytes of answers that wait for clients in a process: a container may have 512 MB. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024
/** The same of one connection, which may pipeline requests; its first answer may be larger. */
const MAX_WAITING_OF_CONNECTION = 4 * 1024 * 1024
/** A streamed file counts as this: a page of rows waits in memory. */
export const DOWNLOAD_BYTES = 2 * 1024 * 1024

/** Real time in which a client has to take the next piece of an answer. */
const IDLE_READER_MS = 30_000

export type AnswerLimits = { total: number; ofConnection: number; idleMs: number }

const DEFAULTS: AnswerLimits = {
  total: MAX_WAITING_BYTES,
  ofConnection: MAX_WAITING_OF_CONNECTION,
  idleMs: IDLE_READER_MS,
}

export type OutputBuffers = {
  /** The room of a connection; its answers share it. */
  of(connection: object): OutputBuffer
  idleMs: number
  /** Bytes that wait in all connections. */
  waiting(): number
}

/**
 * Takes room of the connection for an answer; the result gives it back. `must`: its work is done.
 * Throws AnswersWaitError when too much waits already.
 */
export function reserveOutput(
  c: HttpContext,
  bytes: number,
  options?: { must?: boolean },
): () => void {
  const room = c.env?.room
  const release = room ? room.take(bytes, options) : () => undefined
  if (!release) throw new AnswersWaitError()
  return release
}

/** Counts bytes that wait for clients, and refuses more than the limits. */
export function createOutputBuffers(given: Partial<AnswerLimits> = {}): OutputBuffers {
  const limits = { ...DEFAULTS, ...given }
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
        let isTaken = true
        return () => {
          if (isTaken) add(connection, -bytes)
          isTaken = false
        }
      },
    }),
  }
}
