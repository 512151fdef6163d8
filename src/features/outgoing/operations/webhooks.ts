import { randomUUID } from 'node:crypto'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { getList, ListReference } from '../../lists/index.ts'
import { tags } from '../report-view.ts'
import {
  beginTest,
  findTarget,
  getWebhook,
  listWebhooks,
  lockWebhook,
  removeWebhook,
} from '../store/webhooks.ts'
import { sendOutgoingRows } from '../tasks/send-outgoing-rows.ts'
import {
  NewWebhook,
  WebhookChange,
  WebhookMade,
  WebhookTest,
  WebhookView,
} from '../webhook-view.ts'
import { bodyOf, postRows, type Outside } from '../webhooks/post-rows.ts'
import { PLACEHOLDERS, readRows, WEBHOOK_ROWS, type Row } from '../webhooks/rows.ts'
import { templateOf } from '../webhooks/send-rows.ts'
import { makeWebhook, setWebhook } from '../webhooks/set-webhook.ts'
import { fill } from '../webhooks/template.ts'
import type { OutgoingParts } from './reports.ts'

const operation = operationsFor<OutgoingParts & { outside?: Outside }>()

const params = z.strictObject({ id: z.uuid() })
const refusals = { 404: 'No such webhook' }
// The address and the authorization are nowhere to compare with.
const version = editedFields(WebhookChange.omit({ url: true, authorization: true }))
/** Seconds between two tests of a webhook: each posts to a host that a person chose. */
const TEST_PAUSE = 10

/** Rows leave gramd: sending them needs the scope of exports, too. */
function requireExports({ scopes }: Principal): void {
  if (!scopes.includes('exports:read')) throw new ForbiddenError('exports:read')
}

/** Webhooks with a row for each result or member. */
export const webhookOperations = {
  listOutgoingPlaceholders: operation.get({
    path: '/api/outgoing-webhooks/placeholders',
    access: 'lists:read',
    tags,
    summary: 'The placeholders that templates of outgoing webhooks may have',
    answer: z
      .object(Object.fromEntries(WEBHOOK_ROWS.map((rows) => [rows, z.array(z.string())])))
      .openapi('OutgoingPlaceholders'),
    success: 'The placeholders of each kind of rows',
    run: async () =>
      await Promise.resolve(
        Object.fromEntries(WEBHOOK_ROWS.map((rows) => [rows, [...PLACEHOLDERS[rows]]])),
      ),
  }),

  listOutgoingWebhooks: operation.list({
    path: '/api/outgoing-webhooks',
    access: 'lists:read',
    tags,
    summary: 'Webhooks that get rows of lists and campaigns, the newest first',
    filter: { list: ListReference.optional() },
    hasOffset: true,
    answer: pageOf(WebhookView),
    success: 'A page of webhooks',
    key: z.tuple([z.uuid()]),
    async run({ query: { list }, page }, { db }) {
      const listId = list === undefined ? null : (await getList(db, list)).id
      const rows = await listWebhooks(db, {
        listId,
        limit: page.take,
        offset: page.offset,
        after: page.after?.[0],
      })
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  createOutgoingWebhook: operation.act({
    path: '/api/outgoing-webhooks',
    access: 'lists:write',
    tags,
    summary: 'Post each row of a campaign or list to an address when it changes',
    description:
      'Needs exports:read, too. Requests are signed as in docs/notifications.md; the secret is ' +
      'shown this once, and Idempotency-Key is not honoured. docs/sharing.md',
    body: NewWebhook,
    status: 201,
    location: ({ id }) => `/api/outgoing-webhooks/${id}`,
    answer: WebhookMade,
    success: 'The webhook with its secret',
    refusals: { 404: 'No such list' },
    hasSecret: true,
    async run({ body }, parts, { principal }) {
      requireExports(principal)
      const userId = principal.user?.id ?? null
      const made = await parts.db
        .transaction()
        .execute(async (tx) => await makeWebhook(tx, parts, body, userId))
      await wake(parts, made.id)
      return { ...(await getWebhook(parts.db, made.id)), secret: made.secret }
    },
  }),

  getOutgoingWebhook: operation.get({
    path: '/api/outgoing-webhooks/{id}',
    access: 'lists:read',
    tags,
    summary: 'An outgoing webhook, without its address and secrets',
    params,
    answer: WebhookView,
    success: 'The webhook',
    refusals,
    version,
    run: async ({ params: { id } }, { db }) => await getWebhook(db, id),
  }),

  updateOutgoingWebhook: operation.update({
    path: '/api/outgoing-webhooks/{id}',
    access: 'lists:write',
    tags,
    summary: 'Change an outgoing webhook; what is not sent stays',
    description: 'Rows that another template fills otherwise are sent again.',
    params,
    body: WebhookChange,
    answer: WebhookView,
    success: 'The webhook',
    refusals,
    version,
    async run({ params: { id }, body }, parts, { principal, requireMatch }) {
      requireExports(principal)
      await parts.db.transaction().execute(async (tx) => {
        await lockWebhook(tx, id)
        await requireMatch(async () => await getWebhook(tx, id))
        await setWebhook(tx, parts, id, body)
      })
      await wake(parts, id)
      return await getWebhook(parts.db, id)
    },
  }),

  removeOutgoingWebhook: operation.remove({
    path: '/api/outgoing-webhooks/{id}',
    access: 'lists:write',
    tags,
    summary: 'Send no rows to a webhook any more',
    params,
    refusals,
    run: async ({ params: { id } }, { db }) => await removeWebhook(db, id),
  }),

  testOutgoingWebhook: operation.act({
    path: '/api/outgoing-webhooks/{id}/test',
    access: 'lists:write',
    tags,
    summary: 'Post the first row as a test, and say what the receiver answered',
    description: 'The header webhook-id begins with test_; the row counts as not sent.',
    params,
    answer: WebhookTest,
    success: 'The outcome',
    refusals: { ...refusals, 409: 'It was tested just now' },
    async run({ params: { id } }, parts, { principal, http }) {
      requireExports(principal)
      const { db, config, clock } = parts
      const webhook = await getWebhook(db, id)
      const target = await findTarget(db, config.encryptionKeys, id)
      if (!target) throw new NoSuchRecordError(`no outgoing webhook ${id}`)
      if (!(await beginTest(db, id, TEST_PAUSE)))
        throw new ConflictError(`it was tested just now: wait ${TEST_PAUSE} seconds`)
      const first = await firstRow(
        readRows(db, { listId: webhook.list_id, rows: webhook.rows, now: clock.now() }),
      )
      const filled = fill(templateOf(webhook), first?.values ?? {})
      const answer = await postRows(parts, target, {
        id: `test_${randomUUID()}`,
        body: bodyOf(webhook, [filled]),
        signal: http.req.raw.signal,
      })
      const { delivered, status } = answer
      return { delivered, status, error: answer.delivered ? null : answer.error }
    },
  }),
}

async function firstRow(pages: AsyncIterable<readonly Row[]>): Promise<Row | undefined> {
  for await (const [first] of pages) return first
  return undefined
}

/** Sends what has changed soon. */
async function wake({ db, queue }: OutgoingParts, id: string): Promise<void> {
  const { is_active } = await getWebhook(db, id)
  if (!is_active) return
  await queue.enqueue(db, sendOutgoingRows, { webhook_id: id })
  queue.wake()
}
