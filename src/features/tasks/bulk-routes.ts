import { ConflictError, InvalidInputError } from '../../base/errors.ts'
import {
  createRoute,
  json,
  jsonBody,
  OpenObject,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import type { Services } from '../manifest.ts'
import { diagnose, readReadiness } from './diagnosis.ts'
import { Diagnosis } from './report-routes.ts'
import { TaskFilterBody, type TaskFilter } from './task-filter.ts'
import { countTasks, findPage, summarizeTasks } from './task-search.ts'
import type { TaskStatus } from './task-view.ts'

/** Tasks of one request; a filter that matches more takes the newest of them. */
const MOST_TASKS = 20_000
const MOST_IDS = 1_000
/** Tasks that one transaction changes. */
const STEP = 500

type Action = 'retry' | 'cancel'
const STATUSES: Record<Action, readonly TaskStatus[]> = {
  retry: ['failed', 'cancelled'],
  cancel: ['pending', 'running'],
}

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

class CountChangedError extends ConflictError {
  override readonly code: string = 'count_changed'
  override readonly facts: Readonly<Record<string, number | null>>

  constructor(matched: number, expected: number) {
    const reason = `${matched} tasks match now, not ${expected}: look at them, and send expected: ${matched}`
    super(reason, [{ field: 'expected', reason }])
    this.facts = { matched, expected }
  }
}

type Asked = { action: Action; ids?: number[] | undefined; filter?: TaskFilter | undefined }
type Chosen = { ids: number[]; matched: number; capped: boolean }

export function addBulkRoutes(router: Router, { db, queue }: Pick<Services, 'db' | 'queue'>): void {
  const choose = async ({ action, ids, filter }: Asked): Promise<Chosen> => {
    if (ids !== undefined) {
      const unique = [...new Set(ids)].toSorted((a, b) => b - a)
      const groups = await summarizeTasks(db, unique, STATUSES[action])
      const matched = groups.reduce((sum, { tasks }) => sum + tasks, 0)
      return { ids: unique, matched, capped: false }
    }
    const whole = { ...filter, status: statusesOf(action, filter) }
    const counts = await countTasks(db, whole)
    const { ids: found } = await findPage(db, whole, { limit: MOST_TASKS })
    return {
      ids: found,
      matched: counts.reduce((sum, row) => sum + row.count, 0),
      capped: counts.some(({ capped }) => capped),
    }
  }
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
    const { ids, matched, capped } = await choose(asked)
    if (!dry_run && expected !== undefined && expected !== matched)
      throw new CountChangedError(matched, expected)
    const groups = await describe(action, ids)
    let changed = 0
    for (let start = 0; !dry_run && start < ids.length; start += STEP) {
      const step = ids.slice(start, start + STEP)
      changed +=
        action === 'retry' ? await queue.retryMany(db, step) : await queue.cancelMany(db, step)
    }
    if (changed > 0 && action === 'retry') queue.wake()
    const skipped = dry_run ? 0 : ids.length - changed
    const filter = asked.filter ?? null
    const left = Math.max(0, matched - ids.length)
    const done = { action, filter, dry_run, matched, capped, changed, skipped, left, groups }
    return c.json(done, 200)
  })
}

function requireChoice(asked: Asked & { dry_run: boolean; expected?: number | undefined }): void {
  if ((asked.ids === undefined) === (asked.filter === undefined))
    throw faulty('filter', 'expected either ids or a filter')
  if (asked.filter && !asked.dry_run && asked.expected === undefined)
    throw faulty('expected', 'is missing: send the number that dry_run told')
}

function statusesOf(action: Action, filter: TaskFilter | undefined): readonly TaskStatus[] {
  const asked = filter?.status ?? (action === 'retry' ? ['failed'] : STATUSES.cancel)
  if (asked.every((status) => STATUSES[action].includes(status))) return asked
  throw faulty('filter.status', `expected any of ${STATUSES[action].join(', ')} to ${action}`)
}

const faulty = (field: string, reason: string): InvalidInputError =>
  new InvalidInputError(`${field}: ${reason}`, [{ field, reason }])
