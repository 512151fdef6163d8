import type { EventEmitter } from 'node:events'
import type { Logger } from './log/log.ts'

/** `stopped` aborts at the first SIGTERM or SIGINT: finish running work and exit. */
export type Shutdown = { stopped: AbortSignal }

/**
 * A signal this soon (real ms) after the first is the same one: under `npm start`, Ctrl-C reaches
 * gramd from the terminal and again from npm, which forwards it.
 */
const SAME_SIGNAL_MS = 1_000

/** The first signal shuts down gracefully; another one more than a second later exits at once. */
export function shutdownOnSignals(
  source: EventEmitter & Pick<NodeJS.Process, 'exit'>,
  log: Logger,
  nowMs: () => number = () => performance.now(),
): Shutdown {
  const controller = new AbortController()
  let firstAtMs = 0
  const onSignal = (signal: string): void => {
    if (!controller.signal.aborted) {
      firstAtMs = nowMs()
      log.info({ signal }, 'stopping: running tasks may finish; another signal ends gramd at once')
      controller.abort()
    } else if (nowMs() - firstAtMs >= SAME_SIGNAL_MS) {
      log.warn({ signal }, 'stopping at once')
      source.exit(1)
    }
  }
  source.on('SIGTERM', onSignal)
  source.on('SIGINT', onSignal)
  return { stopped: controller.signal }
}
