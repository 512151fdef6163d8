import type { ClaimRequest } from '../claim.ts'
import { keyLimit, type TaskType, type WorkerShare } from '../task-type.ts'
import type { WorkerTasks } from './claimed-tasks.ts'

/**
 * Free units of a resource (Infinity without a limit), and when there will be more (world time;
 * null if unknown).
 */
export type ResourceState = { free: number; nextFreeAt: Date | null }
/** By resource. Types of a resource without a gauge are never claimed; 'none' needs none. */
export type ResourceGauges = Readonly<Record<string, () => Promise<ResourceState>>>

/**
 * A worker claims at most as many tasks beyond its slots as it finishes in this time (real). A
 * claim and settlement of 200 tasks take a tenth more CPU time per task than of 500, of 100 half as
 * much again.
 */
const AHEAD_MS = 100
/**
 * The most tasks beyond the slots that wait to start or to be settled. With 1,000 waiting to start
 * a drain is a fifth slower: each claim waits for its commit.
 */
export const MAX_AHEAD = 3_000

/** Counts finished tasks by type. */
export type FinishRate = {
  count(typeName: string): void
  /** Tasks of the type that finished within about the last `AHEAD_MS`. */
  recent(typeName: string): number
}

/** Counts in windows; the last whole one is valid until the current one has more. */
export function createFinishRate(): FinishRate {
  let beganAt = performance.now()
  let last = new Map<string, number>()
  let current = new Map<string, number>()
  const advance = (): void => {
    const elapsedMs = performance.now() - beganAt
    if (elapsedMs < AHEAD_MS) return
    last = elapsedMs < 2 * AHEAD_MS ? current : new Map()
    current = new Map()
    beganAt += Math.floor(elapsedMs / AHEAD_MS) * AHEAD_MS
  }
  return {
    count(typeName) {
      advance()
      current.set(typeName, (current.get(typeName) ?? 0) + 1)
    },
    recent(typeName) {
      advance()
      return Math.max(last.get(typeName) ?? 0, current.get(typeName) ?? 0)
    },
  }
}

type Work<Services> = {
  types: ReadonlyMap<string, TaskType<Services>>
  tasks: WorkerTasks<Services>
  rate: FinishRate
  owner: string
  slots: Readonly<Record<WorkerShare, number>>
  services: Services
}

/** Returns what this process can claim now for the slots of a share; undefined for nothing. */
export function requestFor<Services>(
  work: Work<Services>,
  share: WorkerShare,
  states: ReadonlyMap<string, ResourceState>,
): ClaimRequest | undefined {
  const { tasks, owner } = work
  const slots = work.slots[share]
  const free = Math.max(0, slots - tasks.running(share) - tasks.waiting(share).length)
  const ahead = aheadOf(work, share)
  const types = [...work.types.values()].flatMap((type) => {
    if (type.share !== share) return []
    const resourceFree = type.resource === 'none' ? slots : (states.get(type.resource)?.free ?? 0)
    const room = free + (ahead.get(type.name) ?? 0)
    if (!type.handle || resourceFree < 1 || room < 1) return []
    const { name, resource, leaseMs } = type
    return [{ name, resource, room, leaseMs, keyLimit: keyLimit(type, work.services) }]
  })
  if (types.length === 0) return undefined
  const limit = free + [...ahead.values()].reduce((sum, count) => sum + count, 0)
  const resources = Object.fromEntries(
    [...states].map(([resource, state]) => [resource, Math.min(state.free, limit)]),
  )
  return { owner, limit, types, resources }
}

/**
 * How many tasks of each type to claim beyond the free slots: only of types that finish fast and
 * need nothing that another replica could use meanwhile, and only when half of the waiting ones are
 * used.
 */
function aheadOf<Services>(
  { types, tasks, rate }: Work<Services>,
  share: WorkerShare,
): Map<string, number> {
  const ahead = new Map<string, number>()
  const waiting = tasks.waiting(share).length
  let left = MAX_AHEAD - (tasks.all.size - tasks.running())
  for (const type of types.values()) {
    if (type.share !== share || type.resource !== 'none' || type.limit || left < 1) continue
    const wanted = Math.min(MAX_AHEAD, rate.recent(type.name))
    const count = Math.min(left, wanted - waiting)
    if (count < 1 || waiting > wanted / 2) continue
    ahead.set(type.name, count)
    left -= count
  }
  return ahead
}
