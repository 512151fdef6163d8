/**
 * Whether a result says that there was nothing to do: every count is 0 and every flag false. Housekeeping runs every minute,
 * and a log of what it did not do hides the rest.
 */
export function isIdleResult(result: unknown): boolean {
  if (result === null || result === undefined || result === 0 || result === false) return true
  if (typeof result !== 'object') return false
  return Object.values(result).every(isIdleResult)
}
