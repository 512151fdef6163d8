import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'
import { createLogOutput, openSink, type LogLoss } from './log-output.ts'
import { rememberRepeats } from './log-repeats.ts'
import { redact } from './redact.ts'

export type { Logger } from 'pino'

/** How long (real ms) a process that ends waits for a slow reader of its log. */
const LAST_LINES_MS = 1_000

/**
 * Logs to a file descriptor without ever waiting for it or failing with it, in readable lines where
 * a person watches; `loss` tells what was not written.
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

/** Loaded only where it is needed, since that takes longer than most commands. */
async function readableLines(): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty')
  return prettyFactory({ colorize: true, singleLine: true })
}

/**
 * One JSON line per event. A failure that passes by itself is told once a minute, with how many
 * lines like it were left out.
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
    // Under any other name pino would print an error's own properties.
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

/** Causes may run in a circle. */
const DEEPEST_CAUSE = 5

/**
 * What of an error may be logged: never its own properties, which hold requests and with them
 * secrets.
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
