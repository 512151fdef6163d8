import { NoSuchRecordError } from '../../../base/errors.ts'
import { createRoute, json, problem, Timestamp, z, type Router } from '../../../http/router.ts'
import { keyLimit } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'

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
type TaskTypeView = z.output<typeof TaskTypeView>

const TypeName = z.strictObject({
  type: z.string().min(1).max(100).openapi({ example: 'full_scrape' }),
})

const list = createRoute({
  method: 'get',
  path: '/api/task-types',
  access: 'system:read',
  operationId: 'listTaskTypes',
  tags: ['tasks'],
  summary: 'Task types, and which are paused',
  responses: {
    200: json('All task types', z.object({ data: z.array(TaskTypeView) }).openapi('TaskTypes')),
  },
})

const change = (verb: 'pause' | 'resume', summary: string) =>
  createRoute({
    method: 'post',
    path: `/api/task-types/{type}/${verb}`,
    access: 'system:write',
    operationId: `${verb}TaskType`,
    tags: ['tasks'],
    summary,
    request: { params: TypeName },
    responses: { 200: json('The task type', TaskTypeView), 404: problem('No such task type') },
  })

const pause = change('pause', 'Begin no more tasks of a type; those that run go on')
const resume = change('resume', 'Begin tasks of a type again')

export function addTypeRoutes(router: Router, services: Services): void {
  const { db, queue } = services
  const views = async (): Promise<TaskTypeView[]> => {
    const paused = await queue.paused(db)
    return [...queue.types.values()].map((type) => ({
      name: type.name,
      summary: type.summary,
      priority: type.priority,
      attempts: type.attempts,
      resource: type.resource,
      per_key: keyLimit(type, services) ?? null,
      paused_at: paused.get(type.name)?.toISOString() ?? null,
    }))
  }
  const viewOf = async (name: string): Promise<TaskTypeView> => {
    const view = (await views()).find((each) => each.name === name)
    if (!view) throw new NoSuchRecordError(`no task type ${name}`)
    return view
  }
  router.openapi(list, async (c) => c.json({ data: await views() }, 200))
  router.openapi(pause, async (c) => {
    const { name } = await viewOf(c.req.valid('param').type)
    await queue.pause(db, name)
    return c.json(await viewOf(name), 200)
  })
  router.openapi(resume, async (c) => {
    const { name } = await viewOf(c.req.valid('param').type)
    await queue.resume(db, name)
    queue.wake()
    return c.json(await viewOf(name), 200)
  })
}
