const DAY_MS = 86_400_000
/** Figures of days, even where clocks go forward: their hours say nothing. */
const DAYS_APART_MS = 20 * 3_600_000

/** A moment with its label, and its place from 0 (the left end) to 1. */
export type TimeTick = { label: string; place: number }

/** Labels this far apart, as a share of the width, do not meet on a phone. */
const [GAP, WIDE_GAP] = [0.24, 0.42]
const WIDE_LABEL = 8
/** The last label ends where its moment is; the others have it in their middle. */
const BEFORE_END = 1.4

/** Hours within a day, hours with their day within three, days within a year, else months. */
const FORMATS = [
  { spanMs: DAY_MS, parts: { hour: '2-digit', minute: '2-digit' } },
  {
    spanMs: 3 * DAY_MS,
    parts: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  },
  { spanMs: 300 * DAY_MS, parts: { day: 'numeric', month: 'short' } },
  { spanMs: Infinity, parts: { month: 'short', year: 'numeric' } },
] as const satisfies readonly { spanMs: number; parts: Intl.DateTimeFormatOptions }[]

type Axis = {
  locale: string
  timeZone: string
  placeOf(at: Date): number
}

/** Returns labels for some of the moments, oldest first; each label is there once. */
export function timeTicks(moments: readonly Date[], axis: Axis): TimeTick[] {
  const format = formatFor(moments, axis)
  const ticks = moments.map((at) => ({ label: format.format(at), place: axis.placeOf(at) }))
  const end = ticks.pop()
  if (end === undefined) return []
  const gap = end.label.length > WIDE_LABEL ? WIDE_GAP : GAP
  const chosen: TimeTick[] = []
  for (const tick of ticks) {
    const { label, place } = chosen.at(-1) ?? { label: end.label, place: -1 }
    const isApart =
      tick.place - place >= gap && end.place - tick.place >= gap * BEFORE_END * BEFORE_END
    if (isApart && tick.label !== label && tick.label !== end.label) chosen.push(tick)
  }
  return [...chosen, end]
}

function formatFor(moments: readonly Date[], { locale, timeZone }: Axis): Intl.DateTimeFormat {
  const [first = new Date(0), last = first] = [moments[0], moments.at(-1)]
  const span = last.getTime() - first.getTime()
  const hasDays = moments.length > 1 && span / (moments.length - 1) > DAYS_APART_MS
  const fitting = FORMATS.filter(({ spanMs }) => !hasDays || spanMs > 3 * DAY_MS)
  const parts = fitting.find(({ spanMs }) => span < spanMs)?.parts
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone })
}
