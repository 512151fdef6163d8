import { constants, fstatSync, openSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty } from 'node:tty'

/**
 * Lines that were not written since the process began, and why none can be written now (null while
 * they can).
 */
export type LogLoss = { dropped: number; failing: { since: Date; code: string } | null }

export type LogOutput = {
  /** Writes one line, with its end. Never waits and never throws. */
  write(line: string): void
  loss(): LogLoss
  /** Writes pending lines for at most `patienceMs` (real time). */
  close(patienceMs: number): void
}

/**
 * Writes some of the bytes and returns how many, or throws; EAGAIN when it would have to wait.
 */
export type Sink = (bytes: Buffer) => number

/** Limit of pending lines in memory for a slow reader; more are dropped. */
const MOST_WAITING_BYTES = 1_048_576
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
  const waiting: Buffer[] = []
  let waitingBytes = 0
  let timer: NodeJS.Timeout | undefined
  let dropped = 0
  let failing: { since: Date; code: string; dropped: number } | null = null
  /** Whether part of the first pending line was written. */
  let begun = false
  /** Whether the last written line lacks its end. */
  let torn = false

  function drop(lines: number, code: string): void {
    dropped += lines
    failing ??= { since: new Date(), code, dropped: 0 }
    failing.dropped += lines
    failing.code = code
  }

  /** Writes what it can; false when it must wait for the reader. */
  function drain(): boolean {
    while (waiting[0]) {
      const bytes = torn && !begun ? Buffer.concat([Buffer.from('\n'), waiting[0]]) : waiting[0]
      try {
        const written = sink(bytes)
        if (written === bytes.length) {
          waitingBytes -= waiting.shift()?.length ?? 0
          begun = false
          torn = false
        } else {
          waitingBytes -= waiting[0].length - (bytes.length - written)
          waiting[0] = bytes.subarray(written)
          begun ||= written > 0
        }
      } catch (error) {
        const code = codeOf(error)
        if (WOULD_WAIT.has(code)) return false
        torn ||= begun
        begun = false
        drop(waiting.length, code)
        waiting.length = 0
        waitingBytes = 0
        return true
      }
    }
    if (failing) {
      const { dropped: lines, since, code } = failing
      failing = null
      onWorking({ dropped: lines, since, code })
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
      const bytes = Buffer.from(line)
      if (waitingBytes + bytes.length > MOST_WAITING_BYTES) return drop(1, 'EAGAIN')
      waiting.push(bytes)
      waitingBytes += bytes.length
      if (!timer && !drain()) drainSoon()
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

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown'

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

/**
 * Opened because Node makes a pipe that it opens non-blocking; no effect on Windows.
 */
function unwaitingPipe(fd: number): Sink {
  const socket = fd === process.stdout.fd ? process.stdout : new Socket({ fd, readable: false })
  socket.on('error', () => undefined)
  return (bytes) => (socket.destroyed ? gone() : writeSync(fd, bytes))
}

function gone(): never {
  throw Object.assign(new Error('the log has no reader'), { code: 'EPIPE' })
}

/**
 * Opened again, because other programs share the terminal's descriptor. If that fails, writing may
 * wait.
 */
function unwaitingTerminal(fd: number): Sink {
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    const own = openSync(`/dev/fd/${fd}`, flags)
    return (bytes) => writeSync(own, bytes)
  } catch {
    return (bytes) => writeSync(fd, bytes)
  }
}
