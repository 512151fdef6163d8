import { createRoute, createRouter, json, z, type Router } from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { byId, noSuchPost, unfitPost } from '../../posts/operations/posts.ts'
import { getPost } from '../../posts/store/posts.ts'
import { queueRemovals } from '../tasks/remove-publication.ts'

const Removing = z.object({ removing: z.int() }).openapi('RemovedPublications')

const one = createRoute({
  method: 'delete',
  path: '/api/posts/{id}/executions/{execution}',
  access: 'publishing:write',
  operationId: 'removeExecution',
  tags,
  summary: 'Delete a published post at Instagram, on one account, where its route can',
  description: 'Accounts that are connected with Instagram Login cannot: `posts log` says so.',
  request: { params: z.object({ id: z.uuid(), execution: z.uuid() }) },
  responses: { 202: json('How many', Removing), 404: noSuchPost, 409: unfitPost },
})

const all = createRoute({
  method: 'delete',
  path: '/api/posts/{id}/executions',
  access: 'publishing:write',
  operationId: 'removeExecutions',
  tags,
  summary: 'Delete a published post at Instagram, on all accounts that have it',
  request: byId,
  responses: { 202: json('How many', Removing), 404: noSuchPost, 409: unfitPost },
})

/** Taking published posts back. */
export function removalRoutes({ db, queue }: Pick<Services, 'db' | 'queue'>): Router {
  const remove = async (postId: string, execution: string | null) => {
    const { id } = await getPost(db, postId)
    const removing = await db
      .transaction()
      .execute(async (tx) => await queueRemovals(tx, queue, id, execution))
    queue.wake()
    return { removing }
  }
  return createRouter()
    .openapi(one, async (c) => {
      const { id, execution } = c.req.valid('param')
      return c.json(await remove(id, execution), 202)
    })
    .openapi(all, async (c) => c.json(await remove(c.req.valid('param').id, null), 202))
}
