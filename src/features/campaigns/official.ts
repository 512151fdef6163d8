import type { ResultView } from './results-view.ts'
import type { OfficialRow } from './store/official.ts'

type Official = ResultView['official']

const NONE: Omit<Official, 'reason'> = {
  read_at: null,
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
      reach: numberIn(metrics['reach']),
      saves: numberIn(metrics['saved']),
      shares: numberIn(metrics['shares']),
      views: numberIn(metrics['views']),
      replies: numberIn(metrics['replies']),
      navigation: numberIn(metrics['navigation']),
    }
  }
  if (row?.is_connected) return { ...NONE, reason: 'not_read' }
  return { ...NONE, reason: row?.is_personal ? 'personal' : 'not_connected' }
}

const numberIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
