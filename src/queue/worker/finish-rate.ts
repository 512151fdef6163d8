/** How many tasks of each type a process has finished a moment ago. */
export type FinishRate = {
  count(typeName: string): void
  /** Tasks of the type that were finished within the last `windowMs`, roughly. */
  recent(typeName: string): number
}

/** Counts in windows of real time; the last whole one stands for the present until that has more. */
export function createFinishRate(windowMs: number): FinishRate {
  let beganAt = performance.now()
  let last = new Map<string, number>()
  let current = new Map<string, number>()
  const turn = (): void => {
    const elapsedMs = performance.now() - beganAt
    if (elapsedMs < windowMs) return
    last = elapsedMs < 2 * windowMs ? current : new Map()
    current = new Map()
    beganAt += Math.floor(elapsedMs / windowMs) * windowMs
  }
  return {
    count(typeName) {
      turn()
      current.set(typeName, (current.get(typeName) ?? 0) + 1)
    },
    recent(typeName) {
      turn()
      return Math.max(last.get(typeName) ?? 0, current.get(typeName) ?? 0)
    },
  }
}
