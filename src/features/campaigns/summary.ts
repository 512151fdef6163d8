import type { CampaignRow } from './store/campaigns.ts'
import type { ResultsView } from './results-view.ts'

const MAX_BEST = 4

/** Picks the facts with which a report of a campaign begins. */
export function summaryOf(campaign: CampaignRow, { creators, totals, alerts }: ResultsView) {
  const { id, name, client, starts_on, ends_on, time_zone, is_running, day, days } = campaign
  const measured = creators.flatMap(({ blog, results }) =>
    results.flatMap((result) => {
      const { basis, now } = result
      if (basis === null || now.value === null) return []
      return [
        {
          result_id: result.id,
          username: blog.username,
          full_name: blog.full_name,
          url: result.url,
          picture: result.picture,
          basis,
          value: now.value,
        },
      ]
    }),
  )
  const isViews = ({ basis }: { basis: string }): number => (basis === 'views' ? 0 : 1)
  return {
    campaign: { id, name, client, starts_on, ends_on, time_zone, is_running, day, days },
    totals,
    open_alerts: alerts.filter(({ noted_at }) => noted_at === null).length,
    best: measured
      .toSorted((one, other) => isViews(one) - isViews(other) || other.value - one.value)
      .slice(0, MAX_BEST),
  }
}
