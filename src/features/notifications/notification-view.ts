import { CHANNEL_NAMES } from '../../alerts/channel.ts'
import type { DeliveryRow, NotificationRow } from '../../alerts/notifications-store.ts'
import { isoTimes } from '../../http/iso-times.ts'
import { OpenObject, Timestamp, z } from '../../http/router.ts'

export const Notification = z
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

export const NotificationWithDeliveries = Notification.extend({
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

export const viewNotification = (row: NotificationRow): z.output<typeof Notification> => ({
  ...isoTimes(row),
  items: Items.parse(row.items),
})

export const viewDelivery = (row: DeliveryRow): z.output<typeof Delivery> => ({
  ...isoTimes(row),
  next_attempt_at: row.state === 'pending' ? row.next_attempt_at.toISOString() : null,
  log: DeliveryLog.parse(row.log),
})
