import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../../base/errors.ts'
import type { Db } from '../../../../../db/handles.ts'
import type { Edits, Extracted, Flag } from '../../../extract/extracted.ts'
import { matchesStore } from '../../../stores/store/stores/stores.ts'
import { productSubject } from '../../../subjects.ts'
import { ownedBy, type OwnerScope } from '../../../stores/store/owner-scope.ts'
import { DRAFT_STATES, HIGH_CONFIDENCE } from '../../draft-states.ts'

export type DraftStatus = (typeof DRAFT_STATES)[number]

/** A product of the store that a draft may be. */
type DuplicateProduct = {
  id: string
  name: string
  price: string | null
  currency: string
  picture_hash: string | null
  created_at: string
}

export type DraftRow = {
  id: string
  store_id: string
  status: DraftStatus
  extracted: Extracted
  edits: Edits
  confidence: number
  flags: Flag[]
  reason: string | null
  product_id: string | null
  duplicate: DuplicateProduct | null
  duplicate_draft: { id: string; name: string; price: string | null } | null
  platform_id: string
  permalink: string | null
  caption: string | null
  type: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM'
  published_at: Date
  deleted_at: Date | null
  pictures: { number: number; hash: string | null }[]
  expires_at: Date
  decided_at: Date | null
  created_at: Date
  updated_at: Date
}

export type DraftFilter = {
  /** Undefined: of every state. */
  statuses?: readonly DraftStatus[] | undefined
  confidence?: 'high' | 'low' | undefined
  /** Whether they have a high confidence and no flag. */
  clear?: boolean | undefined
  /** Pending ones that expire within two days. */
  expiring?: boolean | undefined
  storeId?: string | undefined
  /** Drafts that this scan or sync has made or changed. */
  scanId?: string | undefined
}

type Page = { after?: string | undefined; limit: number }

/**
 * Pending ones that expire soon stand at the beginning of an index; listed by age they are the
 * last.
 */
const EXPIRING = sql`d.id = any (array(
  select id from product_drafts where status = 'pending' and expires_at < world_now() + interval '2 days'))`

/** Nothing about the draft `d` asks for a closer look. */
export const CLEAR = sql`d.confidence >= ${HIGH_CONFIDENCE} and d.flags = '{}'`

/** The conditions of a list of drafts, except those for store and status. */
const fits = ({ confidence, clear, expiring }: DraftFilter, { after }: Pick<Page, 'after'>) =>
  sql.join(
    [
      sql`true`,
      ...(after === undefined ? [] : [sql`d.id < ${after}::uuid`]),
      ...(confidence === 'high' ? [sql`d.confidence >= ${HIGH_CONFIDENCE}`] : []),
      ...(confidence === 'low' ? [sql`d.confidence < ${HIGH_CONFIDENCE}`] : []),
      ...(clear === undefined ? [] : [sql`(${CLEAR}) = ${clear}`]),
      ...(expiring ? [EXPIRING] : []),
    ],
    sql` and `,
  )

/**
 * The newest drafts that fit. Those of a few stores are read store by store and status by status,
 * each along its index: among a million drafts of others they may be the oldest.
 */
function newestDrafts(scope: OwnerScope, filter: DraftFilter, page: Page): ReturnType<typeof sql> {
  const { storeId, scanId, expiring } = filter
  const statuses = DRAFT_STATES.filter(
    (each) => (filter.statuses ?? DRAFT_STATES).includes(each) && (!expiring || each === 'pending'),
  )
  // The posts of a scan are few: its drafts are found by them.
  if (scanId !== undefined)
    return sql`
      select d.* from catalog_sync_posts e
      join product_drafts d on d.post_id = e.post_id join stores s on s.id = d.store_id
      where e.sync_id = ${scanId}::uuid and e.outcome in ('drafted', 'updated')
        and d.status = any (${statuses}::text[]) and ${matchesStore(scope, storeId)} and ${fits(filter, page)}
      order by d.id desc limit ${page.limit}`
  if (scope === null && storeId === undefined) {
    const isWanted =
      statuses.length === DRAFT_STATES.length
        ? sql`true`
        : sql`d.status = any (${statuses}::text[])`
    return sql`
      select d.* from product_drafts d where ${isWanted} and ${fits(filter, page)}
      order by d.id desc limit ${page.limit}`
  }
  return sql`
    select d.* from stores s cross join unnest(${statuses}::text[]) as w (status)
    cross join lateral (
      select * from product_drafts d
      where d.store_id = s.id and d.status = w.status and ${fits(filter, page)}
      order by d.id desc limit ${page.limit}) d
    where ${matchesStore(scope, storeId)}
    order by d.id desc limit ${page.limit}`
}

