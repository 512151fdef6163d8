import { CHANNEL_NAMES } from '../../../alerts/channel.ts'
import { channelNames } from '../../../alerts/channels.ts'
import {
  getNotification,
  listDeliveries,
  notificationsQuery,
  replayNotification,
  requireChannels,
  type DeliveryRow,
  type NotificationRow,
} from '../../../alerts/store/notifications/notifications.ts'
import { raiseTestMessage } from '../../../alerts/test-message.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { alertKindsOf, declarations, withCore } from '../../declarations.ts'
import type { Services } from '../../services.ts'
import { AlertFacts } from './inbox.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const KINDS = alertKindsOf(withCore(declarations)).map(({ kind }) => kind)

const Notification = z
  .object({
    id: z.uuid().openapi({ description: 'The webhook-id of its deliveries' }),
    kind: z.string().openapi({ example: 'account_needs_person' }),
    cause: z.string().openapi({ description: 'Alerts with the same cause are one notification' }),
    severity: z.enum(['info', 'warning', 'critical']),
    title: z.string(),
    count: z.int().openapi({ description: 'The number of alerts that it sums up' }),
    items: z.array(AlertFacts).openapi({ description: 'The first 20 things that it is about' }),
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

const Items = z.array(AlertFacts)
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

async function readNotification(db: Db, id: string) {
  const notification = viewNotification(await getNotification(db, id))
  return { ...notification, deliveries: (await listDeliveries(db, id)).map(viewDelivery) }
}

const params = z.strictObject({ id: z.uuid() })
const refusals = { 404: 'No such notification' }

/** The operations on past and future notifications of operators. */
export const notificationOperations = {
  listChannels: operation.get({
    path: '/api/notifications/channels',
    access: 'notifications:read',
    summary: 'The channels of the team that are configured',
    answer: z
      .object({ data: z.array(z.object({ name: z.enum(CHANNEL_NAMES) })) })
      .openapi('Channels'),
    success: 'The channels',
    run: async (_, { config }) =>
      await Promise.resolve({ data: channelNames(config).map((name) => ({ name })) }),
  }),

  listNotifications: operation.list({
    path: '/api/notifications',
    access: 'notifications:read',
    summary: 'Notifications, sent or waiting, newest first',
    filter: {
      kind: z.enum(KINDS).optional(),
      undelivered: booleanText
        .optional()
        .openapi({ description: 'true for what no channel has delivered' }),
    },
    hasOffset: true,
    answer: pageOf(Notification),
    success: 'A page of notifications',
    key: z.tuple([z.uuid()]),
    async run({ query, page }, { db }) {
      const { take: limit, offset, after: [before] = [] } = page
      const rows = await notificationsQuery(db, query, { limit, offset, before }).execute()
      return page.cut(rows, ({ id }) => [id], viewNotification)
    },
  }),

  getNotification: operation.get({
    path: '/api/notifications/{id}',
    access: 'notifications:read',
    summary: 'One notification with its deliveries',
    params,
    answer: NotificationWithDeliveries,
    success: 'The notification',
    refusals,
    run: async (input, { db }) => await readNotification(db, input.params.id),
  }),

  sendTestNotification: operation.act({
    path: '/api/notifications/test',
    access: 'notifications:write',
    summary: 'Send a test through every channel',
    description: 'What became of it is in its deliveries, a few seconds later.',
    status: 202,
    answer: NotificationWithDeliveries,
    success: 'The notification',
    refusals: {
      409: 'There is no channel',
      429: 'Too many tests within a minute; Retry-After says when the next may be sent',
    },
    async run(_, { db, config }) {
      requireChannels(channelNames(config))
      return await readNotification(db, await raiseTestMessage(db, 'operators'))
    },
  }),

  replayNotification: operation.act({
    path: '/api/notifications/{id}/replay',
    access: 'notifications:write',
    summary: 'Send a notification again through every channel',
    description:
      'It keeps its webhook-id. A delivery that waits for its next attempt is made at once ' +
      'instead.',
    params,
    status: 202,
    answer: NotificationWithDeliveries,
    success: 'The notification with its deliveries',
    refusals: { ...refusals, 409: 'It has not been sent yet, or there is no channel' },
    async run({ params: { id } }, { db, config }) {
      await replayNotification(db, id, channelNames(config))
      return await readNotification(db, id)
    },
  }),
}
