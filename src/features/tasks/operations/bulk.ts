import { invalidField } from '../../../base/errors.ts'
import { CountChangedError } from '../../../base/count-changed.ts'
import { taskScopeOf } from '../../../http/access/task-scope.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { OpenObject, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import {
  changeChosen,
  chooseTasks,
  MAX_TASKS,
  STATUSES,
  type Action,
  type TaskSelection,
} from '../change-tasks.ts'
import { Diagnosis } from '../diagnosis-view.ts'
import { diagnose, readReadiness } from '../diagnosis.ts'
import { summarizeTasks } from '../store/named-tasks.ts'
import { TaskFilterBody } from '../task-filter.ts'

const MAX_IDS = 1_000

const count = z.int().min(0)

const BulkRequest = z
  .strictObject({
    action: z.enum(['retry', 'cancel']),
    ids: z.array(z.int().min(1).max(999_999_999_999_999)).min(1).max(MAX_IDS).optional(),
    filter: TaskFilterBody.optional().openapi({
      description:
        'Instead of `ids`. Without `status`: failed tasks to retry, pending and running ones ' +
        'to cancel',
    }),
    expected: count.optional().openapi({
      description: 'The `matched` that a person has seen; a filter needs it',
      example: 103,
    }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only say what would happen' }),
  })
  .openapi('TaskBulkRequest')

const BulkResult = z
  .object({
    action: z.enum(['retry', 'cancel']),
    filter: z.union([OpenObject, z.null()]),
    dry_run: z.boolean(),
    matched: count,
    capped: z.boolean().openapi({ description: 'There may be more than `matched`' }),
    changed: count,
    skipped: count,
    stopped: z.string().nullable().openapi({
      description: 'Why it ended before the last task; what was changed stays. Repeat it',
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
  .openapi('TaskBulkResult')

type Needed = Pick<Services, 'db' | 'queue'>

const operation = operationsFor<Needed>()

export const bulkOperations = {
  changeTasks: operation.act({
    path: '/api/tasks/bulk',
    access: 'tasks:write',
    summary: 'Retry or cancel chosen tasks, or all that match a filter',
    description:
      'First ask with `dry_run`, and show a person `matched`; then send it as `expected`. When ' +
      'another number matches ' +
      'by then, nothing changes, and the 409 has the new number in `facts.matched`. Tasks ' +
      'change in steps: one that has ' +
      'changed meanwhile, whose work an open task does, or that somebody else changes now is ' +
      'skipped, and a repeated ' +
      `request does no harm. A filter takes the newest ${MAX_TASKS.toLocaleString('en')} tasks: repeat it for more.`,
    body: BulkRequest,
    answer: BulkResult,
    success: 'What was done, or would be',
    refusals: { 409: 'Another number of tasks matches now' },
    async run({ body }, services, { principal }) {
      requireChoice(body)
      const { dry_run, expected, ...selection } = body
      const { action } = selection
      const { db, queue } = services
      const scope = taskScopeOf(queue.types, principal, 'write')
      const chosen = await chooseTasks(db, selection, scope)
      const { ids, matched, capped } = chosen
      if (!dry_run && expected !== undefined && expected !== matched)
        throw new CountChangedError('tasks match', { matched, expected })
      const groups = await describeGroups(services, action, ids)
      const nothing = { changed: 0, stopped: null }
      const { changed, stopped } = dry_run ? nothing : await changeChosen(services, action, chosen)
      if (changed > 0 && action === 'retry') queue.wake()
      const skipped = dry_run ? 0 : chosen.requested - changed
      const left = Math.max(0, matched - ids.length)
      const request = { action, filter: selection.filter ?? null, dry_run }
      return { ...request, matched, capped, changed, skipped, stopped, left, groups }
    },
  }),
}

/** The tasks by type and error, with what a retry would bring. */
async function describeGroups({ db, queue }: Needed, action: Action, ids: number[]) {
  const groups = await summarizeTasks(db, ids, STATUSES[action])
  const ready = await readReadiness(db)
  const paused = await queue.paused(db)
  return groups.map((group) => {
    const resource = queue.types.get(group.task_type)?.resource
    const isPaused = paused.has(group.task_type)
    const diagnosis = action === 'retry' ? diagnose({ ...group, resource, isPaused }, ready) : null
    return { ...group, resource: resource ?? null, diagnosis }
  })
}

function requireChoice(
  selection: TaskSelection & { dry_run: boolean; expected?: number | undefined },
): void {
  if ((selection.ids === undefined) === (selection.filter === undefined))
    throw invalidField('filter', 'expected either ids or a filter', { code: 'one_of_two' })
  if (selection.filter && !selection.dry_run && selection.expected === undefined)
    throw invalidField('expected', 'is missing: send the number that dry_run returned', {
      code: 'required',
    })
}
