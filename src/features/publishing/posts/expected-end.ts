import type { Services } from '../../services.ts'
import type { PlannedAccount } from './plan.ts'

/**
 * Returns when the last account will be done at the latest, as far as is known; null if no account
 * publishes. It does not count how long the platform takes, nor what fails on the way.
 */
export function expectedEnd(
  planned: readonly Pick<PlannedAccount, 'left_out' | 'ready_at'>[],
  {
    from,
    config: { publishStaggerMinMs: minMs, publishStaggerMaxMs: maxMs },
  }: {
    from: Date
    config: Pick<Services['config'], 'publishStaggerMinMs' | 'publishStaggerMaxMs'>
  },
): Date | null {
  const staggerMs = Math.max(minMs, maxMs)
  const startMs = from.getTime()
  const times = planned.flatMap(({ left_out: reason, ready_at: at }) =>
    reason === null ? [Math.max(startMs, at.getTime())] : [],
  )
  if (times.length === 0) return null
  // Each after the one before, in the order in which they may.
  const inTurn = times
    .toSorted((a, b) => a - b)
    .reduce((endMs, readyMs) => Math.max(readyMs, endMs + staggerMs), -Infinity)
  // Their order is random: one that was not ready at its turn comes between others, and these come
  // later.
  const others = times.length - 1
  const late = times.filter((time) => time > startMs).length
  const atRandom = startMs + (others + Math.min(late, others)) * staggerMs
  return new Date(Math.max(inTurn, atRandom))
}
