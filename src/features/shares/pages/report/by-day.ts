import { dayIn, endOfDay } from '../../../../console/days.ts'
import type { Result } from './campaign-read.ts'

/** The sums of a campaign at the end of a day, and what was published in it. */
export type CampaignDay = {
  /** Such as 2026-11-25. */
  day: string
  /** The end of the day, or now. */
  at: Date
  published: number
  views: number
  reactions: number
}

/** The fields of a result that the sums of a day are made of. */
export type CountedResult = Pick<Result, 'kind' | 'basis' | 'taken_at' | 'last_read_at'> & {
  readings: readonly Pick<
    Result['readings'][number],
    'read_at' | 'plays' | 'views' | 'likes' | 'comments'
  >[]
}

type Point = { at: number; value: number }
type Course = { takenAt: number; views: Point[]; reactions: Point[] }

const DAY_MS = 86_400_000
/** The newest days of a longer campaign; sums contain the days before. */
const MAX_DAYS = 92

/**
 * Adds up the posts of a campaign by day, from its first day or post to the latest reading. Between
 * two readings a number lies on the line between them, and after the last one it stays.
 */
export function byDay(
  { creators }: { creators: readonly { results: readonly CountedResult[] }[] },
  { from, timeZone, now }: { from: string | null; timeZone: string; now: Date },
): CampaignDay[] {
  const results = creators.flatMap((creator) => creator.results)
  const courses = results.map(courseOf)
  const lastRead = results
    .flatMap(({ last_read_at: at }) => at ?? [])
    .toSorted()
    .at(-1)
  if (lastRead === undefined) return []
  const days = results.map(({ taken_at: at }) => dayIn(new Date(at), timeZone)).toSorted()
  const first = [...days, ...(from === null ? [] : [from])].toSorted()[0] ?? ''
  const last = [dayIn(new Date(lastRead), timeZone), days.at(-1) ?? ''].toSorted().at(-1) ?? ''
  return daysBetween(first, last).map((day) => {
    const end = new Date(endOfDay(day, timeZone))
    const at = end > now ? now : end
    return {
      day,
      at,
      published: days.filter((each) => each === day).length,
      views: total(courses, 'views', at),
      reactions: total(courses, 'reactions', at),
    }
  })
}

function daysBetween(first: string, last: string): string[] {
  const [from, to] = [Date.parse(first), Date.parse(last)]
  const count = Math.round((to - from) / DAY_MS) + 1
  return Array.from({ length: Math.max(0, count) }, (_, at) =>
    new Date(from + at * DAY_MS).toISOString().slice(0, 10),
  ).slice(-MAX_DAYS)
}

function courseOf({ taken_at, kind, basis, readings }: CountedResult): Course {
  const takenAt = Date.parse(taken_at)
  const points = (
    valueOf: (reading: CountedResult['readings'][number]) => number | null,
  ): Point[] =>
    readings.flatMap((reading) => {
      const value = valueOf(reading)
      return value === null ? [] : [{ at: Date.parse(reading.read_at), value }]
    })
  return {
    takenAt,
    views: basis === 'views' ? points(({ plays, views }) => plays ?? views) : [],
    reactions:
      kind === 'story'
        ? []
        : points(({ likes, comments }) =>
            likes === null || comments === null ? null : likes + comments,
          ),
  }
}

const total = (courses: readonly Course[], of: 'views' | 'reactions', at: Date): number =>
  Math.round(courses.reduce((sum, { takenAt, ...each }) => sum + valueAt(each[of], takenAt, at), 0))

function valueAt(points: readonly Point[], takenAt: number, moment: Date): number {
  const at = moment.getTime()
  let before: Point = { at: takenAt, value: 0 }
  for (const point of points) {
    if (point.at > at) {
      const share = Math.max(0, (at - before.at) / Math.max(1, point.at - before.at))
      return before.value + (point.value - before.value) * Math.min(1, share)
    }
    before = point
  }
  return before.value
}
