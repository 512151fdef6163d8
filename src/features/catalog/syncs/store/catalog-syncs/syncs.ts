import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../../base/errors.ts'
import { jsonb } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import type { OwnerScope } from '../../../stores/store/owner-scope.ts'

export const SYNC_TYPES = [
  'bulk_import',
  'incremental_sync',
  'webhook_trigger',
  'manual_refresh',
] as const
type SyncType = (typeof SYNC_TYPES)[number]
export const SYNC_TRIGGERS = ['user_initiated', 'webhook', 'scheduled_job'] as const
export const SYNC_STATES = ['running', 'success', 'partial_success', 'failed', 'cancelled'] as const

/** The options of a scan. */
export type ScanOptions = {
  /** Posts, the newest first. */
  limit: number
  /** ISO 8601; null for all. */
  since: string | null
  /** Whether the model is asked in batches: at half the price, within a day. */
  in_batches: boolean
  /** Undefined: as the store says. */
  with_videos?: boolean | undefined
  with_carousels?: boolean | undefined
}

export type NewSync = {
  storeId: string
  connectionId: string
  type: SyncType
  begunBy: (typeof SYNC_TRIGGERS)[number]
  /** Null for what is no scan. */
  options: ScanOptions | null
}

export async function beginSync(tx: Db, sync: NewSync): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, options)
    values (${sync.storeId}::uuid, ${sync.connectionId}::uuid, ${sync.type}, ${sync.begunBy},
      ${sync.options === null ? null : jsonb(sync.options)})
    returning id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the sync was not stored')
  return row.id
}

/** Adds posts to a sync; what the rules left out or nothing is new of has come to its end. */
export async function addToSync(tx: Tx, syncId: string, postIds: readonly string[]): Promise<void> {
  await sql`
    insert into catalog_sync_posts (sync_id, post_id, outcome, code, ended_at)
    select ${syncId}::uuid, p.id, known.outcome,
      case when p.ignored_at is not null then 'never' when known.outcome = 'skipped' then p.reason end,
      case when known.outcome is not null then world_now() end
    from catalog_posts p
    cross join lateral (
      select case when p.ignored_at is not null then 'skipped' when p.extracted_revision = p.revision then
        case p.outcome when 'skipped' then 'skipped' else 'unchanged' end end as outcome
    ) known
    where p.id = any (${postIds}::uuid[])
    order by p.id
    on conflict (sync_id, post_id) do nothing`.execute(tx)
}

/** Counts requests of the official API. */
export async function countRequests(db: Db, syncId: string, requests: number): Promise<void> {
  if (requests === 0) return
  await sql`
    update catalog_syncs set requests = requests + ${requests} where id = ${syncId}::uuid`.execute(
    db,
  )
}

/** The running sync of this type of a store. */
export async function findRunning(tx: Tx, storeId: string, type: SyncType): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from catalog_syncs
    where store_id = ${storeId}::uuid and status = 'running' and type = ${type} limit 1`.execute(tx)
  return rows[0]?.id ?? null
}

/**
 * Returns the sync that a poll of a store has begun before it came to its last page; there is at
 * most one.
 */
export async function findOpenPoll(tx: Tx, storeId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from catalog_syncs
    where store_id = ${storeId}::uuid and status = 'running' and not is_listed
      and type in ('incremental_sync', 'webhook_trigger')
    limit 1`.execute(tx)
  return rows[0]?.id ?? null
}

/** All posts of a sync are known by now; it ends with the last of them. */
export async function noteListed(tx: Tx, syncId: string): Promise<void> {
  await sql`update catalog_syncs set is_listed = true where id = ${syncId}::uuid`.execute(tx)
  await endSyncs(tx, [syncId])
}

/**
 * Ends those of these posts that no model has to read any more in syncs that wait for them: one was
 * queued, and the rules leave it out since its caption has changed.
 */
export async function endLeftOut(tx: Tx, postIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ sync_id: string }>`
    update catalog_sync_posts e set outcome = 'skipped', code = p.reason, ended_at = world_now()
    from catalog_posts p
    where p.id = any (${postIds}::uuid[]) and p.outcome = 'skipped' and p.extracted_revision = p.revision
      and e.post_id = p.id and e.outcome is null
    returning e.sync_id`.execute(tx)
  await endSyncs(tx, [...new Set(rows.map(({ sync_id }) => sync_id))])
}

/** The end of a post in the syncs that wait for it. */
export type PostEnd = {
  outcome: 'drafted' | 'updated' | 'skipped' | 'unchanged' | 'failed'
  drafts: number
  code: string | null
  message: string | null
}

/** Ends a post in all syncs that wait for it, and those syncs that waited for nothing else. */
export async function endPost(tx: Tx, postId: string, end: PostEnd): Promise<void> {
  const { rows } = await sql<{ sync_id: string }>`
    update catalog_sync_posts set outcome = ${end.outcome}, drafts = ${end.drafts}, code = ${end.code},
      message = ${end.message}, ended_at = world_now()
    where post_id = ${postId}::uuid and outcome is null
    returning sync_id`.execute(tx)
  await endSyncs(
    tx,
    rows.map(({ sync_id }) => sync_id),
  )
}

