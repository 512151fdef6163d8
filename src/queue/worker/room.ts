import type { ClaimRequest } from '../claim.ts'
import type { FinishRate } from './finish-rate.ts'
import type { HeldTasks } from './claimed-tasks.ts'
import type { TaskType } from '../task-type.ts'

/** How much of a resource is free, and when there will be more of it (world time; null when nobody knows). */
export type ResourceState = { free: number; nextFreeAt: Date | null }
/** By the name of the resource. A type of a resource without an entry is never claimed; 'none' needs none. */
export type ResourceGauges = Readonly<Record<string, () => Promise<ResourceState>>>

type Work<Services> = {
  types: ReadonlyMap<string, TaskType<Services>>
  held: HeldTasks<Services>
  rate: FinishRate
  owner: string
  slots: number
}

/** Tasks are claimed ahead of their slots only as many as are finished within this time (real), and never more than: */
export const AHEAD_MS = 50
export const MOST_AHEAD = 1_000

/** What this process has room for just now; undefined when it has none. */
export function requestFor<Services>(
  work: Work<Services>,
  states: ReadonlyMap<string, ResourceState>,
): ClaimRequest | undefined {
  const { held, owner, slots } = work
  const free = Math.max(0, slots - held.running - held.waiting.length)
  const ahead = aheadOf(work)
  const types = [...work.types.values()].flatMap((type) => {
    const resourceFree = type.resource === 'none' ? slots : (states.get(type.resource)?.free ?? 0)
    const room = free + (ahead.get(type.name) ?? 0)
    if (!type.handle || resourceFree < 1 || room < 1) return []
    const { name, resource, leaseMs, limit: keys } = type
    return [{ name, resource, room, leaseMs, keyLimit: keys?.max }]
  })
  if (types.length === 0) return undefined
  const resources = Object.fromEntries(
    [...states].map(([resource, state]) => [resource, state.free]),
  )
  const limit = free + [...ahead.values()].reduce((sum, count) => sum + count, 0)
  return { owner, limit, types, resources }
}

/**
 * How many tasks of each type to claim beyond the free slots. Only types that are finished fast, and need nothing that
 * another replica could use meanwhile; and only when half of what waits is used up.
 */
function aheadOf<Services>({ types, held, rate }: Work<Services>): Map<string, number> {
  const ahead = new Map<string, number>()
  let left = MOST_AHEAD - held.waiting.length
  for (const type of types.values()) {
    if (type.resource !== 'none' || type.limit || left < 1) continue
    const wanted = Math.min(MOST_AHEAD, rate.recent(type.name))
    const count = Math.min(left, wanted - held.waiting.length)
    if (count < 1 || held.waiting.length > wanted / 2) continue
    ahead.set(type.name, count)
    left -= count
  }
  return ahead
}
