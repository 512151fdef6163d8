/**
 * Whether a result says that there was nothing to do: every count is 0 and every flag false. Upkeep
 * runs every minute, and logging empty runs would hide the rest.
 */
export function isIdleResult(result: unknown): boolean {
  if (result === null || result === undefined || result === 0 || result === false) return true
  if (typeof result !== 'object') return false
  return Object.values(result).every(isIdleResult)
}
