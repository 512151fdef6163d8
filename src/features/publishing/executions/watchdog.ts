import { TransientError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log/log.ts'

/** Real time without progress: after the first a line is logged, after the second a run is ended. */
const WARNED_MS = 240_000
const ENDED_MS = 300_000
/** Who sends bytes has longer, as long as they take at this pace. */
const BYTES_A_MS = 50

export class NoProgressError extends TransientError {
  override readonly code = 'no_progress'
}

/** Aborts a run that makes no progress. */
export type Watchdog = {
  /** Aborts with the task, and when nothing went on for too long. */
  signal: AbortSignal
  /** Something has gone on; so many bytes are to be sent next. */
  touchDeadline(bytes: number): void
  stop(): void
}

/** `tell` is called once for each time that a run stands still. */
export function runWatchdog(task: AbortSignal, tell: (quietMs: number) => void): Watchdog {
  const stalled = new AbortController()
  let timers: NodeJS.Timeout[] = []
  const stop = (): void => timers.forEach(clearTimeout)
  const end = (ms: number): void =>
    stalled.abort(new NoProgressError(`nothing went on for ${Math.round(ms / 1_000)} s`))
  return {
    signal: AbortSignal.any([task, stalled.signal]),
    touchDeadline(bytes) {
      stop()
      const longer = Math.ceil(bytes / BYTES_A_MS)
      timers = [
        setTimeout(() => tell(WARNED_MS + longer), WARNED_MS + longer),
        setTimeout(() => end(ENDED_MS + longer), ENDED_MS + longer),
      ]
    },
    stop,
  }
}

/** As `runWatchdog`, of a task that begins now: what stands still is logged, with these fields. */
export function taskWatchdog(
  { signal, log }: { signal: AbortSignal; log: Pick<Logger, 'warn'> },
  fields: Readonly<Record<string, string>>,
): Watchdog {
  const watch = runWatchdog(signal, (quietMs) =>
    log.warn({ ...fields, quiet_ms: quietMs }, 'task stands still'),
  )
  watch.touchDeadline(0)
  return watch
}