export const isOwnDraft = (scope: OwnerScope) => sql`
  exists (select from stores s where s.id = d.store_id and ${ownedBy(scope)})`

const selectDrafts = (drafts: ReturnType<typeof sql>) => sql<DraftRow>`
  select d.id, d.store_id, d.status, d.extracted, d.edits, d.confidence, d.flags, d.reason, d.product_id, d.expires_at,
    d.decided_at, d.created_at, d.updated_at, p.platform_id, p.permalink, p.caption, p.type, p.published_at,
      p.deleted_at,
    (select jsonb_build_object('id', o.id, 'name', o.name, 'price', o.price::text, 'currency', o.currency,
      'created_at', o.created_at, 'picture_hash', (
        select encode(u.sha256, 'hex') from shared.media_uses u where u.owner = ${productSubject('')} || o.id
        order by u.position, u.name limit 1))
      from products o where o.id = coalesce(d.duplicate_of,
        (select e.product_id from product_drafts e where e.id = d.duplicate_of_draft))) as duplicate,
    (select jsonb_build_object('id', e.id, 'name', (e.extracted || e.edits) ->> 'name', 'price',
      (e.extracted || e.edits) ->> 'price')
      from product_drafts e where e.id = d.duplicate_of_draft and e.status = 'pending') as duplicate_draft,
    (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'hash', encode(u.sha256, 'hex'))
      order by n.number), '[]')
      from unnest(p.picture_ids) with ordinality as n (name, number)
      left join shared.media_uses u on u.owner = 'catalog_post:' || p.id and u.name = n.name) as pictures
  from (${drafts}) d join catalog_posts p on p.id = d.post_id
  order by d.id desc`

/** Newest first. */
export const listDrafts = async (
  db: Db,
  scope: OwnerScope,
  filter: DraftFilter,
  page: Page,
): Promise<DraftRow[]> => (await selectDrafts(newestDrafts(scope, filter, page)).execute(db)).rows

/** Returns a draft. Throws NoSuchRecordError, also for another owner's draft. */
export async function getDraft(db: Db, scope: OwnerScope, id: string): Promise<DraftRow> {
  const draft = sql`select * from product_drafts d where d.id = ${id}::uuid and ${isOwnDraft(scope)}`
  const { rows } = await selectDrafts(draft).execute(db)
  const [row] = rows
  if (!row) throw noSuchDraft(id)
  return row
}

/** Returns the given drafts that `scope` may see, in their order. */
export async function ownAmong(
  db: Db,
  scope: OwnerScope,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from product_drafts d where d.id = any (${ids}::uuid[]) and ${isOwnDraft(scope)}`.execute(
    db,
  )
  const known = new Set(rows.map(({ id }) => id))
  return ids.filter((id) => known.has(id))
}

/** The ids of the drafts that fit, newest first. */
export async function findDrafts(
  db: Db,
  scope: OwnerScope,
  filter: DraftFilter,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from (${newestDrafts(scope, filter, { limit })}) d order by d.id desc`.execute(db)
  return rows.map(({ id }) => id)
}

/** More of them are not counted. */
const MAX_COUNTED = 100_000

/** Counts the drafts that fit. */
export async function countDrafts(db: Db, scope: OwnerScope, filter: DraftFilter): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${newestDrafts(scope, filter, { limit: MAX_COUNTED })}) d`.execute(
    db,
  )
  return rows[0]?.count ?? 0
}

export const noSuchDraft = (id: string): NoSuchRecordError =>
  new NoSuchRecordError(`no draft ${id} of yours`)
