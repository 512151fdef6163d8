import type { Entry } from './sentence.ts'

/** Equal acts of one person, newest first. */
export type Acts = [Entry, ...Entry[]]

const MINUTE_MS = 60_000

/** The new values that a sentence names: acts with others are others. */
const changeOf = ({ after }: Entry): string =>
  JSON.stringify([after?.['status'] ?? null, after?.['role'] ?? null])

const isAlike = (one: Entry, other: Entry): boolean =>
  one.principal === other.principal &&
  one.action === other.action &&
  one.parent?.ref === other.parent?.ref &&
  (one.status ?? 0) >= 400 === (other.status ?? 0) >= 400 &&
  changeOf(one) === changeOf(other)

/** Joins equal acts that follow each other within a minute; rows are newest first. */
export function groupActs(entries: readonly Entry[]): Acts[] {
  const groups: Acts[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    const [newest] = last ?? []
    const isSoon = newest !== undefined && Date.parse(newest.at) - Date.parse(entry.at) <= MINUTE_MS
    if (last && newest && isSoon && isAlike(newest, entry)) last.push(entry)
    else groups.push([entry])
  }
  return groups
}
