/**
 * Wakes one sleeper from several sources. A notification without a sleeper is kept for the next
 * one.
 */
export type WakeSignal = {
  notify(): void
  /** Notifications so far. */
  readonly count: number
  /** Resolves at a notification, after `ms` (real time), or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createWakeSignal(): WakeSignal {
  let count = 0
  let isRetained = false
  let wake: (() => void) | undefined
  return {
    get count() {
      return count
    },
    notify() {
      count += 1
      isRetained = true
      wake?.()
    },
    async wait(ms, signal) {
      if (!isRetained && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            resolve()
          }
          const timer = setTimeout(done, ms)
          wake = done
          signal.addEventListener('abort', done, { once: true })
        })
      }
      isRetained = false
      wake = undefined
    },
  }
}
