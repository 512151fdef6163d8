import { valueAtAge } from '../../../base/value-at-age.ts'
import type { Db } from '../../../db/handles.ts'
import { median } from '../../scrape/index.ts'
import { HORIZONS } from '../horizon.ts'
import { readingsIn, viewsQuery, type PostRow, type ViewsRow } from './performance.ts'

/**
 * Ages at which posts are compared, in hours: those of expectations, and a few that show how a post
 * began.
 */
const AGES = [1, 6, 336, ...HORIZONS].toSorted((one, other) => one - other)
/** Posts of the same account and type, published before, with which a post is compared. */
const POSTS_COMPARED = 20
/** Fewer posts have no typical value. */
const MIN_COMPARED = 3
/** The newest posts of an answer get a curve; each costs some hundred look-ups of snapshots. */
const MAX_CURVES = 50

/** The views of a post at an age beside those of posts before it at the same age. */
export type CurvePoint = {
  media_id: string
  age_hours: number
  views: number
  /** The median of the posts before; null for fewer than three. */
  typical_views: number | null
}

/** The curves of the first of these posts, by age. */
export async function readCurves(db: Db, posts: readonly PostRow[]): Promise<CurvePoint[]> {
  const ids = posts.slice(0, MAX_CURVES).map(({ media_id }) => media_id)
  if (ids.length === 0) return []
  const { rows } = await curvesQuery(ids).execute(db)
  return curvesOf(rows)
}

export const curvesQuery = (ids: readonly string[]) =>
  viewsQuery(ids, { ages: AGES, compared: POSTS_COMPARED })

function curvesOf(rows: readonly ViewsRow[]): CurvePoint[] {
  const byPoint = Map.groupBy(rows, ({ media_id, hours }) => `${media_id} ${hours}`)
  return [...byPoint.values()]
    .flatMap((point): CurvePoint[] => {
      const own = point.find(({ media_id, of_id }) => media_id === of_id)
      const views = own ? viewsIn(own) : null
      if (!own || views === null) return []
      const others = point
        .filter((row) => row !== own)
        .map(viewsIn)
        .filter((value) => value !== null)
      return [
        {
          media_id: own.media_id,
          age_hours: own.hours,
          views,
          typical_views: others.length < MIN_COMPARED ? null : median(others),
        },
      ]
    })
    .toSorted((one, other) => one.age_hours - other.age_hours)
}

const viewsIn = (row: ViewsRow): number | null =>
  valueAtAge(readingsIn(row), row.hours, { isCumulative: true }).value
