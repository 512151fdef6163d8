import { sql } from 'kysely'
import { ConflictError } from '../../../../../base/errors.ts'
import type { Tx } from '../../../../../db/handles.ts'

/** The choices of a seller for a product whose post is gone or no longer sells it. */
export const SOURCE_CHOICES = ['keep', 'archive'] as const
export type SourceChoice = (typeof SOURCE_CHOICES)[number]

/**
 * Retains a product that has lost its post, or archives it. Throws ConflictError for one whose post
 * sells it.
 */
export async function decideSource(tx: Tx, productId: string, choice: SourceChoice): Promise<void> {
  const { numAffectedRows } = await sql`
    update products set source_loss_accepted_at = case when ${choice === 'keep'} then world_now()
      else source_loss_accepted_at end,
      status = case when ${choice === 'archive'} then 'archived' else status end, updated_at = world_now()
    where id = ${productId}::uuid and (source_deleted_at is not null or source_dropped_at is not null)`.execute(
    tx,
  )
  if (numAffectedRows !== 1n)
    throw new ConflictError(
      'the post of the product is there and sells it: nothing is to be decided',
    )
}

/** Stores the caption of the post of products, and which of them it does not sell any more. */
export async function noteSources(
  tx: Tx,
  caption: string | null,
  { ids, dropped }: { ids: readonly string[]; dropped: readonly string[] },
): Promise<void> {
  await sql`
    update products set source_caption = ${caption}, updated_at = world_now(),
      source_dropped_at = case when id = any (${dropped}::uuid[]) then coalesce(source_dropped_at, world_now()) end
    where id = any (${ids}::uuid[]) and (source_caption is distinct from ${caption}
      or (source_dropped_at is null) = (id = any (${dropped}::uuid[])))`.execute(tx)
}

const productsOfPosts = (postIds: readonly string[]) =>
  sql`array(select product_id from product_drafts where post_id = any (${postIds}::uuid[]))`

/** The posts of products are gone from Instagram. */
export async function markSourcesDeleted(tx: Tx, postIds: readonly string[]): Promise<void> {
  await sql`
    update products set source_deleted_at = world_now()
    where id = any (${productsOfPosts(postIds)}) and source_deleted_at is null`.execute(tx)
}

/** The posts of products are on Instagram again. */
export async function markSourcesBack(tx: Tx, postIds: readonly string[]): Promise<void> {
  await sql`
    update products set source_deleted_at = null
    where id = any (${productsOfPosts(postIds)}) and source_deleted_at is not null`.execute(tx)
}

/**
 * The columns for what happened to the post of a product: its time, and the time that the owner was
 * notified of.
 */
const COLUMNS = {
  gone: { at: sql.ref('source_deleted_at'), notifiedFor: sql.ref('gone_notified_for') },
  dropped: { at: sql.ref('source_dropped_at'), notifiedFor: sql.ref('dropped_notified_for') },
} as const

/**
 * The products of a store that have lost their post: as many of the newest as a message has links.
 */
export type LostSources = {
  store_id: string
  store: string
  owner_id: string | null
  count: number
  products: { id: string; name: string }[]
}

/**
 * Takes at most `limit` products whose owners were not notified of the loss of their post, and
 * notes that they are; archived ones are left out of the answer.
 */
export async function takeUnnotifiedSources(
  tx: Tx,
  what: keyof typeof COLUMNS,
  { limit, links }: { limit: number; links: number },
): Promise<LostSources[]> {
  const { at, notifiedFor } = COLUMNS[what]
  const { rows } = await sql<LostSources>`
    with due as (
      select id from products where ${at} is not null and ${notifiedFor} is distinct from ${at}
      order by id limit ${sql.lit(limit)} for no key update skip locked
    ),
    notified as (
      update products p set ${notifiedFor} = ${at} from due u where p.id = u.id
      returning p.id, p.store_id, p.name, p.status
    ),
    ranked as (
      -- What is archived is sold no more, whatever its post says.
      select *, row_number() over (partition by store_id order by id desc) as rank from notified
        where status <> 'archived'
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.rank)
        filter (where r.rank <= ${links}) as products
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  return rows
}
