import { sql, type InferResult } from 'kysely'
import type { Severity } from '../../kinds.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db } from '../../../db/handles.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import type { ChannelName } from '../../channel.ts'

export type NotificationFilter = { kind?: string | undefined; undelivered?: boolean | undefined }

/** Selects the notifications for operators: those of a single user reach only that user. */
const notifications = (db: Db) =>
  db
    .selectFrom('notifications')
    .where('audience', '=', 'operators')
    .select([
      'id',
      'kind',
      'cause',
      sql<Severity>`severity`.as('severity'),
      'title',
      'count',
      sql`items`.as('items'),
      'created_at',
      'last_raised_at',
      'send_at',
      'sent_at',
      'delivered_at',
    ])

export type NotificationRow = InferResult<ReturnType<typeof notifications>>[number]

/**
 * Lists notifications newest first; `before` is exclusive. Returns a query, so that a test can
 * explain its plan.
 */
export function notificationsQuery(
  db: Db,
  { kind, undelivered }: NotificationFilter,
  page: { limit: number; offset?: number | undefined; before?: string | undefined },
) {
  let query = notifications(db)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (undelivered === true) query = query.where('delivered_at', 'is', null)
  if (undelivered === false) query = query.where('delivered_at', 'is not', null)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query
}

/** Throws NoSuchRecordError. */
export async function getNotification(db: Db, id: string): Promise<NotificationRow> {
  const row = await notifications(db).where('id', '=', id).executeTakeFirst()
  if (!row) throw new NoSuchRecordError(`no notification ${id}`)
  return row
}

const deliveries = (db: Db) =>
  db
    .selectFrom('notification_deliveries')
    .select([
      'id',
      sql<ChannelName>`channel`.as('channel'),
      sql<'pending' | 'delivered' | 'failed'>`state`.as('state'),
      'attempts',
      'next_attempt_at',
      'last_status',
      'last_error',
      sql`log`.as('log'),
      'created_at',
      'ended_at',
    ])

export type DeliveryRow = InferResult<ReturnType<typeof deliveries>>[number]

/** The deliveries of a notification, oldest first. */
export async function listDeliveries(db: Db, notificationId: string): Promise<DeliveryRow[]> {
  return await deliveries(db).where('notification_id', '=', notificationId).orderBy('id').execute()
}

/**
 * Sends a notification again, with its id and a full set of attempts; a pending delivery is due at
 * once instead. Throws NoSuchRecordError, and ConflictError while the notification is open or
 * without channels.
 */
export async function replayNotification(
  db: Db,
  id: string,
  channels: readonly ChannelName[],
): Promise<void> {
  requireChannels(channels)
  const { sent_at, send_at } = await getNotification(db, id)
  if (sent_at === null)
    throw new ConflictError(`has not been sent yet; it is due at ${send_at.toISOString()}`)
  await db
    .insertInto('notification_deliveries')
    .values(channels.map((channel) => ({ notification_id: id, channel })))
    .onConflict((conflict) =>
      conflict
        .columns(['notification_id', 'channel'])
        .where('state', '=', 'pending')
        .doUpdateSet({ next_attempt_at: worldNow }),
    )
    .execute()
}

/** Throws ConflictError when the team has no channel. */
export function requireChannels(channels: readonly ChannelName[]): void {
  if (channels.length === 0) {
    throw new ConflictError(
      'there is no channel: set GRAMD_NOTIFICATION_WEBHOOK_URL and _SECRET, or ' +
        'GRAMD_TELEGRAM_BOT_TOKEN and GRAMD_TELEGRAM_CHAT_ID',
    )
  }
}
