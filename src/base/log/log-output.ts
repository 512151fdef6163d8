import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty } from 'node:tty'
import { codeOf } from '../errors.ts'

/** Lines not written since the process began, and why none can be now (null while they can). */
export type LogLoss = { dropped: number; failing: { since: Date; code: string } | null }

export type LogOutput = {
  /** Writes one line, with its end. Never waits and never throws. */
  write(line: string): void
  loss(): LogLoss
  /** Writes pending lines for at most `patienceMs` (real time). */
  close(patienceMs: number): void
}

/** Writes some of the bytes and returns how many, or throws; EAGAIN when it would have to wait. */
export type Sink = (bytes: Buffer) => number

/** Limit of pending lines in memory for a slow reader; more are dropped. */
const MAX_WAITING_BYTES = 1_048_576
const RETRY_MS = 50
/** How often a closing output retries. */
const CLOSING_RETRY_MS = 5

const WOULD_WAIT = new Set(['EAGAIN', 'EWOULDBLOCK', 'EBUSY'])

/**
 * The output of log lines. A line that cannot be written (full disk, no reader, or a stalled reader
 * without room) is dropped and counted: logging must never block gramd. The next line is tried
 * again; `onWorking` is called when writing works again, with the number of lines dropped
 * meanwhile.
 */
export function createLogOutput(
  sink: Sink,
  onWorking: (loss: { dropped: number; since: Date; code: string }) => void = () => undefined,
): LogOutput {
  const lines = new PendingLines(sink)
  let timer: NodeJS.Timeout | undefined
  let dropped = 0
  let failing: { since: Date; code: string; dropped: number } | null = null

  function drop(count: number, code: string): void {
    dropped += count
    failing ??= { since: new Date(), code, dropped: 0 }
    failing.dropped += count
    failing.code = code
  }

  /** Writes what it can; false when it must wait for the reader. */
  function drain(): boolean {
    const end = lines.drain()
    if (end === 'wait') return false
    if (end !== 'written') drop(end.dropped, end.code)
    else if (failing) {
      const { dropped: count, since, code } = failing
      failing = null
      onWorking({ dropped: count, since, code })
    }
    return true
  }

  function drainSoon(): void {
    timer = setTimeout(() => {
      timer = undefined
      if (!drain()) drainSoon()
    }, RETRY_MS).unref()
  }

  return {
    write(line) {
      if (!lines.add(Buffer.from(line))) drop(1, 'EAGAIN')
      else if (!timer && !drain()) drainSoon()
    },
    loss: () => ({
      dropped,
      failing: failing && { since: failing.since, code: failing.code },
    }),
    close(patienceMs) {
      clearTimeout(timer)
      const deadline = performance.now() + patienceMs
      const never = new Int32Array(new SharedArrayBuffer(4))
      while (!drain() && performance.now() < deadline) Atomics.wait(never, 0, 0, CLOSING_RETRY_MS)
    },
  }
}

/** Lines in memory that a sink has not taken yet. */
class PendingLines {
  readonly #sink: Sink
  #lines: Buffer[] = []
  #bytes = 0
  /** Whether part of the first pending line was written. */
  #begun = false
  /** Whether the last written line lacks its end. */
  #torn = false

  constructor(sink: Sink) {
    this.#sink = sink
  }

  /** False when there is no room. */
  add(line: Buffer): boolean {
    if (this.#bytes + line.length > MAX_WAITING_BYTES) return false
    this.#lines.push(line)
    this.#bytes += line.length
    return true
  }

  /** Writes all lines; `wait` while the reader is slow. Drops them when they cannot be written. */
  drain(): 'written' | 'wait' | { dropped: number; code: string } {
    try {
      for (let line = this.#lines[0]; line; line = this.#lines[0]) this.#write(line)
      return 'written'
    } catch (error) {
      const code = codeOf(error) ?? 'unknown'
      if (WOULD_WAIT.has(code)) return 'wait'
      const dropped = this.#lines.length
      this.#torn ||= this.#begun
      this.#begun = false
      this.#lines = []
      this.#bytes = 0
      return { dropped, code }
    }
  }

  #write(line: Buffer): void {
    const bytes = this.#torn && !this.#begun ? Buffer.concat([Buffer.from('\n'), line]) : line
    const written = this.#sink(bytes)
    if (written === bytes.length) {
      this.#bytes -= line.length
      this.#lines.shift()
      this.#begun = false
      this.#torn = false
    } else {
      this.#bytes -= line.length - (bytes.length - written)
      this.#lines[0] = bytes.subarray(written)
      this.#begun ||= written > 0
    }
  }
}

/**
 * A sink that never waits for the reader of `fd`: a stopped pipe, socket or terminal gives EAGAIN
 * instead. Files and devices are written at once.
 */
export function openSink(fd: number): Sink {
  const info = fstatSync(fd)
  if (info.isFIFO() || info.isSocket()) return unwaitingPipe(fd)
  if (isatty(fd)) return unwaitingTerminal(fd)
  return (bytes) => writeSync(fd, bytes)
}

/** Opened because Node makes a pipe that it opens non-blocking; no effect on Windows. */
function unwaitingPipe(fd: number): Sink {
  const socket = fd === process.stdout.fd ? process.stdout : new Socket({ fd, readable: false })
  socket.on('error', () => undefined)
  return (bytes) => (socket.destroyed ? gone() : writeSync(fd, bytes))
}

function gone(): never {
  throw Object.assign(new Error('the log has no reader'), { code: 'EPIPE' })
}

/** Opened again, since other programs share the descriptor. If that fails, writing may wait. */
function unwaitingTerminal(fd: number): Sink {
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    const own = openSync(`/dev/fd/${fd}`, flags)
    return (bytes) => writeSync(own, bytes)
  } catch {
    return (bytes) => writeSync(fd, bytes)
  }
}
