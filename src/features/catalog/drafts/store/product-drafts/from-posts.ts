import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { CleanDraft, Extracted } from '../../../extract/extracted.ts'

type OfPost = { id: string; store_id: string }

/** A draft as it was read from a post; `position` is its place among the drafts of the post. */
export type ReadDraft = CleanDraft & { position: number; duplicate_of: string | null }

/**
 * Stores the drafts of a post: decisions and corrections of people stay. New ones expire after
 * `keepMs`.
 */
export async function storeDrafts(
  tx: Tx,
  { id, store_id }: OfPost,
  rows: readonly ReadDraft[],
  keepMs: number,
): Promise<void> {
  await sql`
    insert into product_drafts as d (store_id, post_id, position, extracted, confidence, flags, duplicate_of,
      expires_at)
    select ${store_id}::uuid, ${id}::uuid, position, extracted, confidence, flags, duplicate_of,
      world_now() + ${keepMs} * interval '1 ms'
    from jsonb_to_recordset(${jsonb(rows)}) as r (
      position smallint, extracted jsonb, confidence double precision, flags text[], duplicate_of uuid)
    on conflict (post_id, position) do update set
      -- What was decided keeps its decision, and what was corrected its corrections: they stand apart.
      extracted = excluded.extracted,
      confidence = case when d.status = 'pending' then excluded.confidence else d.confidence end,
      flags = case when d.status <> 'pending' then array_remove(d.flags, 'post_dropped')
        when d.edits <> '{}' and (d.extracted <> excluded.extracted or 'post_changed' = any (d.flags))
          then array_append(excluded.flags, 'post_changed')
        else excluded.flags end,
      duplicate_of = case when d.status = 'pending' then excluded.duplicate_of else d.duplicate_of end,
      duplicate_of_draft = case when d.status <> 'pending' then d.duplicate_of_draft end,
      -- Until when a rejected or expired one can be restored is counted from it.
      updated_at = case when d.status in ('pending', 'approved') then world_now() else d.updated_at end`.execute(
    tx,
  )
}

/**
 * Drops drafts whose post no longer names their product: removes pending ones without corrections,
 * and flags the others that are not approved.
 */
export async function dropDrafts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    delete from product_drafts where id = any (${ids}::uuid[]) and status = 'pending' and edits = '{}'`.execute(
    tx,
  )
  await sql`
    update product_drafts set flags = array_append(flags, 'post_dropped'),
      updated_at = case when status = 'pending' then world_now() else updated_at end
    where id = any (${ids}::uuid[]) and status <> 'approved' and not 'post_dropped' = any (flags)`.execute(
    tx,
  )
}

/** The statement that offers the only draft of a post, without its conflict clause. */
const insertOffered = (
  { id, store_id }: OfPost,
  { extracted, confidence, flags }: CleanDraft,
  keepMs: number,
) => sql`
    insert into product_drafts (store_id, post_id, position, extracted, confidence, flags, expires_at)
    values (${store_id}::uuid, ${id}::uuid, 0, ${jsonb(extracted)}, ${confidence}, ${flags}::text[],
      world_now() + ${keepMs} * interval '1 ms')`

/**
 * Offers a draft of a post that no model could read, unless the post has one. It expires after
 * `keepMs`.
 */
export async function offerDraft(
  tx: Tx,
  post: OfPost,
  draft: CleanDraft,
  keepMs: number,
): Promise<void> {
  await sql`
    ${insertOffered(post, draft, keepMs)}
    on conflict (post_id, position) do nothing`.execute(tx)
}

/**
 * Offers a draft of a post that a person wants one of; one that was rejected or has expired becomes
 * it.
 */
export async function offerWantedDraft(
  tx: Tx,
  post: OfPost,
  draft: CleanDraft,
  keepMs: number,
): Promise<void> {
  await sql`
    ${insertOffered(post, draft, keepMs)}
    on conflict (post_id, position) do update set status = 'pending', extracted = excluded.extracted, edits = '{}',
      confidence = excluded.confidence, flags = excluded.flags, reason = null, decided_at = null, decided_by = null,
      product_id = null, expires_at = excluded.expires_at, updated_at = world_now()`.execute(tx)
}

type Numbered = Partial<Pick<Extracted, 'pictures' | 'evidence'>>

/**
 * Stores the numbers of pictures in drafts, which have to be locked, after their post has other
 * pictures.
 */
export async function renumberDrafts(
  tx: Tx,
  drafts: readonly { id: string; extracted: Numbered; edits: Numbered }[],
): Promise<void> {
  if (drafts.length === 0) return
  await sql`
    update product_drafts d set extracted = r.extracted, edits = r.edits
    from jsonb_to_recordset(${jsonb(drafts)}) as r (id uuid, extracted jsonb, edits jsonb)
    where d.id = r.id`.execute(tx)
}

/** The posts of drafts are gone from Instagram: drafts that are not approved say so. */
export async function markDraftsDeleted(tx: Tx, postIds: readonly string[]): Promise<void> {
  await sql`
    update product_drafts set flags = array_append(flags, 'post_deleted'),
      -- Until when a rejected or expired one can be restored is counted from it.
      updated_at = case when status = 'pending' then world_now() else updated_at end
    where id = any (array(select id from product_drafts where post_id = any (${postIds}::uuid[])))
      and status <> 'approved' and not 'post_deleted' = any (flags)`.execute(tx)
}

/** The posts of drafts are on Instagram again. */
export async function markDraftsBack(tx: Tx, postIds: readonly string[]): Promise<void> {
  await sql`
    update product_drafts set flags = array_remove(flags, 'post_deleted')
    where post_id = any (${postIds}::uuid[]) and 'post_deleted' = any (flags)`.execute(tx)
}

/** Stores the products that were made of drafts. */
export async function storeApprovals(
  tx: Tx,
  made: readonly { draft_id: string; product_id: string }[],
  by: 'person' | 'store',
): Promise<void> {
  await sql`
    update product_drafts d set status = 'approved', product_id = r.product_id, decided_at = world_now(),
      decided_by = ${by}, updated_at = world_now()
    from jsonb_to_recordset(${jsonb(made)}) as r (draft_id uuid, product_id uuid)
    where d.id = r.draft_id`.execute(tx)
}

/**
 * The drafts of a store that its owner was not notified of: as many as a message has links, the
 * surest first.
 */
export type UnnotifiedDrafts = {
  store_id: string
  store: string
  owner_id: string | null
  count: number
  drafts: { id: string; name: string; price: string | null; currency: string | null }[]
}

/**
 * Takes at most `limit` pending drafts whose owners were not notified of them, and notes that they
 * are.
 */
export async function takeUnnotifiedDrafts(
  tx: Tx,
  { limit, links }: { limit: number; links: number },
): Promise<UnnotifiedDrafts[]> {
  const { rows } = await sql<UnnotifiedDrafts>`
    with unnotified as (
      select id from product_drafts where notified_at is null and status = 'pending'
      order by id limit ${sql.lit(limit)} for no key update skip locked
    ),
    notified as (
      update product_drafts d set notified_at = world_now() from unnotified u where d.id = u.id
      returning d.id, d.store_id, d.confidence, d.extracted
    ),
    ranked as (
      select *, row_number() over (partition by store_id order by confidence desc, id desc) as rank from notified
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'name', r.extracted ->> 'name', 'price', r.extracted ->> 'price',
        'currency', r.extracted ->> 'currency') order by r.rank) filter (where r.rank <= ${links}) as drafts
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  return rows
}
