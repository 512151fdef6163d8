import { requeueEvents, type EventStatus } from './events.ts'
import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Db, Tx } from '../../../db/handles.ts'

export type ListedEvent = {
  id: string
  connection_id: string | null
  username: string | null
  field: string
  account_id: string
  media_id: string | null
  /** A product draft of the post. */
  draft_id: string | null
  status: EventStatus
  tries: number
  error: string | null
  sent_at: Date | null
  received_at: Date
  processed_at: Date | null
}

const COLUMNS = sql`e.id, e.connection_id, c.username, e.field, e.account_id, e.media_id, e.status, e.tries, e.error,
  e.sent_at, e.received_at, e.processed_at, (
    select d.id from shared.stores s
    join shared.catalog_posts p on p.store_id = s.id and p.platform_id = e.media_id
    join shared.product_drafts d on d.post_id = p.id
    where s.connection_id = e.connection_id order by d.position limit 1) as draft_id`

/**
 * Limits events to those of an owner; `owner` null sees all, also events about accounts that are
 * not connected (`ownerScopeOf`).
 */
const inScope = (owner: string | null) =>
  owner === null
    ? sql`true`
    : sql`e.connection_id = any (array(select id from shared.connections where owner_id = ${owner}::uuid))`

/** Returns the events of an owner, newest first. */
export async function listEvents(
  db: Db,
  owner: string | null,
  query: {
    status?: EventStatus | undefined
    field?: string | undefined
    after?: string | undefined
    limit: number
  },
): Promise<ListedEvent[]> {
  const { status, field, after, limit } = query
  const fits = sql`true
    ${status === undefined ? sql`` : sql`and e.status = ${status}`}
    ${field === undefined ? sql`` : sql`and e.field = ${field}`}
    ${after === undefined ? sql`` : sql`and e.id < ${after}::uuid`}`
  // Those of a few accounts are read account by account, along their index: they may be the oldest
  // of all.
  const newest =
    owner === null
      ? sql`select e.* from webhook_events e where ${fits} order by e.id desc limit ${limit}`
      : sql`
        select e.* from shared.connections c
        cross join lateral (
          select * from webhook_events e where e.connection_id = c.id and ${fits} order by e.id desc limit ${limit}) e
        where c.owner_id = ${owner}::uuid
        order by e.id desc limit ${limit}`
  const { rows } = await sql<ListedEvent>`
    select ${COLUMNS} from (${newest}) e left join shared.connections c on c.id = e.connection_id
    order by e.id desc`.execute(db)
  return rows
}

/** Returns what Meta sent; null for an ignored event. Throws NoSuchRecordError. */
export async function readPayload(db: Db, id: string): Promise<unknown> {
  const { payload } = await db
    .selectFrom('webhook_events')
    .select('payload')
    .where('id', '=', id)
    .executeTakeFirstOrThrow(() => new NoSuchRecordError(`no webhook event ${id}`))
  return payload
}

export type ToReplay = {
  ids?: readonly string[] | undefined
  since?: Date | undefined
  status?: 'completed' | 'failed' | undefined
}

/**
 * Processes changes once more that were processed, or could not be; returns how many. Throws
 * NoSuchRecordError for an id that `owner` does not see.
 */
export async function replayEvents(
  tx: Tx,
  owner: string | null,
  { ids, since, status }: ToReplay,
): Promise<number> {
  if (ids) await checkVisible(tx, owner, ids)
  return await requeueEvents(
    tx,
    sql`${inScope(owner)}
      ${status === undefined ? sql`` : sql`and e.status = ${status}`}
      ${ids === undefined ? sql`` : sql`and e.id = any (${ids}::uuid[])`}
      ${since === undefined ? sql`` : sql`and e.received_at >= ${since}`}`,
  )
}

async function checkVisible(tx: Tx, owner: string | null, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select i.id from unnest(${ids}::uuid[]) as i (id)
    where not exists (select from webhook_events e where e.id = i.id and ${inScope(owner)})
    limit 1`.execute(tx)
  const [missing] = rows
  if (missing) throw new NoSuchRecordError(`no webhook event ${missing.id} of yours`)
}
