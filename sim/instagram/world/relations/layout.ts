import type { Circle, Member, PersonRef } from './person.ts'
import { filled, isTaken, type Slots } from './slots.ts'

export const LIST_KINDS = ['followers', 'following'] as const
export type ListKind = (typeof LIST_KINDS)[number]

/** The occupant of a slot: one of the people, a mutual by number, or a guest added by an order. */
export type Occupant =
  | { kind: 'person'; ref: PersonRef }
  | { kind: 'mutual'; number: number }
  | { kind: 'guest'; member: Member }

/**
 * The layout of a list: the `mutuals` are spread evenly over its first `base` slots, all others
 * belong to the circle of this kind of list. `guests` have slots added later.
 */
export type Layout = {
  readonly kind: ListKind
  readonly creatorIndex: number
  readonly base: number
  readonly mutuals: number
  readonly slots: Slots
  readonly guests: ReadonlyMap<number, Occupant>
}

/** Above this, the places of mutuals exceed the precision of a double. */
export const MAX_MUTUALS = 1_000_000

export const createLayout = (
  owner: Pick<Layout, 'kind' | 'creatorIndex'>,
  base: number,
  mutuals: number,
): Layout => ({ ...owner, base, mutuals, slots: filled(base), guests: new Map() })

const circleOf = (kind: ListKind): Circle => (kind === 'followers' ? 'fan' : 'idol')

/** The current or former occupant of a slot. */
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

/** The slot of a person; null if absent. */
export function slotOf(layout: Layout, occupant: Occupant): number | null {
  const { base, mutuals, slots, guests } = layout
  const isHere = (slot: number): boolean =>
    isTaken(slots, slot) && keyOf(occupantOf(layout, slot)) === keyOf(occupant)
  for (const slot of guests.keys()) if (isHere(slot)) return slot
  if (occupant.kind === 'guest') return null
  const slot =
    occupant.kind === 'mutual'
      ? Math.floor((numberAt(layout, occupant.number) * base) / mutuals)
      : occupant.ref.ordinal
  return isHere(slot) ? slot : null
}

function keyOf(occupant: Occupant): string {
  if (occupant.kind === 'mutual') return `mutual ${occupant.number}`
  if (occupant.kind === 'guest') return `guest ${occupant.member.pk}`
  const { creatorIndex, circle, ordinal } = occupant.ref
  return `${circle} ${creatorIndex} ${ordinal}`
}
