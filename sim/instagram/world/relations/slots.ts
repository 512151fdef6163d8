/** Slots [from, to) whose members have left. */
export type Gap = { readonly from: number; readonly to: number }

/**
 * The slots of a list, one for each person that ever joined; 0 came first. A member retains its
 * slot until it leaves, and the slot is not used again. Only the gaps are stored, sorted and
 * disjoint, so that a list of any length costs nothing.
 */
export type Slots = { readonly total: number; readonly gaps: readonly Gap[] }

export const filled = (total: number): Slots => ({ total, gaps: [] })

export const countOf = ({ total, gaps }: Slots): number =>
  gaps.reduce((left, { from, to }) => left - (to - from), total)

export const isTaken = ({ total, gaps }: Slots, slot: number): boolean =>
  slot >= 0 && slot < total && !gaps.some(({ from, to }) => slot >= from && slot < to)

/** The occupied slots below `before`, newest first. */
export function* takenSlots({ total, gaps }: Slots, before = total): Generator<number> {
  let gap = gaps.length - 1
  for (let slot = Math.min(before, total) - 1; slot >= 0; slot--) {
    while (gap >= 0 && (gaps[gap]?.from ?? 0) > slot) gap -= 1
    const { from, to } = gaps[gap] ?? { from: 0, to: 0 }
    if (slot < to) slot = from
    else yield slot
  }
}

/** The occupied slots above `above`, oldest first. */
export function* risingSlots(slots: Slots, above: number): Generator<number> {
  for (let slot = above + 1; slot < slots.total; slot++) if (isTaken(slots, slot)) yield slot
}

/** The slot below which the list continues after its `offset` newest members. */
export function slotAfter({ total, gaps }: Slots, offset: number): number {
  let left = offset
  let top = total
  for (const { from, to } of gaps.toReversed()) {
    if (top - to >= left) return top - left
    left -= top - to
    top = from
  }
  return Math.max(0, top - left)
}

/** The list without the members of these slots. */
export function without(slots: Slots, gone: readonly Gap[]): Slots {
  const gaps: { from: number; to: number }[] = []
  const all = [...slots.gaps, ...gone].toSorted((one, other) => one.from - other.from)
  for (const { from, to } of all) {
    const last = gaps.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else if (to > from) gaps.push({ from, to })
  }
  return { total: slots.total, gaps }
}

/** The list without its newest members, with `count` left. */
export const shortenedTo = (slots: Slots, count: number): Slots =>
  without(slots, [{ from: slotAfter(slots, countOf(slots) - count), to: slots.total }])
