import { sql } from 'kysely'
import { classify } from '../../base/classify.ts'
import { invalidField } from '../../base/errors.ts'
import type { Db } from '../../db/handles.ts'
import type { TaskScope } from '../../http/access/task-scope.ts'
import type { RetryFilter } from '../../queue/care/lifecycle.ts'
import type { Services } from '../services.ts'
import { selectVisible, summarizeTasks } from './store/named-tasks.ts'
import { countTasks } from './store/task-counts.ts'
import { withinScope, findPage, type TaskFilter } from './store/task-search.ts'
import type { TaskFilter as RequestedFilter } from './task-filter.ts'
import type { TaskStatus } from './task-view.ts'

/** Tasks of one request; a filter that matches more takes the newest of them. */
export const MAX_TASKS = 20_000
/** The most pages of a filter that one request searches; each has MAX_CANDIDATES tasks. */
const MAX_PAGES = 10
/** Tasks that one transaction changes. */
const STEP = 500

/** The statuses of tasks that an action changes. */
export const STATUSES = {
  retry: ['failed', 'cancelled'],
  cancel: ['pending', 'running'],
} as const
export type Action = keyof typeof STATUSES

export type TaskSelection = {
  action: Action
  ids?: number[] | undefined
  filter?: RequestedFilter | undefined
}
/** Tasks as they were seen at one moment. */
type Chosen = {
  /** The ids of tasks that the caller may change. */
  ids: number[]
  /** The number of tasks, with named ones that the caller may not change. */
  requested: number
  statuses: readonly TaskStatus[]
  matched: number
  capped: boolean
  /** World time; absent for tasks that a person has named. */
  lockedAt?: Date
}

/**
 * The tasks that a request means, as the caller may change them. Throws InvalidInputError for other
 * statuses.
 */
export async function chooseTasks(
  db: Db,
  { action, ids, filter }: TaskSelection,
  scope: TaskScope,
): Promise<Chosen> {
  const statuses = statusesOf(action, filter)
  if (ids !== undefined) {
    const unique = [...new Set(ids)].toSorted((a, b) => b - a)
    const known = await selectVisible(db, unique, scope)
    const groups = await summarizeTasks(db, known, STATUSES[action])
    const matched = groups.reduce((sum, { tasks }) => sum + tasks, 0)
    const requested = unique.length
    return { ids: known, requested, statuses: STATUSES[action], matched, capped: false }
  }
  const whole = withinScope({ ...filter, status: statuses }, scope)
  // What is counted is what is found: both see one moment.
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows } = await sql<{ now: Date }>`select world_now() as now`.execute(tx)
      const counts = await countTasks(tx, whole)
      const found = await findAll(tx, whole)
      const counted = counts.reduce((sum, row) => sum + row.count, 0)
      return {
        ids: found,
        requested: found.length,
        statuses,
        matched: Math.max(counted, found.length),
        capped: counts.some(({ capped }) => capped),
        ...(rows[0] && { lockedAt: rows[0].now }),
      }
    })
}

/** The newest that match; pages may be short where few of many tasks do. */
async function findAll(db: Db, filter: TaskFilter, most = MAX_TASKS): Promise<number[]> {
  const found: number[] = []
  let before: number | undefined
  for (let page = 0; page < MAX_PAGES && found.length < most; page++) {
    const { ids, next } = await findPage(db, filter, { limit: most - found.length, before })
    found.push(...ids)
    if (next === null) break
    before = next
  }
  return found
}

/**
 * Changes the chosen tasks step by step; the changes of earlier steps remain when a later one
 * fails.
 */
export async function changeChosen(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  action: Action,
  { ids, statuses, lockedAt }: Pick<Chosen, 'ids' | 'statuses' | 'lockedAt'>,
): Promise<{ changed: number; stopped: string | null }> {
  let changed = 0
  for (let start = 0; start < ids.length; start += STEP) {
    const step = ids.slice(start, start + STEP)
    try {
      changed +=
        action === 'retry'
          ? await queue.retryMany(db, {
              ids: step,
              statuses: only(STATUSES.retry, statuses),
              until: lockedAt,
            })
          : await queue.cancelMany(db, { ids: step, statuses: only(STATUSES.cancel, statuses) })
    } catch (error) {
      if (changed === 0) throw error
      return { changed, stopped: classify(error).message }
    }
  }
  return { changed, stopped: null }
}

/** See `retryTasks`; for who may not change every task, step by step as a bulk action does. */
export async function retryNewest(
  services: Pick<Services, 'db' | 'queue'>,
  { status, task_type, error_code, limit }: RetryFilter,
  scope: TaskScope,
): Promise<number> {
  const { db, queue } = services
  const request = {
    status: [status],
    ...(task_type !== undefined && { task_type: [task_type] }),
    ...(error_code !== undefined && { error_code: [error_code] }),
  }
  const filter = withinScope(request, scope)
  if (filter.scope === undefined)
    return await queue.retryAll(db, { status, task_type, error_code, limit })
  const ids = await findAll(db, filter, limit)
  const { changed } = await changeChosen(services, 'retry', { ids, statuses: [status] })
  return changed
}

const only = <Status extends TaskStatus>(
  known: readonly Status[],
  wanted: readonly TaskStatus[],
): Status[] => known.filter((status) => wanted.includes(status))

function statusesOf(action: Action, filter: TaskFilter | undefined): readonly TaskStatus[] {
  const allowed: readonly TaskStatus[] = STATUSES[action]
  const wanted = filter?.status ?? (action === 'retry' ? ['failed'] : allowed)
  if (wanted.every((status) => allowed.includes(status))) return wanted
  throw invalidField(
    'filter.status',
    `expected any of ${STATUSES[action].join(', ')} to ${action}`,
    { code: 'unknown_value' },
  )
}
