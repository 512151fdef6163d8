import { hash32 } from './random.ts'
import type { MemberList } from './world/relations/member-list.ts'
import type { Member } from './world/relations/person.ts'

/** A member in the terms of the platform port: what a perfect client stores. */
export type TrueMember = {
  platformId: string
  username: string
  isPrivate: boolean | null
  isVerified: boolean | null
}

/** Order-independent: `ids` compares who is there, `whole` every stored field. */
export type MembersSum = { count: number; ids: string; whole: string }

/** Members that are summed before other work gets a turn. */
const AT_ONCE = 5_000

const trueMember = ({ pk, username, isPrivate, isVerified }: Member): TrueMember => ({
  platformId: pk,
  username,
  isPrivate,
  isVerified,
})

/** The members of a list, newest first, generated lazily. */
export function* trueMembers(list: MemberList): Generator<TrueMember> {
  for (const { member } of list.members()) yield trueMember(member)
}

/** Members of both lists, in the order of the shorter one. */
export function* trueMutuals(one: MemberList, other: MemberList): Generator<TrueMember> {
  const [shorter, longer] = one.count <= other.count ? [one, other] : [other, one]
  for (const { member } of shorter.members()) if (longer.has(member.pk)) yield trueMember(member)
}

/** Sums members; a member that comes twice counts twice. */
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

/** 64 bits: sums of two hashes, independent of order. */
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
