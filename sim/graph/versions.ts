import { GraphProblem } from './errors.ts'

/** Meta's versions, oldest first, with the day from which each is no longer served. */
const VERSIONS: readonly (readonly [name: string, endsOn: string | null])[] = [
  ['v19.0', '2026-05-21'],
  ['v20.0', '2026-09-24'],
  ['v21.0', '2027-01-21'],
  ['v22.0', '2027-05-20'],
  ['v23.0', '2027-10-08'],
  ['v24.0', '2028-02-18'],
  ['v25.0', '2028-07-29'],
  ['v26.0', null],
  ['v27.0', null],
]

/** The version that serves a call: the oldest live one in place of a retired one. */
export function servedVersion(
  requested: string,
  at: number,
): { version: string; isRetired: boolean } {
  const known = VERSIONS.findIndex(([name]) => name === requested)
  if (known < 0) {
    throw new GraphProblem({ message: `Unknown path components: /${requested}`, code: 2500 })
  }
  const live = VERSIONS.findIndex(([, end]) => end === null || at < Date.parse(end))
  const served = VERSIONS[Math.max(known, live)]?.[0] ?? requested
  return { version: served, isRetired: known < live }
}
