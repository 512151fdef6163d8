import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import { MAX_BITS } from '../../../posts/perceptual-hash.ts'
import type { PostToAsk } from '../../../posts/store/catalog-posts/posts.ts'
import type { CleanDraft } from '../../../extract/extracted.ts'

/**
 * Products of the store that these drafts may be, by the draft's place: the same name and price, or
 * nearly the same picture.
 */
export async function findDuplicates(
  tx: Tx,
  { id, store_id }: Pick<PostToAsk, 'id' | 'store_id'>,
  drafts: readonly CleanDraft[],
): Promise<Map<number, string>> {
  if (drafts.length === 0) return new Map()
  const candidates = drafts.map(({ extracted: { name, price, pictures } }, position) => ({
    position,
    name,
    price,
    pictures,
  }))
  // The products of the store are read once, each with its pictures, whatever is known of the
  // tables.
  const { rows } = await sql<{ position: number; product_id: string }>`
    with mine as materialized (
      select position + 1 as number, phash from catalog_pictures where post_id = ${id}::uuid
    ),
    known as materialized (
      select p.id, p.name, p.price, array(select phash from product_pictures s where s.product_id = p.id) as pictures
      from products p
      where p.store_id = ${store_id}::uuid and p.status <> 'archived' and p.id <> all (array(
        select product_id from product_drafts where post_id = ${id}::uuid and product_id is not null))
    )
    select distinct on (a.position) a.position, k.id as product_id
    from jsonb_to_recordset(${jsonb(candidates)}) as a (position integer, name text, price numeric, pictures integer[])
    cross join known k
    cross join lateral (
      select min(bit_count((seen.phash # m.phash)::bit(64))) as bits
      from mine m, unnest(k.pictures) as seen (phash) where m.number = any (a.pictures)
    ) apart
    where lower(k.name) = lower(a.name) and k.price is not distinct from a.price or apart.bits <= ${sql.lit(MAX_BITS)}
    -- The same picture says more than the same name.
    order by a.position, case when apart.bits <= ${sql.lit(MAX_BITS)} then apart.bits end, k.id`.execute(
    tx,
  )
  return new Map(rows.map(({ position, product_id }) => [position, product_id]))
}

/** A field of a draft as the seller sees it: with corrections. */
const currentField = (field: string) => sql`(d.extracted || d.edits) ->> ${sql.lit(field)}`

/**
 * Excludes drafts that no model could read or that name no product: they all have the same name.
 */
const IS_READ = sql`not d.flags && '{model_failed,nothing_found}'::text[]`

/** The perceptual hashes of the pictures of a draft. */
const PICTURE_HASHES = sql`array(
  select c.phash from catalog_pictures c
  where c.post_id = d.post_id and (d.extracted || d.edits) -> 'pictures' @> to_jsonb(c.position + 1))`

const areAlike = (one: string, other: string) => sql`
  (lower(${sql.ref(one)}.name) = lower(${sql.ref(other)}.name)
      and ${sql.ref(one)}.price is not distinct from ${sql.ref(other)}.price
    or exists (
      select from unnest(${sql.ref(one)}.looks) as a (phash), unnest(${sql.ref(other)}.looks) as b (phash)
      where bit_count((a.phash # b.phash)::bit(64)) <= ${sql.lit(MAX_BITS)}))`

