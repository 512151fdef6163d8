import { sql } from 'kysely'
import { classify } from '../../../base/classify.ts'
import { CountChangedError } from '../../../base/count-changed.ts'
import { InvalidInputError } from '../../../base/errors.ts'
import type { Db } from '../../../db/database.ts'
import {
  createRoute,
  json,
  jsonBody,
  OpenObject,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import { tasksSeen, type TasksSeen } from '../../../http/access/tasks-seen.ts'
import type { RetryFilter } from '../../../queue/care/lifecycle.ts'
import type { Services } from '../../manifest.ts'
import { diagnose, readReadiness } from '../diagnosis.ts'
import { Diagnosis } from './reports.ts'
import { keepSeen, summarizeTasks } from '../store/named-tasks.ts'
import { TaskFilterBody, type TaskFilter as AskedFilter } from '../task-filter.ts'
import { amongSeen, countTasks, findPage, type TaskFilter } from '../store/task-search.ts'
import type { TaskStatus } from '../task-view.ts'

/** Tasks of one request; a filter that matches more takes the newest of them. */
const MOST_TASKS = 20_000
const MOST_IDS = 1_000
/** Pages of a filter that one request looks through; each looks at MOST_CANDIDATES tasks. */
const MOST_PAGES = 10
/** Tasks that one transaction changes. */
const STEP = 500

const STATUSES = {
  retry: ['failed', 'cancelled'],
  cancel: ['pending', 'running'],
} as const
type Action = keyof typeof STATUSES

const count = z.int().min(0)

const change = createRoute({
  method: 'post',
  path: '/api/tasks/bulk',
  access: 'tasks:write',
  operationId: 'changeTasks',
  summary: 'Retry or cancel chosen tasks, or all that match a filter',
  description:
    'First ask with `dry_run`, and show a person `matched`; then send it as `expected`. When another number matches ' +
    'by then, nothing changes, and the 409 has the new number in `facts.matched`. Tasks change in steps: one that has ' +
    'changed meanwhile, whose work an open task does, or that somebody else changes now is skipped, and a repeated ' +
    `request does no harm. A filter takes the newest ${MOST_TASKS.toLocaleString('en')} tasks: repeat it for more.`,
  request: {
    body: jsonBody(
      z
        .strictObject({
          action: z.enum(['retry', 'cancel']),
          ids: z.array(z.int().min(1).max(999_999_999_999_999)).min(1).max(MOST_IDS).optional(),
          filter: TaskFilterBody.optional().openapi({
            description:
              'Instead of `ids`. Without `status`: failed tasks to retry, pending and running ones to cancel',
          }),
          expected: count.optional().openapi({
            description: 'The `matched` that a person has seen; a filter needs it',
            example: 103,
          }),
          dry_run: z
            .boolean()
            .default(false)
            .openapi({ description: 'Only say what would happen' }),
        })
        .openapi('TaskBulkRequest'),
    ),
  },
  responses: {
    200: json(
      'What was done, or would be',
      z
        .object({
          action: z.enum(['retry', 'cancel']),
          filter: z.union([OpenObject, z.null()]),
          dry_run: z.boolean(),
          matched: count,
          capped: z.boolean().openapi({ description: 'There may be more than `matched`' }),
          changed: count,
          skipped: count,
          stopped: z.string().nullable().openapi({
            description: 'Why it ended before the last task; what was changed stands. Repeat it',
          }),
          left: count.openapi({
            description: 'Beyond the newest that one request takes: repeat it for these',
          }),
          groups: z.array(
            z.object({
              task_type: z.string(),
              error_code: z.string().nullable().openapi({ description: 'Of tasks to retry' }),
              tasks: count,
              running: count.openapi({ description: 'Of these, tasks that would be aborted' }),
              resource: z.string().nullable().openapi({ description: 'What each task uses' }),
              diagnosis: Diagnosis.nullable().openapi({
                description: 'Of a retry: whether it would help now',
              }),
            }),
          ),
        })
        .openapi('TaskBulkResult'),
    ),
    409: problem('Another number of tasks matches now'),
  },
})

type Asked = { action: Action; ids?: number[] | undefined; filter?: AskedFilter | undefined }
/** Tasks as they were seen at one moment. */
type Chosen = {
  /** Those that the caller may change. */
  ids: number[]
  /** With those that were named and that the caller may not change. */
  asked: number
  statuses: readonly TaskStatus[]
  matched: number
  capped: boolean
  /** World time; absent for tasks that a person has named. */
  seenAt?: Date
}

async function choose(db: Db, { action, ids, filter }: Asked, seen: TasksSeen): Promise<Chosen> {
  const statuses = statusesOf(action, filter)
  if (ids !== undefined) {
    const unique = [...new Set(ids)].toSorted((a, b) => b - a)
    const known = await keepSeen(db, unique, seen)
    const groups = await summarizeTasks(db, known, STATUSES[action])
    const matched = groups.reduce((sum, { tasks }) => sum + tasks, 0)
    const asked = unique.length
    return { ids: known, asked, statuses: STATUSES[action], matched, capped: false }
  }
  const whole = amongSeen({ ...filter, status: statuses }, seen)
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
        asked: found.length,
        statuses,
        matched: Math.max(counted, found.length),
        capped: counts.some(({ capped }) => capped),
        ...(rows[0] && { seenAt: rows[0].now }),
      }
    })
}

