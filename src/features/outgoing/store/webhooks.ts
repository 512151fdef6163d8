import { sql } from 'kysely'
import { z } from 'zod'
import { decrypt, encrypt, type EncryptionKeys } from '../../../base/crypto.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { WebhookRows } from '../webhooks/rows.ts'

/** A webhook as people manage it: what it is sent with is nowhere. */
export type WebhookRow = {
  id: string
  list_id: string
  list: string
  name: string
  rows: WebhookRows
  template: string
  batch_size: number
  rows_field: string | null
  host: string
  has_authorization: boolean
  is_active: boolean
  created_by: string | null
  created_at: Date
  updated_at: Date
  last_sent_at: Date | null
  last_status: number | null
  last_error: string | null
  failed_at: Date | null
  /** Rows that the receiver has. */
  sent: number
}

const Target = z.object({
  url: z.string(),
  secret: z.string(),
  authorization: z.string().nullable(),
})
/** The address of a webhook and its secrets. */
export type Target = z.output<typeof Target>

const placeOf = (id: string) => ({ table: 'outgoing_webhooks', row: id, column: 'settings' })

const WEBHOOKS = sql`
  select w.id, w.list_id, l.name as list, w.name, w.rows, w.template, w.batch_size, w.rows_field, w.host,
    w.has_authorization, w.is_active, u.name as created_by, w.created_at, w.updated_at, w.last_sent_at,
    w.last_status, w.last_error, w.failed_at,
    (select count(*)::int from outgoing_rows r where r.webhook_id = w.id) as sent
  from outgoing_webhooks w
  join shared.lists l on l.id = w.list_id
  left join shared.users u on u.id = w.created_by`

/** Webhooks, the newest first; of one list, where asked for. */
export async function listWebhooks(
  db: Db,
  page: {
    listId: string | null
    limit: number
    offset: number | undefined
    after: string | undefined
  },
): Promise<WebhookRow[]> {
  const { listId, limit, offset = 0, after = null } = page
  const { rows } = await sql<WebhookRow>`${WEBHOOKS}
    where (${listId}::uuid is null or w.list_id = ${listId}::uuid)
      and (${after}::uuid is null or w.id < ${after}::uuid)
    order by w.id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** Locks a webhook until the transaction ends: the next change of it waits, and sees this one. */
export async function lockWebhook(tx: Tx, id: string): Promise<void> {
  await sql`select from outgoing_webhooks where id = ${id}::uuid for no key update`.execute(tx)
}

/** Throws NoSuchRecordError. */
export async function getWebhook(db: Db, id: string): Promise<WebhookRow> {
  const { rows } = await sql<WebhookRow>`${WEBHOOKS} where w.id = ${id}::uuid`.execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no outgoing webhook ${id}`)
  return rows[0]
}

/** The columns that people write. */
export type WebhookFields = {
  list_id: string
  name: string
  rows: WebhookRows
  template: string
  batch_size: number
  rows_field: string | null
  is_active: boolean
}

const sealed = (keys: EncryptionKeys, id: string, target: Target) => ({
  host: new URL(target.url).host,
  has_authorization: target.authorization !== null,
  settings: encrypt(keys, placeOf(id), JSON.stringify(target)),
})

export async function addWebhook(
  tx: Tx,
  keys: EncryptionKeys,
  webhook: WebhookFields & { target: Target; createdBy: string | null },
): Promise<string> {
  const { target, createdBy, ...fields } = webhook
  const { rows } = await sql<{ id: string }>`select uuidv7() as id`.execute(tx)
  const id = rows[0]?.id ?? ''
  await tx
    .insertInto('outgoing_webhooks')
    .values({ id, created_by: createdBy, ...fields, ...sealed(keys, id, target) })
    .execute()
  return id
}

/** Changes a webhook; what failed before is tried again. */
export async function changeWebhook(
  tx: Tx,
  keys: EncryptionKeys,
  id: string,
  { target, ...fields }: Omit<WebhookFields, 'list_id' | 'rows'> & { target: Target },
): Promise<void> {
  await tx
    .updateTable('outgoing_webhooks')
    .set({ ...fields, ...sealed(keys, id, target), failed_at: null, updated_at: worldNow })
    .where('id', '=', id)
    .execute()
}

/** Throws NoSuchRecordError. */
export async function removeWebhook(db: Db, id: string): Promise<void> {
  const { numDeletedRows } = await db
    .deleteFrom('outgoing_webhooks')
    .where('id', '=', id)
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw new NoSuchRecordError(`no outgoing webhook ${id}`)
}

/** The address and the secrets of a webhook, and who made it; undefined for an unknown one. */
export async function findTarget(
  db: Db,
  keys: EncryptionKeys,
  id: string,
): Promise<(Target & { createdBy: string | null }) | undefined> {
  const row = await db
    .selectFrom('outgoing_webhooks')
    .select(['settings', 'created_by'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const target = Target.parse(JSON.parse(decrypt(keys, placeOf(id), row.settings)))
  return { ...target, createdBy: row.created_by }
}

/** Begins a test; false when one began in the last seconds. */
export async function beginTest(db: Db, id: string, seconds: number): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update outgoing_webhooks set tested_at = world_now()
    where id = ${id}::uuid
      and (tested_at is null or tested_at <= world_now() - make_interval(secs => ${seconds}))`.execute(
    db,
  )
  return numAffectedRows > 0n
}

/** Stores the answer to the latest post. */
export async function recordAnswer(
  db: Db | Tx,
  id: string,
  { status, error }: { status: number | null; error: string | null },
): Promise<void> {
  await sql`
    update outgoing_webhooks set last_status = ${status}, last_error = ${error},
      last_sent_at = case when ${error}::text is null then world_now() else last_sent_at end,
      failed_at = case when ${error}::text is null then null else failed_at end
    where id = ${id}::uuid`.execute(db)
}

/** Marks webhooks for which no attempt is left; returns those that worked until now. */
export async function markFailed(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string; host: string; last_status: number | null }[]> {
  const { rows } = await sql<{
    id: string
    name: string
    host: string
    last_status: number | null
    is_new: boolean
  }>`
    update outgoing_webhooks w set failed_at = world_now()
    from (select id, failed_at is null as is_new from outgoing_webhooks where id = any (${[...ids]}::uuid[])
      order by id for update) before
    where w.id = before.id
    returning w.id, w.name, w.host, w.last_status, before.is_new`.execute(tx)
  return rows.filter(({ is_new }) => is_new)
}

/** The active webhooks; one that failed waits for hours. */
export async function dueWebhooks(db: Db, pauseHours: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from outgoing_webhooks
    where is_active
      and (failed_at is null or failed_at <= (select world_now()) - make_interval(hours => ${pauseHours}))
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Encrypted, because the address and the authorization open the receiver. */
export const webhookSettingsColumn = {
  table: 'outgoing_webhooks',
  column: 'settings',
  read: async (db: Db) =>
    await db.selectFrom('outgoing_webhooks').select(['id', 'settings as value']).execute(),
  async replace(db: Db, { id, value }: { id: string; value: Buffer }, fresh: Buffer) {
    const { numUpdatedRows } = await db
      .updateTable('outgoing_webhooks')
      .set({ settings: fresh })
      .where('id', '=', id)
      .where('settings', '=', value)
      .executeTakeFirst()
    return numUpdatedRows === 1n
  },
}
