import { permutation } from '../permutation.ts'
import { occupantOf, slotOf, type Layout, type Occupant } from './layout.ts'
import { countOf, isTaken, shortenedTo, takenSlots, without } from './slots.ts'

/** The members that leave a list: the newest, the oldest, or some from anywhere. */
export const LEAVERS = ['newest', 'oldest', 'anywhere'] as const
export type Leavers = (typeof LEAVERS)[number]

/** The list with `count` members: new ones on top, or without the newest. */
export function resized(layout: Layout, count: number): Layout {
  const { slots } = layout
  const now = countOf(slots)
  if (count < now) return { ...layout, slots: shortenedTo(slots, count) }
  return { ...layout, slots: { total: slots.total + (count - now), gaps: slots.gaps } }
}

/** The list with this person on top. */
export function entered(layout: Layout, occupant: Occupant): Layout {
  const { total, gaps } = layout.slots
  const guests = new Map(layout.guests).set(total, occupant)
  return { ...layout, guests, slots: { total: total + 1, gaps } }
}

/** The list without the occupants of these slots. */
export const left = (layout: Layout, slots: readonly number[]): Layout => ({
  ...layout,
  slots: without(
    layout.slots,
    slots.map((slot) => ({ from: slot, to: slot + 1 })),
  ),
})

/** The slots of `count` leaving members, without `staying`; fewer if there are no more. */
export function leavers(
  layout: Layout,
  order: { count: number; which: Leavers; key: number },
  isStaying: (occupant: Occupant) => boolean,
): number[] {
  const { slots } = layout
  const found: number[] = []
  for (const slot of candidates(layout, order)) {
    if (found.length >= order.count) break
    if (isTaken(slots, slot) && !isStaying(occupantOf(layout, slot))) found.push(slot)
  }
  return found
}

function* candidates(
  { slots }: Layout,
  { which, key }: { which: Leavers; key: number },
): Generator<number> {
  if (which === 'newest') yield* takenSlots(slots)
  else if (which === 'oldest') for (let slot = 0; slot < slots.total; slot++) yield slot
  else yield* permutation(slots.total, key)
}

/** The list with the last `count` leavers back on top. */
export function returned(layout: Layout, count: number): Layout {
  const back: Occupant[] = []
  for (const { from, to } of layout.slots.gaps.toReversed()) {
    for (let slot = to - 1; slot >= from && back.length < count; slot--) {
      const occupant = occupantOf(layout, slot)
      if (slotOf(layout, occupant) === null) back.push(occupant)
    }
  }
  return back.reduce(entered, layout)
}
