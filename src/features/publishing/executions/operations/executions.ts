import { fault } from '../../../../http/fault.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { noSuchPost, PostParams, unfitPost } from '../../posts/post-view.ts'
import { getPost } from '../../posts/store/posts/posts.ts'
import { cancelExecution, resolveUnknown } from '../person-acts.ts'
import { ExecutionView, viewExecution } from '../execution-view.ts'
import { retryExecutions } from '../retry-executions.ts'
import { listExecutions } from '../store/execution-list.ts'
import { EXECUTION_STATUSES } from '../life.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'config'>>()

const Retried = z.object({ retried: z.int() }).openapi('RetriedExecutions')

/** The path of a post's address, with or without the username of its account before it. */
const POST_PATH = /^\/(?:[\w.]+\/)?(?:p|reel|tv)\/([\w-]+)\/?$/
const shortcodeIn = (permalink: string): string | undefined =>
  POST_PATH.exec(URL.parse(permalink)?.pathname ?? '')?.[1]

const Permalink = z
  .url({ protocol: /^https$/, hostname: /(^|\.)instagram\.com$/ })
  .max(300)
  .refine(
    (permalink) => shortcodeIn(permalink) !== undefined,
    fault(
      'not_a_post',
      'expected the address of a post, such as https://www.instagram.com/p/CODE/',
    ),
  )

const ExecutionParams = z.object({ id: z.uuid(), execution: z.uuid() })

/** Publications of posts. */
export const executionOperations = {
  listExecutions: operation.list({
    path: '/api/posts/{id}/executions',
    access: 'publishing:read',
    tags,
    summary: 'The publications of a post, one for each account',
    params: PostParams,
    filter: { status: z.enum(EXECUTION_STATUSES).optional() },
    answer: pageOf(ExecutionView),
    success: 'A page of publications',
    refusals: { 404: noSuchPost },
    key: z.tuple([z.uuid()]),
    async run({ params, query, page }, { db }) {
      const { id, collaborators } = await getPost(db, params.id)
      const rows = await listExecutions(db, id, {
        ...query,
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(
        rows,
        (row) => [row.id],
        (row) => viewExecution(row, collaborators),
      )
    },
  }),

  retryPost: operation.act({
    path: '/api/posts/{id}/retry',
    access: 'publishing:write',
    tags,
    summary: 'Try all failed publications of a post again; those that are there are not touched',
    params: PostParams,
    status: 202,
    answer: Retried,
    success: 'How many',
    refusals: { 404: noSuchPost },
    run: async ({ params }, services) => await retry(services, params.id, { id: null }),
  }),

  retryExecution: operation.act({
    path: '/api/posts/{id}/executions/{execution}/retry',
    access: 'publishing:write',
    tags,
    summary: 'Try a publication again that ended without a post',
    description:
      'Not through a second access to an account on which the post is, or may be; nor for an ' +
      'account that was left out ' +
      'because of the files or captions of the post.',
    params: ExecutionParams,
    status: 202,
    answer: Retried,
    success: 'How many',
    refusals: { 404: noSuchPost, 409: unfitPost },
    run: async ({ params }, services) => await retry(services, params.id, { id: params.execution }),
  }),

  retryWithoutCollaborators: operation.act({
    path: '/api/posts/{id}/executions/{execution}/retry-without-collaborators',
    access: 'publishing:write',
    tags,
    summary: 'Try a publication again that does not invite some co-authors of the post',
    description:
      'For a co-author whom the platform refuses (`refused_collaborators`); other accounts still ' +
      'invite them.',
    params: ExecutionParams,
    body: z
      .strictObject({
        collaborators: z.array(z.string().min(1).max(30)).min(1).max(5).openapi({
          description: 'Usernames as the post has them',
        }),
      })
      .openapi('UninvitedCollaborators'),
    status: 202,
    answer: Retried,
    success: 'How many',
    refusals: { 404: noSuchPost, 409: unfitPost },
    run: async ({ params, body }, services) =>
      await retry(services, params.id, { id: params.execution, uninvited: body.collaborators }),
  }),

  cancelExecution: operation.act({
    path: '/api/posts/{id}/executions/{execution}/cancel',
    access: 'publishing:write',
    tags,
    summary: 'Skip one account that has not published yet; the others go on',
    params: ExecutionParams,
    success: 'It is cancelled',
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params: { id: postId, execution: id } }, { db, queue }) {
      await db.transaction().execute(async (tx) => await cancelExecution(tx, queue, { postId, id }))
      queue.pollSoon()
    },
  }),

  resolveExecution: operation.act({
    path: '/api/posts/{id}/executions/{execution}/resolve',
    access: 'publishing:write',
    tags,
    summary: 'Say of a publication with an unknown outcome whether it is there',
    description:
      'With its address it counts as published; with null it is looked for once more, and ' +
      'published again if it is not found.',
    params: ExecutionParams,
    body: z.strictObject({ permalink: Permalink.nullable() }).openapi('ExecutionResolution'),
    success: 'Noted',
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params, body: { permalink } }, { db, queue }) {
      const { id: postId, execution: id } = params
      const shortcode = permalink === null ? undefined : shortcodeIn(permalink)
      const found = permalink === null || !shortcode ? null : { permalink, shortcode }
      await db.transaction().execute(async (tx) => await resolveUnknown(tx, { postId, id }, found))
      queue.wake()
    },
  }),
}

/** Retries one publication of a post, or with null all that failed. */
async function retry(
  services: Pick<Services, 'db' | 'queue' | 'config'>,
  postId: string,
  which: Parameters<typeof retryExecutions>[3],
) {
  const retried = await services.db
    .transaction()
    .execute(async (tx) => await retryExecutions(tx, services, postId, which))
  services.queue.wake()
  return { retried }
}
