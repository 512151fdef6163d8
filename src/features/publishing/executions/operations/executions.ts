import { saidIn } from '../../../../base/refusal-texts.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  Timestamp,
  z,
  type Router,
} from '../../../../http/router.ts'
import { refusalOfText } from '../../../../platforms/graph-refusals.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../../groups/group-view.ts'
import { byId, noSuchPost, unfitPost } from '../../posts/operations/posts.ts'
import { getPost } from '../../posts/store/posts.ts'
import { EXECUTION_STATES } from '../store/executions.ts'
import { listExecutions, listLog, type ExecutionRow } from '../store/execution-list.ts'
import { ACTIONS } from '../store/log.ts'
import { WAIT_CODES, waitCodeOf } from '../waits.ts'
import { resolveUnknown } from '../person-acts.ts'
import { retryExecutions, whyNoRetry } from '../retry-executions.ts'

const ExecutionView = z
  .object({
    id: z.uuid(),
    account_id: z.uuid().nullable().openapi({ description: 'As groups list it' }),
    username: z.string(),
    route: z.enum(['official', 'private']),
    language: z.string().nullable().openapi({
      description:
        'Of the caption, as the account got it; null: it has no words, or nobody knows its language',
    }),
    caption: z.string().openapi({ description: 'As the account got it' }),
    comment: z
      .string()
      .nullable()
      .openapi({ description: 'The first comment, as the account got it' }),
    status: z.enum(EXECUTION_STATES),
    due_at: Timestamp,
    waits_for: z.string().nullable(),
    waits_code: z.enum(WAIT_CODES).nullable().openapi({
      description: 'null: it waits after an error, or not at all',
    }),
    retry_count: z.int(),
    instagram_media_id: z.string().nullable(),
    permalink: z.string().nullable(),
    posted_at: Timestamp.nullable(),
    warnings: z.array(z.string()).openapi({ description: 'What is not as it was ordered' }),
    error: z
      .object({
        class: z.string(),
        code: z.string().nullable(),
        message: z.string(),
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

function viewError(error: NonNullable<ExecutionRow['error']>) {
  const refusal = refusalOfText(error.code)
  // A number of a container that is in no table has the words of all failed containers.
  const isContainer = refusal === undefined && /^\d{7}$/.test(error.code ?? '')
  const reason = refusal?.reason ?? (isContainer ? 'processing_failed' : null)
  return { ...error, reason, said: saidIn(reason, error.message) }
}

const viewExecution = (row: ExecutionRow) => ({
  ...isoTimes(row),
  error: row.error && viewError(row.error),
  waits_code: waitCodeOf(row.waits_for),
  can_retry: whyNoRetry({ status: row.status, reason: row.error?.class ?? null }) === null,
})

const list = createRoute({
  method: 'get',
  path: '/api/posts/{id}/executions',
  access: 'publishing:read',
  operationId: 'listExecutions',
  tags,
  summary: 'The publications of a post, one for each account',
  request: {
    ...byId,
    query: z.strictObject({ ...cursorFields, status: z.enum(EXECUTION_STATES).optional() }),
  },
  responses: { 200: json('A page of publications', pageOf(ExecutionView)), 404: noSuchPost },
})

const Retried = z.object({ retried: z.int() }).openapi('RetriedExecutions')
const executionParams = { params: z.object({ id: z.uuid(), execution: z.uuid() }) }

const retryAll = createRoute({
  method: 'post',
  path: '/api/posts/{id}/retry',
  access: 'publishing:write',
  operationId: 'retryPost',
  tags,
  summary: 'Try all failed publications of a post again; those that are there are not touched',
  request: byId,
  responses: { 202: json('How many', Retried), 404: noSuchPost },
})

const retry = createRoute({
  method: 'post',
  path: '/api/posts/{id}/executions/{execution}/retry',
  access: 'publishing:write',
  operationId: 'retryExecution',
  tags,
  summary: 'Try a publication again that ended without a post',
  description:
    'Not through a second access to an account on which the post is, or may be; nor for an account that was left out ' +
    'because of the files or captions of the post.',
  request: executionParams,
  responses: { 202: json('How many', Retried), 404: noSuchPost, 409: unfitPost },
})

/** Of a post, also behind the name of its account. */
const POST_PATH = /^\/(?:[\w.]+\/)?(?:p|reel|tv)\/([\w-]+)\/?$/
const shortcodeIn = (permalink: string): string | undefined =>
  POST_PATH.exec(URL.parse(permalink)?.pathname ?? '')?.[1]

const Permalink = z
  .url({ protocol: /^https$/, hostname: /(^|\.)instagram\.com$/ })
  .max(300)
  .refine((permalink) => shortcodeIn(permalink) !== undefined, {
    error: 'expected the address of a post, such as https://www.instagram.com/p/CODE/',
  })

const resolve = createRoute({
  method: 'post',
  path: '/api/posts/{id}/executions/{execution}/resolve',
  access: 'publishing:write',
  operationId: 'resolveExecution',
  tags,
  summary: 'Say of a publication with an unknown outcome whether it is there',
  description:
    'With its address it counts as published; with null it is looked for once more, and published anew if it is not found.',
  request: {
    ...executionParams,
    body: jsonBody(
      z
        .strictObject({
          permalink: Permalink.nullable(),
        })
        .openapi('ExecutionResolution'),
    ),
  },
  responses: { 204: { description: 'Noted' }, 404: noSuchPost, 409: unfitPost },
})

const SentView = z
  .object({
    method: z.string(),
    url: z.string().openapi({ description: 'Without parameters that may be secret' }),
    status: z.int().nullable().openapi({ description: 'null: no answer came' }),
    duration_ms: z.int(),
    sent_bytes: z.int().nullable().openapi({ description: 'Of the file that was sent' }),
    received_bytes: z.int().nullable(),
    answer: z.string().nullable().openapi({ description: 'The beginning of a refusal' }),
  })
  .openapi('SentRequest')

const LogView = z
  .object({
    id: z.uuid(),
    at: Timestamp,
    execution_id: z.uuid().nullable(),
    username: z.string().nullable().openapi({
      description: 'null: a look at a proxy that no account publishes through, or several do',
    }),
    proxy: z.string().nullable().openapi({
      description: 'Label or address of the proxy that was looked at',
    }),
    route: z.string(),
    action: z.enum(ACTIONS),
    status: z.string(),
    duration_ms: z.int(),
    details: z.record(z.string(), z.unknown()),
    requests: z.array(SentView).openapi({
      description: 'The last ones that were sent for it; details.earlier_requests counts others',
    }),
  })
  .openapi('PublicationLogLine')

const logs = createRoute({
  method: 'get',
  path: '/api/logs',
  access: 'publishing:read',
  operationId: 'listPublicationLog',
  tags,
  summary: 'What was done towards the platforms to publish, the newest first',
  description:
    'Also logins and checks of accounts that publish. Looks at proxies are for those who may see accounts.',
  request: {
    query: z.strictObject({
      ...cursorFields,
      account: z.uuid().optional().openapi({ description: 'By an id of GET /api/accounts' }),
      execution: z.uuid().optional(),
      post: z.uuid().optional(),
      from: z.iso
        .datetime({ offset: true })
        .optional()
        .openapi({ description: 'Lines from then on' }),
      until: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Lines before' }),
      action: z.enum(ACTIONS).optional(),
      status: z.string().max(40).optional(),
    }),
  },
  responses: { 200: json('A page of the log', pageOf(LogView)) },
})

const Key = z.tuple([z.uuid()])
const time = (text: string | undefined) => (text === undefined ? undefined : new Date(text))

/** Publications of posts. */
export function executionRoutes(services: Pick<Services, 'db' | 'queue' | 'config'>): Router {
  const { db, queue } = services
  return createRouter()
    .openapi(list, async (c) => {
      const { id } = await getPost(db, c.req.valid('param').id)
      const { status, ...page } = c.req.valid('query')
      const [after] = readCursor(page, Key) ?? []
      const rows = await listExecutions(db, id, { status, after, limit: page.limit + 1 })
      return c.json(cutPage(rows, page.limit, { item: viewExecution, key: (row) => [row.id] }), 200)
    })
    .openapi(retryAll, async (c) => {
      const { id } = c.req.valid('param')
      const retried = await db
        .transaction()
        .execute(async (tx) => await retryExecutions(tx, services, id, null))
      queue.wake()
      return c.json({ retried }, 202)
    })
    .openapi(retry, async (c) => {
      const { id, execution } = c.req.valid('param')
      const retried = await db
        .transaction()
        .execute(async (tx) => await retryExecutions(tx, services, id, execution))
      queue.wake()
      return c.json({ retried }, 202)
    })
    .openapi(resolve, async (c) => {
      const { id: postId, execution: id } = c.req.valid('param')
      const { permalink } = c.req.valid('json')
      const shortcode = permalink === null ? undefined : shortcodeIn(permalink)
      const found = permalink === null || !shortcode ? null : { permalink, shortcode }
      await db
        .transaction()
        .execute(async (tx) => await resolveUnknown(tx, queue, { postId, id }, found))
      queue.wake()
      return c.body(null, 204)
    })
    .openapi(logs, async (c) => {
      const { account, execution, post, from, until, action, status, ...page } =
        c.req.valid('query')
      const [after] = readCursor(page, Key) ?? []
      const ids = { accountId: account, executionId: execution, postId: post }
      const withProxies = c.get('principal').scopes.includes('accounts:read')
      const filter = { ...ids, from: time(from), until: time(until), action, status, withProxies }
      const rows = await listLog(db, filter, { after, limit: page.limit + 1 })
      return c.json(cutPage(rows, page.limit, { item: isoTimes, key: (row) => [row.id] }), 200)
    })
}
