import { ownerSeenBy } from '../../../http/access/owner.ts'
import { isoTimes, type RowOf } from '../../../http/iso-times.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  OpenObject,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { listEvents, readPayload, replayEvents, type ListedEvent } from '../store/event-list.ts'
import { EVENT_STATUSES } from '../store/events.ts'
import { processWebhooks } from '../tasks/process-webhooks.ts'
import { tags } from './receive.ts'
import { listSubscriptions, type Subscription } from '../store/subscriptions.ts'

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
type EventView = z.output<typeof EventView>

const list = createRoute({
  method: 'get',
  path: '/api/webhooks/instagram/events',
  access: 'own:read',
  operationId: 'listWebhookEvents',
  tags,
  summary: 'What Meta sent about your accounts, newest first; admins see all of it',
  request: {
    query: z.strictObject({
      status: z.enum(EVENT_STATUSES).optional(),
      field: z.string().min(1).max(60).optional(),
      ...cursorFields,
    }),
  },
  responses: { 200: json('A page of events', pageOf(EventView)) },
})

const raw = createRoute({
  method: 'get',
  path: '/api/webhooks/instagram/events/{eventId}/raw',
  access: 'own:all',
  operationId: 'getRawWebhookEvent',
  tags,
  summary: 'What Meta sent as it came, for debugging',
  request: { params: z.strictObject({ eventId: z.uuid() }) },
  responses: {
    200: json(
      'The value of the change',
      z
        .object({
          payload: OpenObject.nullable().openapi({ description: 'Null for what is ignored' }),
        })
        .openapi('RawWebhookEvent'),
    ),
    404: problem('No such event'),
  },
})

const MOST_IDS = 1_000

const replay = createRoute({
  method: 'post',
  path: '/api/webhooks/instagram/events/replay',
  access: 'own:write',
  operationId: 'replayWebhookEvents',
  tags,
  summary: 'Process events of your accounts again: those that fit all that is given',
  description: 'Only events that were processed or failed; what is ignored is not kept.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          ids: z.array(z.uuid()).min(1).max(MOST_IDS).optional(),
          since: z.iso
            .datetime({ offset: true })
            .optional()
            .openapi({ description: 'Received from then on' }),
          status: z.enum(['completed', 'failed']).optional(),
        })
        .refine((asked) => Object.values(asked).some((value) => value !== undefined), {
          error: 'expected ids, since or status',
        }),
    ),
  },
  responses: {
    202: json('They are processed soon', z.object({ replayed: z.int() }).openapi('WebhookReplay')),
    404: problem('One of the ids is of no event about an account of yours'),
  },
})

const SubscriptionView = z
  .object({
    connection_id: z.uuid(),
    username: z.string(),
    fields: z.array(z.string()).openapi({ description: 'That gramd asked for' }),
    subscribed_at: Timestamp.nullable(),
    error: z
      .string()
      .nullable()
      .openapi({ description: 'Why Meta sends nothing, with the remedy' }),
  })
  .openapi('WebhookSubscription')
type SubscriptionView = z.output<typeof SubscriptionView>

const subscriptions = createRoute({
  method: 'get',
  path: '/api/webhooks/instagram/subscriptions',
  access: 'own:read',
  operationId: 'listWebhookSubscriptions',
  tags,
  summary: 'Of which connected accounts Meta sends events',
  request: { query: z.strictObject(cursorFields) },
  responses: { 200: json('A page of accounts', pageOf(SubscriptionView)) },
})

const ById = z.tuple([z.uuid()])

/** What came by webhooks, for people. */
export function eventRoutes({ db, queue }: Pick<Services, 'db' | 'queue'>): Router {
  const router = createRouter()
  router.openapi(list, async (c) => {
    const { status, field, ...page } = c.req.valid('query')
    const [after] = readCursor(page, ById) ?? []
    const asked = { status, field, after, limit: page.limit + 1 }
    const rows = await listEvents(db, ownerSeenBy(c.get('principal')), asked)
    return c.json(cutPage(rows, page.limit, { item: viewEvent, key: ({ id }) => [id] }), 200)
  })
  router.openapi(raw, async (c) =>
    c.json({ payload: await readPayload(db, c.req.valid('param').eventId) }, 200),
  )
  router.openapi(replay, async (c) => {
    const { ids, since, status } = c.req.valid('json')
    const owner = ownerSeenBy(c.get('principal'))
    const asked = { ids, status, since: since === undefined ? undefined : new Date(since) }
    const replayed = await db.transaction().execute(async (tx) => {
      const count = await replayEvents(tx, owner, asked)
      if (count > 0) await queue.enqueue(tx, processWebhooks, {})
      return count
    })
    if (replayed > 0) queue.wake()
    return c.json({ replayed }, 202)
  })
  router.openapi(subscriptions, async (c) => {
    const page = c.req.valid('query')
    const [after] = readCursor(page, ById) ?? []
    const owner = ownerSeenBy(c.get('principal'))
    const rows = await listSubscriptions(db, owner, { after, limit: page.limit + 1 })
    const key = ({ connection_id }: Subscription) => [connection_id]
    return c.json(cutPage(rows, page.limit, { item: viewSubscription, key }), 200)
  })
  return router
}

type EventRow = RowOf<EventView, 'sent_at' | 'received_at' | 'processed_at'>
const viewEvent = (row: ListedEvent & EventRow): EventView => isoTimes(row)
const viewSubscription = (
  row: Subscription & RowOf<SubscriptionView, 'subscribed_at'>,
): SubscriptionView => isoTimes(row)
