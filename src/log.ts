import { pino, type DestinationStream, type Logger } from 'pino'
import { redact } from './redact.ts'

export type { Logger } from 'pino'

/** One JSON line per event on `destination` (stdout by default); readable lines instead where a person watches. */
export function createLogger(options: {
  level: string
  pretty: boolean
  destination?: DestinationStream
}): Logger {
  const settings = {
    level: options.level,
    base: null,
    messageKey: 'msg',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // Under any other name pino would print an error's own properties.
    serializers: { err: describeError, error: describeError },
  }
  if (options.destination) return pino(settings, options.destination)
  if (!options.pretty) return pino(settings)
  return pino({
    ...settings,
    transport: { target: 'pino-pretty', options: { colorize: true, singleLine: true } },
  })
}

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
