import { inspect } from 'node:util'
import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'
import { classify } from '../classify.ts'
import { TransientError } from '../errors.ts'
import { createLogOutput, openSink, type LogLoss } from './log-output.ts'
import { redact } from './redact.ts'
import { harmlessJson, printableJson } from '../terminal-text.ts'

export type { Logger } from 'pino'

/** Real ms that an ending process waits for a slow reader of its log. */
const LAST_LINES_MS = 1_000

/**
 * Logs to a file descriptor without waiting for it or failing with it; readable lines for a
 * terminal. `loss` counts unwritten lines.
 */
export async function openLog(options: {
  level: string
  pretty: boolean
  fd: number
  /** Receives each line as JSON too. */
  watch?: ((line: string) => void) | undefined
}): Promise<{ log: Logger; loss: () => LogLoss }> {
  const output = createLogOutput(openSink(options.fd), (lost) =>
    log.warn(lost, 'log lines were dropped; writing works again'),
  )
  process.once('exit', () => output.close(LAST_LINES_MS))
  const readable = options.pretty ? await readableLines() : printableJson
  const destination = {
    write(line: string) {
      output.write(readable(line))
      options.watch?.(line)
    },
  }
  const log = createLogger({ level: options.level, destination })
  return { log, loss: () => output.loss() }
}

/** Loaded only when needed, since loading takes longer than most commands. */
async function readableLines(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({ colorize: true, singleLine: true })
  return (line) => pretty(harmlessJson(line))
}

/**
 * Writes one JSON line per event; a repeated transient failure once a minute, with the number of
 * skipped lines.
 */
export function createLogger(options: {
  level: string
  destination: DestinationStream
  nowMs?: () => number
}): Logger {
  const repeats = rememberRepeats(options.nowMs)
  const settings = {
    level: options.level,
    base: null,
    messageKey: 'msg',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // Under another name pino would print an error's own properties.
    serializers: { err: describeError, error: describeError },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
        const [fields, message] = args as unknown[]
        if (!hasError(fields) || typeof message !== 'string') return method.apply(this, args)
        const { write, suppressed } = repeats({ ...this.bindings(), ...fields }, message)
        if (suppressed > 0 && write)
          method.apply(this, [{ ...fields, left_out: suppressed }, message])
        else if (write) method.apply(this, args)
      },
    },
  }
  return pino(settings, options.destination)
}

const hasError = (fields: unknown): fields is Record<string, unknown> =>
  typeof fields === 'object' && fields !== null && 'err' in fields

type ErrorFields = {
  name: string
  message: string
  code?: string
  stack?: string
  cause?: ErrorFields
}

/** Causes may be circular. */
const DEEPEST_CAUSE = 5

/** The loggable part of an error: never its own properties, such as requests with secrets. */
export function describeError(error: unknown): ErrorFields {
  return describeCause(error, 0)
}

function describeCause(error: unknown, depth: number): ErrorFields {
  if (!(error instanceof Error)) return { name: 'unknown', message: redact(String(error)) }
  return {
    name: error.name,
    message: redact(error.message),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...(error.stack === undefined ? {} : { stack: redact(error.stack) }),
    ...(error.cause === undefined || depth === DEEPEST_CAUSE
      ? {}
      : { cause: describeCause(error.cause, depth + 1) }),
  }
}

/** Time (real ms) during which a line is not repeated. */
const REMIND_AFTER_MS = 60_000
/** Lines remembered before expired ones are removed. */
const MANY = 100

/** Returns whether to write a line with these fields, and how many like it were skipped before. */
type Repeats = (
  fields: Readonly<Record<string, unknown>>,
  message: string,
) => { write: boolean; suppressed: number }

/**
 * While a database or network is down, many loops fail every second, each in the same way. After
 * the first line one per minute is enough. Lines differ by any field but the stack, so those of
 * other tasks are kept.
 */
function rememberRepeats(nowMs: () => number = () => performance.now()): Repeats {
  const said = new Map<string, { atMs: number; suppressed: number }>()
  return ({ err, ...fields }, message) => {
    const error = classify(err)
    if (!(error instanceof TransientError)) return { write: true, suppressed: 0 }
    const key = inspect([message, error.message, causeOf(error.cause), fields])
    const last = said.get(key)
    if (last && nowMs() - last.atMs < REMIND_AFTER_MS) {
      last.suppressed += 1
      return { write: false, suppressed: last.suppressed }
    }
    if (said.size >= MANY)
      for (const [known, { atMs }] of said)
        if (nowMs() - atMs >= REMIND_AFTER_MS) said.delete(known)
    said.set(key, { atMs: nowMs(), suppressed: 0 })
    return { write: true, suppressed: last?.suppressed ?? 0 }
  }
}

const causeOf = (cause: unknown): string => (cause instanceof Error ? cause.message : '')
