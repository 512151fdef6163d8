import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { noSuchPost, PostParams, unfitPost } from '../../posts/post-view.ts'
import { getPost } from '../../posts/store/posts/posts.ts'
import { queueRemovals } from '../tasks/remove-publication.ts'

type Parts = Pick<Services, 'db' | 'queue'>

const operation = operationsFor<Parts>()

const shared = {
  method: 'delete',
  access: 'publishing:write',
  tags,
  status: 202,
  answer: z.object({ removing: z.int() }).openapi('RemovedPublications'),
  success: 'How many',
  refusals: { 404: noSuchPost, 409: unfitPost },
} as const

/** Taking published posts back. */
export const removalOperations = {
  removeExecution: operation.act({
    ...shared,
    path: '/api/posts/{id}/executions/{execution}',
    summary: 'Delete a published post at Instagram, on one account, where its route can',
    description: 'Accounts that are connected with Instagram Login cannot: `posts log` says so.',
    params: z.object({ id: z.uuid(), execution: z.uuid() }),
    run: async ({ params }, services) => await remove(services, params.id, params.execution),
  }),

  removeExecutions: operation.act({
    ...shared,
    path: '/api/posts/{id}/executions',
    summary: 'Delete a published post at Instagram, on all accounts that have it',
    params: PostParams,
    run: async ({ params }, services) => await remove(services, params.id, null),
  }),
}

/** Begins to delete one publication of a post, or with null all of them. */
async function remove({ db, queue }: Parts, postId: string, execution: string | null) {
  const { id } = await getPost(db, postId)
  const removing = await db
    .transaction()
    .execute(async (tx) => await queueRemovals(tx, queue, id, execution))
  queue.wake()
  return { removing }
}
