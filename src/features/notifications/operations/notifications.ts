import { CHANNEL_NAMES, channelNames } from '../../../alerts/channel.ts'
import {
  getNotification,
  listDeliveries,
  notificationsQuery,
  replayNotification,
  requireChannels,
  type DeliveryRow,
  type NotificationRow,
} from '../../../alerts/notifications-store.ts'
import { raiseTestMessage } from '../../../alerts/test-message.ts'
import { booleanText, cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  OpenObject,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import { alertKindsOf } from '../../declarations.ts'
import type { Services } from '../../manifest.ts'

const Notification = z
  .object({
    id: z.uuid().openapi({ description: 'The webhook-id of its deliveries' }),
    kind: z.string().openapi({ example: 'account_needs_person' }),
    cause: z.string().openapi({ description: 'Alerts with the same cause are one notification' }),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    count: z.int().openapi({ description: 'How many alerts it stands for' }),
    items: z.array(OpenObject).openapi({ description: 'The first 20 things that it is about' }),
    created_at: Timestamp,
    last_raised_at: Timestamp,
    send_at: Timestamp.openapi({ description: 'It is not sent before' }),
    sent_at: Timestamp.nullable().openapi({
      description: 'When it was handed to the channels; null while it gathers',
    }),
    delivered_at: Timestamp.nullable().openapi({
      description: 'When a channel first delivered it',
    }),
  })
  .openapi('Notification')

const Delivery = z
  .object({
    id: z.int(),
    channel: z.enum(CHANNEL_NAMES),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.int(),
    next_attempt_at: Timestamp.nullable(),
    last_status: z.int().nullable().openapi({ description: 'In HTTP; null without an answer' }),
    last_error: z.string().nullable(),
    log: z.array(
      z.object({ at: Timestamp, status: z.int().nullable(), error: z.string().nullable() }),
    ),
    created_at: Timestamp,
    ended_at: Timestamp.nullable(),
  })
  .openapi('NotificationDelivery')

const NotificationWithDeliveries = Notification.extend({
  deliveries: z.array(Delivery).openapi({ description: 'Oldest first; a replay adds new ones' }),
}).openapi('NotificationWithDeliveries')

const Items = z.array(z.unknown())
const DeliveryLog = z.array(
  z.object({
    at: z.string().transform((text) => new Date(text).toISOString()),
    status: z.number().nullable(),
    error: z.string().nullable(),
  }),
)

const viewNotification = (row: NotificationRow) => ({ ...row, items: Items.parse(row.items) })

const viewDelivery = (row: DeliveryRow) => ({
  ...row,
  next_attempt_at: row.state === 'pending' ? row.next_attempt_at : null,
  log: DeliveryLog.parse(row.log),
})

const Key = z.tuple([z.uuid()])
const byId = { params: z.strictObject({ id: z.uuid() }) }

/** `kinds` are the names of all kinds of alerts. */
const listing = (kinds: readonly string[]) =>
  createRoute({
    method: 'get',
    path: '/api/notifications',
    access: 'notifications:read',
    operationId: 'listNotifications',
    summary: 'Notifications, sent or waiting, newest first',
    request: {
      query: z.strictObject({
        kind: z.enum(kinds).optional(),
        undelivered: booleanText
          .optional()
          .openapi({ description: 'true for what no channel has delivered' }),
        ...pageFields,
      }),
    },
    responses: { 200: json('A page of notifications', pageOf(Notification)) },
  })

const show = createRoute({
  method: 'get',
  path: '/api/notifications/{id}',
  access: 'notifications:read',
  operationId: 'getNotification',
  summary: 'One notification with its deliveries',
  request: byId,
  responses: {
    200: json('The notification', NotificationWithDeliveries),
    404: problem('No such notification'),
  },
})

const replay = createRoute({
  method: 'post',
  path: '/api/notifications/{id}/replay',
  access: 'notifications:write',
  operationId: 'replayNotification',
  summary: 'Send a notification again through every channel',
  description:
    'It keeps its webhook-id. A delivery that waits for its next attempt is made at once instead.',
  request: byId,
  responses: {
    202: json('The notification with its deliveries', NotificationWithDeliveries),
    404: problem('No such notification'),
    409: problem('It has not been sent yet, or there is no channel'),
  },
})

const test = createRoute({
  method: 'post',
  path: '/api/notifications/test',
  access: 'notifications:write',
  operationId: 'sendTestNotification',
  summary: 'Send a test through every channel',
  description: 'What became of it is in its deliveries, a few seconds later.',
  responses: {
    202: json('The notification', NotificationWithDeliveries),
    409: problem('There is no channel'),
    429: problem('Too many tests within a minute; Retry-After says when the next may be sent'),
  },
})

const channelList = createRoute({
  method: 'get',
  path: '/api/notifications/channels',
  access: 'notifications:read',
  operationId: 'listChannels',
  summary: 'The channels of the team that are configured',
  responses: {
    200: json(
      'The channels',
      z.object({ data: z.array(z.object({ name: z.enum(CHANNEL_NAMES) })) }).openapi('Channels'),
    ),
  },
})

export function notificationRoutes({
  db,
  config,
  declarations,
}: Pick<Services, 'db' | 'config' | 'declarations'>): Router {
  const list = listing(alertKindsOf(declarations).map(({ kind }) => kind))
  const channels = channelNames(config)
  const read = async (id: string) => ({
    ...viewNotification(await getNotification(db, id)),
    deliveries: (await listDeliveries(db, id)).map(viewDelivery),
  })
  const router = createRouter()
  router.openapi(channelList, (c) => c.json({ data: channels.map((name) => ({ name })) }, 200))
  router.openapi(list, async (c) => {
    const { kind, undelivered, ...page } = c.req.valid('query')
    const [before] = readCursor(page, Key) ?? []
    const { limit, offset } = page
    const asked = { limit: limit + 1, offset, before }
    const rows = await notificationsQuery(db, { kind, undelivered }, asked).execute()
    return c.json(cutPage(rows, limit, { item: viewNotification, key: (row) => [row.id] }), 200)
  })
  router.openapi(show, async (c) => c.json(await read(c.req.valid('param').id), 200))
  router.openapi(test, async (c) => {
    requireChannels(channels)
    const id = await raiseTestMessage(db, 'operators')
    return c.json(await read(id), 202)
  })
  router.openapi(replay, async (c) => {
    const { id } = c.req.valid('param')
    await replayNotification(db, id, channels)
    return c.json(await read(id), 202)
  })
  return router
}
