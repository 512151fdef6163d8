import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { keyLimit } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

const TaskTypeView = z
  .object({
    name: z.string().openapi({ example: 'full_scrape' }),
    summary: z.string(),
    priority: z.int().openapi({ description: '1 is most urgent, 10 least' }),
    attempts: z.int(),
    resource: z
      .string()
      .openapi({ example: 'instagram', description: 'What it needs; none needs nothing' }),
    per_key: z.int().nullable().openapi({
      description: 'The most of one key, such as a hashtag, that run at once in all replicas',
    }),
    paused_at: Timestamp.nullable().openapi({
      description: 'Since when no task of the type is begun',
    }),
  })
  .openapi('TaskType')

const TypeName = z.strictObject({
  type: z.string().min(1).max(100).openapi({ example: 'full_scrape' }),
})

const operation = operationsFor<Services>()

const tags = ['tasks']
const refusals = { 404: 'No such task type' }

export const typeOperations = {
  listTaskTypes: operation.get({
    path: '/api/task-types',
    access: 'system:read',
    tags,
    summary: 'Task types, and which are paused',
    answer: z.object({ data: z.array(TaskTypeView) }).openapi('TaskTypes'),
    success: 'All task types',
    run: async (_, services) => ({ data: await viewTypes(services) }),
  }),

  pauseTaskType: operation.act({
    path: '/api/task-types/{type}/pause',
    access: 'system:write',
    tags,
    summary: 'Begin no more tasks of a type; those that run go on',
    params: TypeName,
    answer: TaskTypeView,
    success: 'The task type',
    refusals,
    async run({ params: { type } }, services) {
      const { name } = await viewType(services, type)
      await services.queue.pause(services.db, name)
      return await viewType(services, name)
    },
  }),

  resumeTaskType: operation.act({
    path: '/api/task-types/{type}/resume',
    access: 'system:write',
    tags,
    summary: 'Begin tasks of a type again',
    params: TypeName,
    answer: TaskTypeView,
    success: 'The task type',
    refusals,
    async run({ params: { type } }, services) {
      const { name } = await viewType(services, type)
      await services.queue.resume(services.db, name)
      services.queue.wake()
      return await viewType(services, name)
    },
  }),
}

async function viewTypes(services: Services) {
  const { db, queue } = services
  const paused = await queue.paused(db)
  return [...queue.types.values()].map((type) => ({
    name: type.name,
    summary: type.summary,
    priority: type.priority,
    attempts: type.attempts,
    resource: type.resource,
    per_key: keyLimit(type, services) ?? null,
    paused_at: paused.get(type.name) ?? null,
  }))
}

/** Throws NoSuchRecordError. */
async function viewType(services: Services, name: string) {
  const view = (await viewTypes(services)).find((each) => each.name === name)
  if (!view) throw new NoSuchRecordError(`no task type ${name}`)
  return view
}
