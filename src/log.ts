import { pino, type DestinationStream, type LogFn, type Logger } from 'pino'
import { rememberRepeats } from './log-repeats.ts'
import { redact } from './redact.ts'

export type { Logger } from 'pino'

/**
 * One JSON line per event on `destination` (stdout by default); readable lines instead where a person watches. A failure
 * that passes by itself is told once a minute, with how many lines like it were left out.
 */
export function createLogger(options: {
  level: string
  pretty: boolean
  destination?: DestinationStream
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
  if (options.destination) return pino(settings, options.destination)
  if (!options.pretty) return pino(settings)
  return pino({
    ...settings,
    transport: { target: 'pino-pretty', options: { colorize: true, singleLine: true } },
  })
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

/** What of an error may be logged: never its own properties, which hold requests and with them secrets. */
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
