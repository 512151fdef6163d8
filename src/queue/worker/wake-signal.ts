/** Lets one sleeper be woken from many sides. A ring that nobody waits for is kept for the next one who does. */
export type Bell = {
  ring(): void
  /** How often it has rung. */
  readonly rings: number
  /** Resolves at the next ring, when `ms` (real time) have passed, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createBell(): Bell {
  let rings = 0
  let rung = false
  let wake: (() => void) | undefined
  return {
    get rings() {
      return rings
    },
    ring() {
      rings += 1
      rung = true
      wake?.()
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
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
      rung = false
      wake = undefined
    },
  }
}
