import { fault } from '../../../http/fault.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { OpenObject, Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { listEvents, readPayload, replayEvents } from '../store/event-list.ts'
import { EVENT_STATUSES } from '../store/events.ts'
import { processWebhooks } from '../tasks/process-webhooks.ts'

const EventView = z
  .object({
    id: z.uuid(),
    connection_id: z.uuid().nullable(),
    username: z.string().nullable().openapi({ description: 'Of the connected account' }),
    field: z.string().openapi({ example: 'comments' }),
    account_id: z.string().openapi({ description: 'As Meta calls the account' }),
    media_id: z.string().nullable().openapi({ description: 'As Meta calls the post' }),
    draft_id: z.uuid().nullable().openapi({ description: 'A product draft of the post' }),
    status: z.enum(EVENT_STATUSES),
    tries: z.int(),
    error: z.string().nullable().openapi({ description: 'Why it failed or is ignored' }),
    sent_at: Timestamp.nullable(),
    received_at: Timestamp,
    processed_at: Timestamp.nullable(),
  })
  .openapi('WebhookEvent')
const RawEventView = z
  .object({
    payload: OpenObject.nullable().openapi({ description: 'Null for what is ignored' }),
  })
  .openapi('RawWebhookEvent')

const MAX_IDS = 1_000

const Replay = z
  .strictObject({
    ids: z.array(z.uuid()).min(1).max(MAX_IDS).optional(),
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .openapi({ description: 'Received from then on' }),
    status: z.enum(['completed', 'failed']).optional(),
  })
  .refine(
    (filter) => Object.values(filter).some((value) => value !== undefined),
    fault('required', 'expected ids, since or status'),
  )

const operation = operationsFor<Pick<Services, 'db' | 'queue'>>()

const tags = ['own accounts']

/** Operations on the events that came by webhooks, for people. */
export const eventOperations = {
  listWebhookEvents: operation.list({
    path: '/api/webhooks/instagram/events',
    access: 'own:read',
    tags,
    summary: 'What Meta sent about your accounts, newest first; admins see all of it',
    filter: {
      status: z.enum(EVENT_STATUSES).optional(),
      field: z.string().min(1).max(60).optional(),
    },
    answer: pageOf(EventView),
    success: 'A page of events',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }, { principal }) {
      const range = { ...query, after: page.after?.[0], limit: page.take }
      const rows = await listEvents(db, ownerScopeOf(principal), range)
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  getRawWebhookEvent: operation.get({
    path: '/api/webhooks/instagram/events/{event_id}/raw',
    access: 'own:all',
    tags,
    summary: 'What Meta sent as it came, for debugging',
    params: z.strictObject({ event_id: z.uuid() }),
    answer: RawEventView,
    success: 'The value of the change',
    refusals: { 404: 'No such event' },
    run: async ({ params }, { db }) => ({ payload: await readPayload(db, params.event_id) }),
  }),

  replayWebhookEvents: operation.act({
    path: '/api/webhooks/instagram/events/replay',
    access: 'own:write',
    tags,
    summary: 'Process events of your accounts again: those that fit all that is given',
    description: 'Only events that were processed or failed; what is ignored is not kept.',
    body: Replay,
    answer: z.object({ replayed: z.int() }).openapi('WebhookReplay'),
    status: 202,
    success: 'They are processed soon',
    refusals: { 404: 'One of the ids is of no event about an account of yours' },
    async run({ body: { ids, since, status } }, { db, queue }, { principal }) {
      const selection = { ids, status, since: since === undefined ? undefined : new Date(since) }
      const replayed = await db.transaction().execute(async (tx) => {
        const count = await replayEvents(tx, ownerScopeOf(principal), selection)
        if (count > 0) await queue.enqueue(tx, processWebhooks, {})
        return count
      })
      if (replayed > 0) queue.wake()
      return { replayed }
    },
  }),
}
