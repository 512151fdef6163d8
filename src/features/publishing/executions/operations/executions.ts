import { saidIn } from '../../../../base/refusal-texts.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import { refusalOfText } from '../../../../platforms/graph-refusals.ts'
import { filesSent } from '../../../../platforms/publish-progress.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../groups/group-view.ts'
import { pictureHash } from '../../groups/account-picture.ts'
import { groupMark } from '../../posts/dated-post-view.ts'
import { noSuchPost, PostParams, unfitPost } from '../../posts/post-view.ts'
import { getPost } from '../../posts/store/posts/posts.ts'
import { cancelExecution, resolveUnknown } from '../person-acts.ts'
import { retryExecutions, whyNoRetry } from '../retry-executions.ts'
import { FAULTS, faultOf } from '../faults.ts'
import { listExecutions, type ExecutionRow } from '../store/execution-list.ts'
import { EXECUTION_STATUSES } from '../life.ts'
import { WAIT_CODES, waitSentence } from '../waits.ts'

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'config'>>()

const ExecutionView = z
  .object({
    id: z.uuid(),
    account_id: z.uuid().nullable().openapi({ description: 'As groups list it' }),
    username: z.string(),
    group: z.object(groupMark).nullable().openapi({
      description: 'By which people know its account: one that chose it, else one that it is in',
    }),
    picture_hash: pictureHash,
    route: z.enum(['official', 'private']),
    language: z
      .string()
      .nullable()
      .openapi({
        description:
          'Of the caption, as the account got it; null: it has no words, or its language is ' +
          'unknown',
      }),
    caption: z.string().openapi({ description: 'As the account got it' }),
    comment: z
      .string()
      .nullable()
      .openapi({ description: 'The first comment, as the account got it' }),
    status: z.enum(EXECUTION_STATUSES),
    due_at: Timestamp,
    waits_for: z.string().nullable(),
    waits_code: z.enum(WAIT_CODES).nullable().openapi({
      description: 'null: it waits after an error, or not at all',
    }),
    retry_count: z.int(),
    instagram_media_id: z.string().nullable(),
    permalink: z.string().nullable(),
    begun_at: Timestamp.nullable(),
    sent_at: Timestamp.nullable().openapi({
      description: 'Of the last request that may have created the post',
    }),
    posted_at: Timestamp.nullable(),
    ended_at: Timestamp.nullable(),
    is_checked: z.boolean().openapi({
      description: 'It was read back from the account after it was published',
    }),
    files: z
      .object({ sent: z.int(), total: z.int() })
      .nullable()
      .openapi({ description: 'How many files have arrived; null: it is not uploading' }),
    warnings: z.array(z.string()).openapi({ description: 'What is not as it was ordered' }),
    error: z
      .object({
        class: z.string(),
        code: z.string().nullable(),
        message: z.string(),
        fault: z
          .enum(FAULTS)
          .nullable()
          .openapi({
            description:
              'What is at fault: the account, the order (caption, co-authors, tags), a file, or ' +
              'the moment, which passes; null where that is unknown',
          }),
        reason: z.string().nullable().openapi({
          description: 'What the code means, where that is known: the message begins with it',
        }),
        said: z.string().openapi({ description: 'What the platform itself said' }),
      })
      .nullable(),
    can_retry: z
      .boolean()
      .openapi({ description: 'It ended without a post, and trying it again may help' }),
    removed_at: Timestamp.nullable(),
    removal: z
      .object({ status: z.string(), message: z.string().nullable() })
      .nullable()
      .openapi({ description: 'How the last attempt to delete it at Instagram ended' }),
  })
  .openapi('Execution')

const Retried = z.object({ retried: z.int() }).openapi('RetriedExecutions')

/** The path of a post's address, with or without the username of its account before it. */
const POST_PATH = /^\/(?:[\w.]+\/)?(?:p|reel|tv)\/([\w-]+)\/?$/
const shortcodeIn = (permalink: string): string | undefined =>
  POST_PATH.exec(URL.parse(permalink)?.pathname ?? '')?.[1]

const Permalink = z
  .url({ protocol: /^https$/, hostname: /(^|\.)instagram\.com$/ })
  .max(300)
  .refine((permalink) => shortcodeIn(permalink) !== undefined, {
    error: 'expected the address of a post, such as https://www.instagram.com/p/CODE/',
  })

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
      const { id } = await getPost(db, params.id)
      const rows = await listExecutions(db, id, {
        ...query,
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(rows, (row) => [row.id], viewExecution)
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
    run: async ({ params }, services) => await retry(services, params.id, null),
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
    run: async ({ params }, services) => await retry(services, params.id, params.execution),
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
  execution: string | null,
) {
  const retried = await services.db
    .transaction()
    .execute(async (tx) => await retryExecutions(tx, services, postId, execution))
  services.queue.wake()
  return { retried }
}

function viewError(status: ExecutionRow['status'], error: NonNullable<ExecutionRow['error']>) {
  const refusal = refusalOfText(error.code)
  // A number of a container that is in no table has the words of all failed containers.
  const isContainer = refusal === undefined && /^\d{7}$/.test(error.code ?? '')
  const reason = refusal?.reason ?? (isContainer ? 'processing_failed' : null)
  const fault = faultOf(status, error)
  return { ...error, fault, reason, said: saidIn(reason, error.message) }
}

/** The progress of an upload, as far as its publisher has stored it. */
const filesOf = ({
  step,
  status,
  progress,
  file_count: total,
}: Pick<ExecutionRow, 'step' | 'status' | 'progress' | 'file_count'>) =>
  step === 'upload' && status === 'posting'
    ? { sent: Math.min(filesSent(progress), total), total }
    : null

const viewExecution = ({
  waits_message: waitsMessage,
  step,
  progress,
  file_count,
  ...row
}: ExecutionRow) => ({
  ...row,
  files: filesOf({ step, status: row.status, progress, file_count }),
  is_checked: row.status === 'success' && step === 'done' && !row.warnings.includes('not_checked'),
  error: row.error && viewError(row.status, row.error),
  waits_for: waitSentence(row.waits_for, waitsMessage),
  waits_code: row.waits_for === 'error' ? null : row.waits_for,
  can_retry: whyNoRetry({ status: row.status, reason: row.error?.class ?? null }) === null,
})
