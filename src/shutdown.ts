import type { EventEmitter } from 'node:events'
import type { Logger } from './log.ts'

/** `stopped` aborts at the first SIGTERM or SIGINT: finish what runs and go. */
export type Shutdown = { stopped: AbortSignal }

/** Turns the first signal into an orderly end, and the second into an immediate one. */
export function shutdownOnSignals(
  source: EventEmitter & Pick<NodeJS.Process, 'exit'>,
  log: Logger,
): Shutdown {
  const controller = new AbortController()
  const onSignal = (signal: string): void => {
    if (controller.signal.aborted) {
      log.warn({ signal }, 'stopping at once')
      source.exit(1)
    }
    log.info({ signal }, 'stopping')
    controller.abort()
  }
  source.on('SIGTERM', onSignal)
  source.on('SIGINT', onSignal)
  return { stopped: controller.signal }
}
