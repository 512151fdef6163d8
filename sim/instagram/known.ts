/** What was found; RangeError when there is nothing by that name. */
export function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new RangeError(`there is no ${what}`)
  return found
}
