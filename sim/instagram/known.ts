/** The value; RangeError if it is missing. */
export function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new RangeError(`there is no ${what}`)
  return found
}