/** Pending drafts of other posts that say that they may be one of this post's drafts. */
export async function findReposts(tx: Tx, { id }: Pick<PostToAsk, 'id'>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from product_drafts o join product_drafts d on d.duplicate_of_draft = o.id
    where o.post_id = ${id}::uuid and d.status = 'pending' and d.duplicate_of is null
    order by d.id`.execute(tx)
  return rows.map((row) => row.id)
}

/**
 * Finds pending drafts of other posts that are the same as one of this post's: the draft of the
 * earlier post is the original, and the other one refers to it. Drafts of `reposts` that are no
 * longer like the draft that they refer to, or whose draft is gone, lose the reference unless they
 * are like another one; returns these. The store is locked, so that two posts that are read at once
 * see each other.
 */
export async function markReposts(
  tx: Tx,
  { id, store_id }: Pick<PostToAsk, 'id' | 'store_id'>,
  reposts: readonly string[],
): Promise<string[]> {
  const detached = reposts.length === 0 ? [] : await partReposts(tx, id, reposts)
  await sql`
    with pending as materialized (
      select d.id, d.post_id, p.published_at, ${currentField('name')} as name,
        (${currentField('price')})::numeric as price, ${PICTURE_HASHES} as looks
      from product_drafts d join catalog_posts p on p.id = d.post_id
      where d.store_id = ${store_id}::uuid and d.status = 'pending' and ${IS_READ}
    ),
    pairs as (
      select case when is_copy then m.id else o.id end as copy, case when is_copy then o.id else m.id end as original
      from pending m join pending o
        on (m.post_id = ${id}::uuid or m.id = any (${detached}::uuid[])) and o.post_id <> m.post_id
      cross join lateral (select (m.published_at, m.id) > (o.published_at, o.id) as is_copy) e
      where ${areAlike('m', 'o')}
    )
    update product_drafts d set duplicate_of_draft = p.original,
      flags = array_append(array_remove(d.flags, 'possible_duplicate'), 'possible_duplicate')
    from (select distinct on (copy) copy, original from pairs order by copy, original) p
    where d.id = p.copy and d.duplicate_of is null`.execute(tx)
  return detached
}

/**
 * Removes the reference from those of these drafts that are not like a draft of this post any more;
 * returns them.
 */
async function partReposts(tx: Tx, postId: string, reposts: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with seen as materialized (
      select d.id, d.duplicate_of_draft, ${currentField('name')} as name,
        (${currentField('price')})::numeric as price, ${PICTURE_HASHES} as looks
      from product_drafts d
      where d.post_id = ${postId}::uuid or d.id = any (${reposts}::uuid[])
    )
    update product_drafts d set duplicate_of_draft = null, flags = array_remove(d.flags, 'possible_duplicate')
    from seen m
    where d.id = m.id and d.id = any (${reposts}::uuid[]) and d.status = 'pending' and d.duplicate_of is null
      and not exists (select from seen o where o.id = m.duplicate_of_draft and ${areAlike('m', 'o')})
    returning d.id`.execute(tx)
  return rows.map(({ id }) => id)
}

/**
 * Pending drafts that a product is like which was made after them, with its name; they say so from
 * now on. Those that say so already are left out.
 */
export async function markNewDuplicates(
  tx: Tx,
  draftIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; product: string }>`
    with drafts as materialized (
      select d.id, d.store_id, d.post_id, ${currentField('name')} as name,
        (${currentField('price')})::numeric as price, ${PICTURE_HASHES} as looks
      from product_drafts d
      where d.id = any (${draftIds}::uuid[]) and d.status = 'pending' and ${IS_READ}
        and not 'possible_duplicate' = any (d.flags)
    ),
    made as materialized (
      select k.id, k.store_id, k.name, k.price,
        array(select phash from product_pictures s where s.product_id = k.id) as looks
      from (select store_id, min(id::text)::uuid as oldest from drafts group by store_id) o
      join products k on k.store_id = o.store_id and k.id > o.oldest and k.status <> 'archived'
    ),
    found as (
      select distinct on (f.id) f.id, k.id as product_id, k.name as product
      from drafts f join made k on k.store_id = f.store_id and k.id > f.id
      where ${areAlike('f', 'k')} and not exists (
        select from product_drafts s where s.product_id = k.id and s.post_id = f.post_id)
      order by f.id, k.id
    )
    update product_drafts d set duplicate_of = f.product_id, flags = array_append(d.flags, 'possible_duplicate'),
      updated_at = world_now()
    from found f where d.id = f.id
    returning d.id, f.product`.execute(tx)
  return new Map(rows.map(({ id, product }) => [id, product]))
}
