const DAY_MS = 86_400_000
/** Figures of days, even where clocks go forward: their hours say nothing. */
const DAYS_APART_MS = 20 * 3_600_000

/** A moment with its label, and its place from 0 (the left end) to 1. */
export type TimeTick = { label: string; place: number }

/** Parts of the width between labels, so that they do not meet on a phone; long labels have two. */
const [PARTS, WIDE_PARTS] = [3, 2]
const WIDE_LABEL = 8
/** A label this far from its part, as a share of the width, would make the parts uneven. */
const MAX_OFF = 0.08

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

/** Returns labels for some of the moments, evenly, oldest first; each label is there once. */
export function timeTicks(moments: readonly Date[], axis: Axis): TimeTick[] {
  const format = formatFor(moments, axis)
  const ticks = moments.map((at) => ({ label: format.format(at), place: axis.placeOf(at) }))
  const end = ticks.pop()
  if (end === undefined) return []
  const parts = end.label.length > WIDE_LABEL ? WIDE_PARTS : PARTS
  const start = ticks[0]?.place ?? 0
  const chosen: TimeTick[] = []
  for (let part = 0; part < parts; part++) {
    const place = start + ((end.place - start) * part) / parts
    const tick = nearest(ticks, place)
    if (tick === undefined || Math.abs(tick.place - place) > MAX_OFF) continue
    if (tick.label !== chosen.at(-1)?.label && tick.label !== end.label) chosen.push(tick)
  }
  return [...chosen, end]
}

const nearest = (ticks: readonly TimeTick[], place: number): TimeTick | undefined =>
  ticks.toSorted((a, b) => Math.abs(a.place - place) - Math.abs(b.place - place))[0]

function formatFor(moments: readonly Date[], { locale, timeZone }: Axis): Intl.DateTimeFormat {
  const [first = new Date(0), last = first] = [moments[0], moments.at(-1)]
  const span = last.getTime() - first.getTime()
  const hasDays = moments.length > 1 && span / (moments.length - 1) > DAYS_APART_MS
  const fitting = FORMATS.filter(({ spanMs }) => !hasDays || spanMs > 3 * DAY_MS)
  const parts = fitting.find(({ spanMs }) => span < spanMs)?.parts
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone })
}