/** The newest that match; pages may be short where few of many tasks do. */
async function findAll(db: Db, filter: TaskFilter, most = MOST_TASKS): Promise<number[]> {
  const found: number[] = []
  let before: number | undefined
  for (let page = 0; page < MOST_PAGES && found.length < most; page++) {
    const { ids, next } = await findPage(db, filter, { limit: most - found.length, before })
    found.push(...ids)
    if (next === null) break
    before = next
  }
  return found
}

/** Changes the chosen tasks step by step; what earlier steps did stands when a later one fails. */
async function changeAll(
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  action: Action,
  { ids, statuses, seenAt }: Pick<Chosen, 'ids' | 'statuses' | 'seenAt'>,
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
              until: seenAt,
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
  seen: TasksSeen,
): Promise<number> {
  const { db, queue } = services
  const asked = {
    status: [status],
    ...(task_type !== undefined && { task_type: [task_type] }),
    ...(error_code !== undefined && { error_code: [error_code] }),
  }
  const filter = amongSeen(asked, seen)
  if (filter.seen === undefined)
    return await queue.retryAll(db, { status, task_type, error_code, limit })
  const ids = await findAll(db, filter, limit)
  const { changed } = await changeAll(services, 'retry', { ids, statuses: [status] })
  return changed
}

const only = <Status extends TaskStatus>(
  known: readonly Status[],
  asked: readonly TaskStatus[],
): Status[] => known.filter((status) => asked.includes(status))

export function addBulkRoutes(router: Router, { db, queue }: Pick<Services, 'db' | 'queue'>): void {
  const describe = async (action: Action, ids: number[]) => {
    const groups = await summarizeTasks(db, ids, STATUSES[action])
    const ready = await readReadiness(db)
    const paused = await queue.paused(db)
    return groups.map((group) => {
      const resource = queue.types.get(group.task_type)?.resource
      const isPaused = paused.has(group.task_type)
      const diagnosis =
        action === 'retry' ? diagnose({ ...group, resource, isPaused }, ready) : null
      return { ...group, resource: resource ?? null, diagnosis }
    })
  }
  router.openapi(change, async (c) => {
    const { dry_run, expected, ...asked } = c.req.valid('json')
    requireChoice({ ...asked, dry_run, expected })
    const { action } = asked
    const seen = tasksSeen(queue.types, c.get('principal'), 'write')
    const chosen = await choose(db, asked, seen)
    const { ids, matched, capped } = chosen
    if (!dry_run && expected !== undefined && expected !== matched)
      throw new CountChangedError('tasks match', { matched, expected })
    const groups = await describe(action, ids)
    const nothing = { changed: 0, stopped: null }
    const { changed, stopped } = dry_run ? nothing : await changeAll({ db, queue }, action, chosen)
    if (changed > 0 && action === 'retry') queue.wake()
    const skipped = dry_run ? 0 : chosen.asked - changed
    const left = Math.max(0, matched - ids.length)
    const told = { action, filter: asked.filter ?? null, dry_run, matched, capped }
    return c.json({ ...told, changed, skipped, stopped, left, groups }, 200)
  })
}

function requireChoice(asked: Asked & { dry_run: boolean; expected?: number | undefined }): void {
  if ((asked.ids === undefined) === (asked.filter === undefined))
    throw faulty('filter', 'expected either ids or a filter')
  if (asked.filter && !asked.dry_run && asked.expected === undefined)
    throw faulty('expected', 'is missing: send the number that dry_run told')
}

function statusesOf(action: Action, filter: TaskFilter | undefined): readonly TaskStatus[] {
  const allowed: readonly TaskStatus[] = STATUSES[action]
  const asked = filter?.status ?? (action === 'retry' ? ['failed'] : allowed)
  if (asked.every((status) => allowed.includes(status))) return asked
  throw faulty('filter.status', `expected any of ${STATUSES[action].join(', ')} to ${action}`)
}

const faulty = (field: string, reason: string): InvalidInputError =>
  new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
