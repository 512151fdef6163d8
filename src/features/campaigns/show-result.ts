import { atAge, thinned, valueOf, type Counts, type TimedCounts } from './at-age.ts'
import { showOfficial, type OfficialRow } from '../own-media/index.ts'
import type { ResultView } from './results-view.ts'
import type { ResultRow } from './store/read-results.ts'

export type LabelNeed = { isRequired: boolean; needsPlatform: boolean }

/** A result as answers show it, with its numbers at ages. */
export function showResult(
  row: ResultRow,
  {
    readings,
    official,
    need,
    now,
  }: {
    readings: readonly TimedCounts[]
    official: OfficialRow | undefined
    need: LabelNeed
    now: Date
  },
): ResultView {
  const basis = basisOf(row)
  const latest = countsOf(row)
  const measured = {
    kind: row.kind,
    takenAt: row.taken_at,
    goneSince: row.gone_since,
    basis,
    readings: withLatest(readings, row),
  }
  const at = (days: number): ResultView['at_ages']['day_1'] => {
    const { on, ...numbers } = atAge(measured, days, now)
    return { ...numbers, on: on.toISOString() }
  }
  return {
    id: row.id,
    kind: row.kind,
    media_type: row.media_type,
    format: formatOf(row),
    taken_at: row.taken_at.toISOString(),
    url: urlOf(row),
    picture: row.picture,
    caption: row.caption,
    author: row.author,
    sign: row.sign,
    quote: row.quote,
    signs: row.signs,
    tied_at: row.tied_at.toISOString(),
    tied_by: row.tied_by,
    label: row.label,
    label_quote: row.label_quote,
    label_confirmed_by: row.label_confirmed_by,
    is_labelled: isLabelled(row, need),
    gone_since: row.gone_since?.toISOString() ?? null,
    last_missed_at: row.last_missed_at?.toISOString() ?? null,
    last_read_at: row.last_read_at?.toISOString() ?? null,
    basis,
    at_ages: { day_1: at(1), day_3: at(3), day_7: at(7), day_30: at(30) },
    now: { ...latest, value: valueOf(latest, basis) },
    official: showOfficial(official),
    readings: thinned(measured.readings).map(({ at: readAt, ...counts }) => ({
      ...counts,
      read_at: readAt.toISOString(),
    })),
    changes: row.changes.map((change) => ({ ...change, at: new Date(change.at).toISOString() })),
  }
}

const isLabelled = (row: ResultRow, { needsPlatform }: LabelNeed): boolean =>
  row.label_confirmed_at !== null || (needsPlatform ? row.label === 'platform' : row.label !== null)

/** Stories show no counts; photos and albums no views. */
const basisOf = ({
  kind,
  media_type,
}: Pick<ResultRow, 'kind' | 'media_type'>): ResultView['basis'] => {
  if (kind === 'story') return null
  return media_type === 'video' ? 'views' : 'reactions'
}

const countsOf = (row: ResultRow): Counts => ({
  likes: row.like_count,
  comments: row.comment_count,
  plays: row.play_count,
  views: row.view_count,
})

/** The readings with the numbers of the latest one, which may have come with a scrape. */
function withLatest(readings: readonly TimedCounts[], row: ResultRow): TimedCounts[] {
  const at = row.last_read_at
  if (at === null || row.kind === 'story') return [...readings]
  const isThere = readings.some((reading) => reading.at.getTime() === at.getTime())
  const all = isThere ? readings : [...readings, { ...countsOf(row), at }]
  return all.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}

function formatOf({ kind, media_type, product_type }: ResultRow): ResultView['format'] {
  if (kind === 'story') return 'story'
  if (product_type === 'clips') return 'reel'
  return media_type === 'video' || media_type === 'album' ? media_type : 'photo'
}

function urlOf({ kind, code, platform_id, product_type, author_name }: ResultRow): string | null {
  if (kind === 'story') {
    // A creator whose username now belongs to another account has no address.
    if (author_name.startsWith('~')) return null
    return `https://www.instagram.com/stories/${author_name}/${platform_id}/`
  }
  if (code === null) return null
  return `https://www.instagram.com/${product_type === 'clips' ? 'reel' : 'p'}/${code}/`
}
