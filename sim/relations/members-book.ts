import type { TrueMember } from '../instagram/members-truth.ts'

/** Who has been in a list, by what it held at some moments. */
export type MembersBook = {
  /** The whole list at one more moment. */
  add(members: Iterable<TrueMember> | AsyncIterable<TrueMember>): Promise<void>
  /** Compares what a reader has found, whatever the order. */
  compare(found: AsyncIterable<TrueMember>): Promise<ListDifference>
}

/** What of a found list is not as in truth; `examples` are a few ids of each. */
export type ListDifference = {
  /** In the list at every moment, and not found. */
  missing: number
  /** Found, though never in the list. */
  strangers: number
  /** Found with a name or a flag that they never had. */
  changed: number
  examples: string[]
}

const EXAMPLES = 5

type Known = { moments: number; faces: string[] }

export function createMembersBook(): MembersBook {
  const known = new Map<string, Known>()
  let moments = 0
  return {
    async add(members) {
      moments += 1
      for await (const member of members) {
        const entry = known.get(member.platformId) ?? { moments: 0, faces: [] }
        entry.moments += 1
        const face = faceOf(member)
        if (!entry.faces.includes(face)) entry.faces.push(face)
        known.set(member.platformId, entry)
      }
    },
    async compare(found) {
      const difference: ListDifference = { missing: 0, strangers: 0, changed: 0, examples: [] }
      const count = (what: 'missing' | 'strangers' | 'changed', id: string): void => {
        difference[what] += 1
        if (difference[what] <= EXAMPLES) difference.examples.push(`${what} ${id}`)
      }
      const ids = new Set<string>()
      for await (const member of found) {
        ids.add(member.platformId)
        const entry = known.get(member.platformId)
        if (!entry) count('strangers', member.platformId)
        else if (!entry.faces.includes(faceOf(member))) count('changed', member.platformId)
      }
      for (const [id, entry] of known)
        if (entry.moments === moments && !ids.has(id)) count('missing', id)
      return difference
    },
  }
}

const faceOf = ({ username, isPrivate, isVerified }: TrueMember): string =>
  [username, isPrivate, isVerified].join(' ')
