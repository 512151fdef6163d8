import type { Creator } from '../creator.ts'
import { occupantOf, slotOf, type Layout, type Occupant } from './layout.ts'
import { personOfPk, personOfUsername, type Member, type PersonRef } from './person.ts'
import { countOf, isTaken, risingSlots, slotAfter, takenSlots } from './slots.ts'

/** A snapshot of a list: later changes do not affect it. */
export type MemberList = {
  count: number
  /** Newest first, only those below a slot if given. */
  members(before?: number): Generator<{ slot: number; member: Member }>
  /** The slot below which the list continues after its `offset` newest members. */
  slotAfter(offset: number): number
  /** Oldest first, only those above a slot if given. */
  fromOldest(above?: number): Generator<{ slot: number; member: Member }>
  has(pk: string): boolean
  /** At most `limit` members whose username or name contains the text; see `SEARCHED`. */
  search(text: string, most: number): Member[]
}

/** How occupants of slots become members. */
export type MemberSource = {
  seed: number
  /** The creator of a mutual's number; null for one of the people. */
  friend(number: number): Creator | null
  /** The number of the mutual who is this creator; negative for others. */
  numberOf(pk: string): number
  person(ref: PersonRef): Member
}

/** A search covers this many of the newest members; older ones match by whole username. */
const SEARCHED = 20_000

export function createMemberList(layout: Layout, source: MemberSource): MemberList {
  const { slots, creatorIndex } = layout

  function memberAt(slot: number): Member {
    const occupant = occupantOf(layout, slot)
    if (occupant.kind === 'guest') return occupant.member
    if (occupant.kind === 'person') return source.person(occupant.ref)
    const { number: ordinal } = occupant
    return source.friend(ordinal) ?? source.person({ creatorIndex, circle: 'friend', ordinal })
  }

  function slotOfPk(pk: string): number | null {
    for (const [slot, occupant] of layout.guests) {
      const isHere = occupant.kind === 'guest' && occupant.member.pk === pk
      if (isHere && isTaken(slots, slot)) return slot
    }
    const occupant = occupantOfRef(personOfPk(pk)) ?? mutualOf(source.numberOf(pk))
    const slot = occupant && slotOf(layout, occupant)
    // A person is absent while a creator takes its place.
    return slot !== null && memberAt(slot).pk === pk ? slot : null
  }

  function occupantOfRef(ref: PersonRef | null): Occupant | null {
    if (!ref || ref.creatorIndex !== creatorIndex) return null
    return ref.circle === 'friend' ? mutualOf(ref.ordinal) : { kind: 'person', ref }
  }
  const mutualOf = (number: number): Occupant | null =>
    number < 0 || number >= layout.mutuals ? null : { kind: 'mutual', number }

  function* members(before?: number): ReturnType<MemberList['members']> {
    for (const slot of takenSlots(slots, before)) yield { slot, member: memberAt(slot) }
  }

  function* fromOldest(above = -1): ReturnType<MemberList['members']> {
    for (const slot of risingSlots(slots, above)) yield { slot, member: memberAt(slot) }
  }

  return {
    count: countOf(slots),
    members,
    fromOldest,
    slotAfter: (offset) => slotAfter(slots, offset),
    has: (pk) => slotOfPk(pk) !== null,
    search(text, most) {
      const wanted = text.toLowerCase()
      const person = personOfUsername(wanted, source.seed)
      const exact =
        person && slotOf(layout, occupantOfRef(person) ?? { kind: 'person', ref: person })
      const found = new Map<string, Member>()
      const add = (member: Member): void => {
        const { pk, username, fullName } = member
        const isMeant = [username, fullName ?? ''].some((name) =>
          name.toLowerCase().includes(wanted),
        )
        if (isMeant) found.set(pk, member)
      }
      if (exact !== null) add(memberAt(exact))
      let left = SEARCHED
      for (const { member } of members()) {
        if (left === 0 || found.size >= most) break
        left -= 1
        add(member)
      }
      return [...found.values()]
    },
  }
}

/** The same list the other way round: its slots are negative, so that pages of both go down. */
export function oldestFirst(list: MemberList): MemberList {
  const members: MemberList['members'] = function* members(before) {
    const above = before === undefined || before > 0 ? -1 : -before
    for (const { slot, member } of list.fromOldest(above)) yield { slot: -slot, member }
  }
  return {
    ...list,
    members,
    slotAfter(offset) {
      let left = offset
      for (const { slot } of members()) {
        if (left === 0) return slot + 1
        left -= 1
      }
      return Number.MIN_SAFE_INTEGER
    },
  }
}
