import type { ResultView } from './results-view.ts'
import type { OfficialRow } from './store/official.ts'

type Official = ResultView['official']

const NONE: Omit<Official, 'reason'> = {
  read_at: null,
  age_hours: null,
  reach: null,
  saves: null,
  shares: null,
  views: null,
  replies: null,
  navigation: null,
}

/** Meta's numbers of a result, or why there are none. A metric that Meta withholds is null. */
export function showOfficial(row: OfficialRow | undefined): Official {
  if (row?.metrics && row.read_at) {
    const { metrics } = row
    return {
      reason: null,
      read_at: row.read_at.toISOString(),
      age_hours: hoursBetween(row.taken_at, row.read_at),
      reach: numberIn(metrics['reach']),
      saves: numberIn(metrics['saved']),
      shares: numberIn(metrics['shares']),
      views: numberIn(metrics['views']),
      replies: numberIn(metrics['replies']),
      navigation: numberIn(metrics['navigation']),
    }
  }
  return {
    ...NONE,
    reason: row?.is_connected ? gapOf(row) : row?.is_personal ? 'personal' : 'not_connected',
  }
}

/** Why a connected account has no numbers of a result. */
function gapOf({ gap, has_ended, access_ended }: OfficialRow): Official['reason'] {
  if (gap === 'too_few_viewers' || gap === 'right_missing') return gap
  if (access_ended) return 'access_ended'
  if (has_ended) return 'ended'
  return gap === 'refused' ? 'refused' : 'not_read'
}

const HOUR_MS = 3_600_000

/** With one decimal. */
export const hoursBetween = (from: Date, until: Date): number =>
  Math.round((until.getTime() - from.getTime()) / (HOUR_MS / 10)) / 10

const numberIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