/**
 * Ends those of these syncs whose posts have all ended. Locked in order: two posts may end
 * together.
 */
async function endSyncs(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    select from catalog_syncs where id = any (${ids}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  await sql`
    update catalog_syncs s set
      status = case
        when c.failed = 0 then 'success' when c.failed < c.total then 'partial_success' else 'failed'
      end,
      counts = to_jsonb(c), completed_at = world_now()
    from unnest(${ids}::uuid[]) as i (id)
    cross join lateral (${countsOf(sql`i.id`)}) c
    where s.id = i.id and s.status = 'running' and s.is_listed
      and not exists (select from catalog_sync_posts o where o.sync_id = s.id and o.outcome is null)`.execute(
    tx,
  )
}

const countsOf = (syncId: ReturnType<typeof sql>) => sql`
  select count(*)::int as total, count(e.outcome)::int as processed,
    coalesce(sum(e.drafts), 0)::int as drafts,
    (count(*) filter (where e.outcome = 'updated'))::int as updated,
    (count(*) filter (where e.outcome in ('skipped', 'unchanged')))::int as skipped,
    (count(*) filter (where e.outcome = 'failed'))::int as failed,
    coalesce(sum(e.cost_usd), 0)::float8 as cost_usd,
    min(p.published_at) as oldest_post, max(p.published_at) as newest_post
  from catalog_sync_posts e join catalog_posts p on p.id = e.post_id
  where e.sync_id = ${syncId}`

/** Ends a sync that does not continue. */
export async function stopSync(
  tx: Tx,
  syncId: string,
  { status, reason }: { status: 'failed' | 'cancelled'; reason: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update catalog_syncs s set status = ${status}, reason = ${reason}, completed_at = world_now(),
      counts = (select to_jsonb(c) from (${countsOf(sql`s.id`)}) c)
    where s.id = ${syncId}::uuid and s.status = 'running'`.execute(tx)
  return numAffectedRows === 1n
}

/**
 * Ends syncs whose tasks were cancelled within this transaction: some may have come to another end
 * already.
 */
export async function cancelSyncs(tx: Tx, ids: readonly string[], reason: string): Promise<void> {
  await sql`
    update catalog_syncs s set status = 'cancelled', reason = ${reason}, completed_at = world_now(),
      counts = (select to_jsonb(c) from (${countsOf(sql`s.id`)}) c)
    where s.id = any (array(
      select id from catalog_syncs where id = any (${ids}::uuid[]) and status <> 'success'
      order by id for no key update))`.execute(tx)
}

type SyncCounts = {
  total: number
  processed: number
  drafts: number
  updated: number
  skipped: number
  failed: number
  cost_usd: number
  oldest_post: string | null
  newest_post: string | null
}

export type SyncRow = {
  id: string
  store_id: string
  connection_id: string
  type: SyncType
  begun_by: (typeof SYNC_TRIGGERS)[number]
  status: (typeof SYNC_STATES)[number]
  options: ScanOptions | null
  is_listed: boolean
  requests: number
  reason: string | null
  started_at: Date
  completed_at: Date | null
  /** World time when this was read. */
  now: Date
  counts: SyncCounts
}

const selectSyncs = (where: ReturnType<typeof sql>, limit: number) => sql<SyncRow>`
  select s.id, s.store_id, s.connection_id, s.type, s.begun_by, s.status, s.options, s.is_listed, s.requests, s.reason,
    s.started_at, s.completed_at, (select world_now()) as now,
    coalesce(s.counts, (select to_jsonb(c) from (${countsOf(sql`s.id`)}) c)) as counts
  from catalog_syncs s where ${where}
  order by s.id desc limit ${limit}`

/** Returns the scans and syncs of a store, newest first. */
export const listSyncs = async (
  db: Db,
  storeId: string,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<SyncRow[]> =>
  (
    await selectSyncs(
      sql`s.store_id = ${storeId}::uuid ${after === undefined ? sql`` : sql`and s.id < ${after}::uuid`}`,
      limit,
    ).execute(db)
  ).rows

/** Returns a scan or sync. Throws NoSuchRecordError, also for another owner's. */
export async function getSync(db: Db, scope: OwnerScope, id: string): Promise<SyncRow> {
  const isVisible =
    scope === null
      ? sql``
      : sql`and exists (select from stores t where t.id = s.store_id and t.owner_id = ${scope}::uuid)`
  const { rows } = await selectSyncs(sql`s.id = ${id}::uuid ${isVisible}`, 1).execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no scan ${id} of yours`)
  return row
}

export type SyncError = {
  /** The platform's id of the post. */
  media: string
  permalink: string | null
  code: string | null
  message: string | null
  at: Date
}

const MAX_ERRORS = 50

/** The newest posts of a sync that have failed. */
export async function listSyncErrors(db: Db, syncId: string): Promise<SyncError[]> {
  const { rows } = await sql<SyncError>`
    select p.platform_id as media, p.permalink, e.code, e.message, e.ended_at as at
    from catalog_sync_posts e join catalog_posts p on p.id = e.post_id
    where e.sync_id = ${syncId}::uuid and e.outcome = 'failed'
    order by e.ended_at desc limit ${MAX_ERRORS}`.execute(db)
  return rows
}
