import type { TrueMember } from '../instagram/members-truth.ts'

/** The members that a list had at some moments. */
export type ListHistory = {
  /** Adds the whole list at one more moment. */
  add(members: Iterable<TrueMember> | AsyncIterable<TrueMember>): Promise<void>
  /** Compares what a reader found, in any order. */
  compare(found: AsyncIterable<TrueMember>): Promise<ListDifference>
}

/** Counts of wrong members; `examples` names a few of each kind. */
export type ListDifference = {
  /** In the list at every moment, and not found. */
  missing: number
  /** Found, but never in the list. */
  extra: number
  /** Found with a name or flags that they never had. */
  changed: number
  examples: string[]
}

const EXAMPLES = 5

type Known = { moments: number; variants: string[] }

export function createListHistory(): ListHistory {
  const known = new Map<string, Known>()
  let moments = 0
  return {
    async add(members) {
      moments += 1
      for await (const member of members) {
        const entry = known.get(member.platformId) ?? { moments: 0, variants: [] }
        entry.moments += 1
        const variant = variantOf(member)
        if (!entry.variants.includes(variant)) entry.variants.push(variant)
        known.set(member.platformId, entry)
      }
    },
    async compare(found) {
      const difference: ListDifference = { missing: 0, extra: 0, changed: 0, examples: [] }
      const count = (kind: 'missing' | 'extra' | 'changed', id: string): void => {
        difference[kind] += 1
        if (difference[kind] <= EXAMPLES) difference.examples.push(`${kind} ${id}`)
      }
      const ids = new Set<string>()
      for await (const member of found) {
        ids.add(member.platformId)
        const entry = known.get(member.platformId)
        if (!entry) count('extra', member.platformId)
        else if (!entry.variants.includes(variantOf(member))) count('changed', member.platformId)
      }
      for (const [id, entry] of known)
        if (entry.moments === moments && !ids.has(id)) count('missing', id)
      return difference
    },
  }
}

const variantOf = ({ username, isPrivate, isVerified }: TrueMember): string =>
  [username, isPrivate, isVerified].join(' ')
