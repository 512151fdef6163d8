import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'
import { createLogOutput, openSink, type LogLoss } from './log-output.ts'
import { rememberRepeats } from './log-repeats.ts'
import { redact } from './redact.ts'

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
}): Promise<{ log: Logger; loss: () => LogLoss }> {
  const output = createLogOutput(openSink(options.fd), (lost) =>
    log.warn(lost, 'log lines were dropped; writing works again'),
  )
  process.once('exit', () => output.close(LAST_LINES_MS))
  const readable = options.pretty ? await readableLines() : (line: string) => line
  const destination = { write: (line: string) => output.write(readable(line)) }
  const log = createLogger({ level: options.level, destination })
  return { log, loss: () => output.loss() }
}

/** Loaded only when needed, since loading takes longer than most commands. */
async function readableLines(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({ colorize: true, singleLine: true })
}

/**
 * One JSON line per event. A transient failure is logged once a minute, with the number of
 * suppressed lines.
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
        const { write, leftOut } = repeats({ ...this.bindings(), ...fields }, message)
        if (leftOut > 0 && write) method.apply(this, [{ ...fields, left_out: leftOut }, message])
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

/**
 * The loggable part of an error: never its own properties, which may contain requests with secrets.
 */
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
