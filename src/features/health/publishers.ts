import { PUBLISHING_STATES } from '../../accounts/states.ts'
import { z } from '../../http/router.ts'

const count = z.int()

export const PublishersReport = z
  .object({
    total: count,
    by_state: z.record(z.string(), count),
    active: count.openapi({ description: 'They can publish now' }),
    cooling_down: count.openapi({ description: 'They rest, and publish again by themselves' }),
    need_you: count.openapi({ description: 'They publish nothing before a person helps' }),
  })
  .openapi({ description: 'Accounts that posts are published on, of the pool and connected' })

/** How many accounts are in a state of publishing. */
export type PublisherCount = { state: string; count: number }

export function countPublishers(rows: readonly PublisherCount[]) {
  const byState = new Map(rows.map((row) => [row.state, row.count]))
  const of = (state: (typeof PUBLISHING_STATES)[number]): number => byState.get(state) ?? 0
  const total = rows.reduce((sum, row) => sum + row.count, 0)
  const [active, coolingDown] = [of('active'), of('cooldown')]
  return {
    total,
    by_state: Object.fromEntries(PUBLISHING_STATES.map((state) => [state, of(state)])),
    active,
    cooling_down: coolingDown,
    need_you: total - active - coolingDown,
  }
}

/**
 * Each account that needs a person has an alert of its own; when none is left, nothing is
 * published.
 */
export function publisherTroubles(
  rows: readonly PublisherCount[],
): { code: string; message: string }[] {
  const { total, active, cooling_down: coolingDown } = countPublishers(rows)
  if (total === 0 || active + coolingDown > 0) return []
  const message =
    'no account can publish before a person helps: gramd accounts list --purpose publish'
  return [{ code: 'no_publisher_in_service', message }]
}
