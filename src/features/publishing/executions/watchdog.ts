import { TransientError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log/log.ts'

/**
 * Real time without progress: after the first gramd logs a line, after the second it ends the run.
 */
const WARNED_MS = 240_000
const ENDED_MS = 300_000
/** An upload has longer: as long as its bytes take at this pace. */
const BYTES_A_MS = 50

export class NoProgressError extends TransientError {
  override readonly code = 'no_progress'
}

/** Aborts a run that makes no progress. */
export type Watchdog = {
  /** Aborts with the task, and after too long without progress. */
  signal: AbortSignal
  /** Restarts the deadline; so many bytes are sent next. */
  touchDeadline(bytes: number): void
  stop(): void
}

/** Watches a run; `warn` is called once for each stall. */
export function runWatchdog(task: AbortSignal, warn: (quietMs: number) => void): Watchdog {
  const stalled = new AbortController()
  let timers: NodeJS.Timeout[] = []
  const stop = (): void => timers.forEach(clearTimeout)
  const end = (ms: number): void =>
    stalled.abort(new NoProgressError(`no progress for ${Math.round(ms / 1_000)} s`))
  return {
    signal: AbortSignal.any([task, stalled.signal]),
    touchDeadline(bytes) {
      stop()
      const longer = Math.ceil(bytes / BYTES_A_MS)
      timers = [
        setTimeout(() => warn(WARNED_MS + longer), WARNED_MS + longer),
        setTimeout(() => end(ENDED_MS + longer), ENDED_MS + longer),
      ]
    },
    stop,
  }
}

/** Watches a task from now on, and logs its stalls with these fields. */
export function taskWatchdog(
  { signal, log }: { signal: AbortSignal; log: Pick<Logger, 'warn'> },
  fields: Readonly<Record<string, string>>,
): Watchdog {
  const watch = runWatchdog(signal, (quietMs) =>
    log.warn({ ...fields, quiet_ms: quietMs }, 'task makes no progress'),
  )
  watch.touchDeadline(0)
  return watch
}
