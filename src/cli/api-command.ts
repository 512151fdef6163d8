import type { ApiClient } from './api-client.ts'

/** What the shell gave: words after the command, options with a value, and flags. */
export type Input = {
  words: readonly string[]
  options: Readonly<Record<string, string | undefined>>
  flags: ReadonlySet<string>
}

/** A command that talks to the API of a running gramd. */
export type ApiCommand = {
  /** The words that call it, such as `accounts add`. */
  name: string
  /** Says which options it takes: those in it and no others. */
  usage: string
  summary: string
  /** How many words it takes; `hasMore` allows more of the last. */
  needs: number
  hasMore?: true
  run(api: ApiClient, input: Input): Promise<unknown>
}

/** The words make no request; its text is fit to show. */
export class UsageError extends Error {}

export const query = (
  path: string,
  values: Readonly<Record<string, string | undefined>>,
): string => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) if (value !== undefined) search.set(key, value)
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

export const word = (input: Input, place: number): string =>
  encodeURIComponent(input.words[place] ?? '')

/** The number that an option holds. Throws a UsageError for anything else: JSON would make nothing of it. */
export function number({ options }: Pick<Input, 'options'>, name: string): number | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  const read = Number(value)
  if (value.trim() !== '' && Number.isFinite(read)) return read
  throw new UsageError(`--${name}: expected a number in digits, not '${value}'`)
}

/** `--notes ''` takes notes away. */
export const orNull = (value: string | undefined): string | null | undefined =>
  value === '' ? null : value

/** A switch that takes `on` or `off`, as where leaving it out means that nothing changes. */
export function onOff(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined
  if (value === 'on' || value === 'off') return value === 'on'
  throw new UsageError(`--${name}: expected on or off`)
}
