import type { Circle, PersonRef } from './person.ts'
import { countOf, filled, isTaken, shortenedTo, type Slots } from './slots.ts'

export const LIST_KINDS = ['followers', 'following'] as const
export type ListKind = (typeof LIST_KINDS)[number]

/** Who stands in a slot: one of the people, or a mutual by number. */
export type Occupant = { kind: 'person'; ref: PersonRef } | { kind: 'mutual'; number: number }

/**
 * Who is where in a list: `mutuals` of its first `base` slots are spread evenly, and everybody else is of the circle
 * that this kind of list is made of. Guests have come since, under an identity of their own.
 */
export type Layout = {
  readonly kind: ListKind
  readonly creatorIndex: number
  readonly base: number
  readonly mutuals: number
  readonly slots: Slots
  readonly guests: ReadonlyMap<number, Occupant>
}

/** Beyond this many, places of mutuals would leave what a double holds exactly. */
export const MOST_MUTUALS = 1_000_000

export const createLayout = (
  owner: Pick<Layout, 'kind' | 'creatorIndex'>,
  base: number,
  mutuals: number,
): Layout => ({ ...owner, base, mutuals, slots: filled(base), guests: new Map() })

export const circleOf = (kind: ListKind): Circle => (kind === 'followers' ? 'fan' : 'idol')

/** Who stands, or stood, in a slot. */
export function occupantOf(layout: Layout, slot: number): Occupant {
  const { kind, creatorIndex, base, mutuals } = layout
  const guest = layout.guests.get(slot)
  if (guest) return guest
  if (slot < base) {
    const place = Math.ceil((slot * mutuals) / base)
    if (place < mutuals && Math.floor((place * base) / mutuals) === slot) {
      return { kind: 'mutual', number: numberAt(layout, place) }
    }
  }
  return { kind: 'person', ref: { creatorIndex, circle: circleOf(kind), ordinal: slot } }
}

/** The two lists of a creator have their mutuals in opposite order. */
const numberAt = ({ kind, mutuals }: Layout, place: number): number =>
  kind === 'followers' ? place : mutuals - 1 - place

/** Where somebody stands in the list; null for those who are not there, or not any more. */
export function slotOf(layout: Layout, occupant: Occupant): number | null {
  const { base, mutuals, slots, guests } = layout
  const isSame = (other: Occupant): boolean => keyOf(other) === keyOf(occupant)
  const guest = [...guests].findLast(([slot, other]) => isSame(other) && isTaken(slots, slot))
  if (guest) return guest[0]
  const slot =
    occupant.kind === 'mutual'
      ? Math.floor((numberAt(layout, occupant.number) * base) / mutuals)
      : occupant.ref.ordinal
  return isTaken(slots, slot) && isSame(occupantOf(layout, slot)) ? slot : null
}

function keyOf(occupant: Occupant): string {
  if (occupant.kind === 'mutual') return `mutual ${occupant.number}`
  const { creatorIndex, circle, ordinal } = occupant.ref
  return `${circle} ${creatorIndex} ${ordinal}`
}

/** The list once it has `count` members: new ones on top, or the newest gone. */
export function resized(layout: Layout, count: number): Layout {
  const now = countOf(layout.slots)
  const { total, gaps } = layout.slots
  return {
    ...layout,
    slots: count < now ? shortenedTo(layout.slots, count) : { total: total + (count - now), gaps },
  }
}
