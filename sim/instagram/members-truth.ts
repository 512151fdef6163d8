import { hash32 } from './random.ts'
import type { MemberList } from './world/relations/member-list.ts'
import type { Member } from './world/relations/person.ts'

/** Somebody in a list in the words of the platform port: what a perfect client keeps. */
export type TrueMember = {
  platformId: string
  username: string
  isPrivate: boolean | null
  isVerified: boolean | null
}

/** Two lists with the same sums have the same members, in whatever order: `ids` compares who, `whole` all that is kept. */
export type MembersSum = { count: number; ids: string; whole: string }

/** How many members are summed up before others get their turn. */
const AT_ONCE = 5_000

const trueMember = ({ pk, username, isPrivate, isVerified }: Member): TrueMember => ({
  platformId: pk,
  username,
  isPrivate,
  isVerified,
})

/** The members of a list, newest first, one after the other: a list of any length costs no memory. */
export function* trueMembers(list: MemberList): Generator<TrueMember> {
  for (const { member } of list.members()) yield trueMember(member)
}

/** Those who are in both lists, in the order of the shorter one. */
export function* trueMutuals(one: MemberList, other: MemberList): Generator<TrueMember> {
  const [shorter, longer] = one.count <= other.count ? [one, other] : [other, one]
  for (const { member } of shorter.members()) if (longer.has(member.pk)) yield trueMember(member)
}

/** Sums up members as they come; a member that comes twice counts twice. */
export async function sumMembers(
  members: Iterable<TrueMember> | AsyncIterable<TrueMember>,
): Promise<MembersSum> {
  const ids = createSum()
  const whole = createSum()
  let count = 0
  for await (const { platformId, username, isPrivate, isVerified } of members) {
    ids.add(platformId)
    whole.add([platformId, username, isPrivate, isVerified].join(' '))
    count += 1
    if (count % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  return { count, ids: ids.value(), whole: whole.value() }
}

/** 64 bits: the sums of two hashes, so that the order does not matter. */
function createSum(): { add(text: string): void; value(): string } {
  let [high, low] = [0, 0]
  const hex = (part: number): string => part.toString(16).padStart(8, '0')
  return {
    add(text) {
      high = (high + hash32(text, 11)) >>> 0
      low = (low + hash32(text, 12)) >>> 0
    },
    value: () => hex(high) + hex(low),
  }
}
