import { sql } from 'kysely'
import { CORE_ALERTS, type Severity } from './kinds.ts'
import { worldNow, type Db } from '../db/database.ts'
import { deleteInSteps } from '../db/delete-in-steps.ts'
import { ConflictError, NoSuchRecordError } from '../base/errors.ts'
import type { ChannelName } from './channel.ts'

export type NotificationRow = {
  id: string
  kind: string
  cause: string
  severity: Severity
  title: string
  count: number
  items: unknown
  created_at: Date
  last_raised_at: Date
  send_at: Date
  sent_at: Date | null
  delivered_at: Date | null
}

export type DeliveryRow = {
  id: number
  channel: ChannelName
  state: 'pending' | 'delivered' | 'failed'
  attempts: number
  next_attempt_at: Date
  last_status: number | null
  last_error: string | null
  log: unknown
  created_at: Date
  ended_at: Date | null
}

export type NotificationFilter = { kind?: string | undefined; undelivered?: boolean | undefined }

const RETENTION_BATCH = 1_000

const notifications = (db: Db) =>
  db
    .selectFrom('notifications')
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

/**
 * Notifications, newest first. `before` is exclusive. A query, so that a test can ask
 * PostgreSQL to explain it.
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

/** The deliveries of a notification, oldest first. */
export async function listDeliveries(db: Db, notificationId: string): Promise<DeliveryRow[]> {
  return await db
    .selectFrom('notification_deliveries')
    .select([
      'id',
      sql<ChannelName>`channel`.as('channel'),
      sql<DeliveryRow['state']>`state`.as('state'),
      'attempts',
      'next_attempt_at',
      'last_status',
      'last_error',
      sql`log`.as('log'),
      'created_at',
      'ended_at',
    ])
    .where('notification_id', '=', notificationId)
    .orderBy('id')
    .execute()
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

/** Raises a test, which is always sent; returns its id. Throws ConflictError without channels. */
export async function raiseTest(db: Db, channels: readonly ChannelName[]): Promise<string> {
  requireChannels(channels)
  const { id } = await db
    .insertInto('notifications')
    .values({ ...CORE_ALERTS.test, cause: sql`uuidv7()::text` })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

function requireChannels(channels: readonly ChannelName[]): void {
  if (channels.length === 0) {
    throw new ConflictError(
      'there is no channel: set GRAMD_NOTIFICATION_WEBHOOK_URL and _SECRET, or GRAMD_TELEGRAM_BOT_TOKEN and GRAMD_TELEGRAM_CHAT_ID',
    )
  }
}

/**
 * Deletes notifications without alerts for `keepMs` (world time), with their deliveries, in small
 * batches; returns how many. An aborted signal ends it between two batches.
 */
export async function pruneNotifications(
  db: Db,
  keepMs: number,
  signal?: AbortSignal,
): Promise<number> {
  const step = sql`
    delete from notifications where id in (
      select id from notifications
      where last_raised_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
      limit ${RETENTION_BATCH}
      for update skip locked
    )`
  return await deleteInSteps(db, step, RETENTION_BATCH, signal)
}
