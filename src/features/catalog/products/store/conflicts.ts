import { sql } from 'kysely'
import { z } from 'zod'
import { NoSuchRecordError } from '../../../../base/errors.ts'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { matchesStore } from '../../stores/store/stores/stores.ts'
import type { OwnerScope } from '../../stores/store/owner-scope.ts'
import { postSubject, productSubject } from '../../subjects.ts'
import { fitPrices, releaseFields, writeProducts } from './products/write.ts'
import { CONFLICT_FIELDS, type ConflictField } from '../../fields/drafts.ts'
import { takePictures } from './product-pictures.ts'

/** The outcomes of a conflict; `withdrawn`: by a later change of the post or the product. */
export const RESOLUTIONS = ['mine', 'theirs', 'value', 'withdrawn'] as const

export type ConflictRow = {
  id: string
  product_id: string
  product: string
  field: ConflictField
  mine: unknown
  theirs: unknown
  /** Hashes of either side whose pictures are not stored any more. */
  gone_pictures: string[]
  caption_before: string | null
  caption_after: string | null
  created_at: Date
  resolved_at: Date | null
  resolved_to: (typeof RESOLUTIONS)[number] | null
}

export const CONFLICT_STATES = ['open', 'resolved'] as const
export type ConflictState = (typeof CONFLICT_STATES)[number]

/** Returns the conflicts of a state, newest first. */
export async function listConflicts(
  db: Db,
  scope: OwnerScope,
  {
    state,
    storeId,
    productId,
    after,
    limit,
  }: {
    state: ConflictState
    storeId?: string | undefined
    productId?: string | undefined
    after?: string | undefined
    limit: number
  },
): Promise<ConflictRow[]> {
  const fits = sql`c.resolved_at is ${state === 'open' ? sql`null` : sql`not null`}
    ${productId === undefined ? sql`` : sql`and c.product_id = ${productId}::uuid`}
    ${after === undefined ? sql`` : sql`and c.id < ${after}::uuid`}`
  // Store by store, along the index of their state: open ones are few among all, and may be the
  // oldest.
  const newest = sql`
    select c.* from stores s
    cross join lateral (
      select * from product_conflicts c where c.store_id = s.id and ${fits} order by c.id desc limit ${limit}) c
    where ${matchesStore(scope, storeId)}
    order by c.id desc limit ${limit}`
  return await readConflicts(db, newest)
}

/** One, open or resolved. Throws NoSuchRecordError. */
export async function getConflict(db: Db, id: string): Promise<ConflictRow> {
  const [row] = await readConflicts(db, sql`select * from product_conflicts where id = ${id}::uuid`)
  if (!row) throw new NoSuchRecordError(`no conflict ${id}`)
  return row
}

async function readConflicts(db: Db, conflicts: ReturnType<typeof sql>): Promise<ConflictRow[]> {
  const { rows } = await sql<ConflictRow>`
    select c.id, c.product_id, p.name as product, c.field, c.mine, c.theirs, c.caption_before, c.caption_after,
      c.created_at,
      c.resolved_at, c.resolved_to,
      array(
        select distinct h from jsonb_array_elements_text(case c.field when 'pictures'
          then ${hashesIn('mine')} || ${hashesIn('theirs')} else '[]' end) h
        where not exists (select from shared.media_uses u where u.sha256 = decode(h, 'hex'))) as gone_pictures
    from (${conflicts}) c join products p on p.id = c.product_id
    order by c.id desc`.execute(db)
  return rows
}

const hashesIn = (side: 'mine' | 'theirs') =>
  sql`case jsonb_typeof(c.${sql.raw(side)}) when 'array' then c.${sql.raw(side)} else '[]' end`

export type Choice = { choice: 'mine' | 'theirs' } | { choice: 'value'; value: unknown }

/**
 * Settles open conflicts of a product, by field. Throws NoSuchRecordError for a field without one.
 */
export async function resolveConflicts(
  tx: Tx,
  productId: string,
  choices: Readonly<Partial<Record<ConflictField, Choice>>>,
): Promise<void> {
  // Before its conflicts, as by a post that changes.
  await sql`select from products where id = ${productId}::uuid for no key update`.execute(tx)
  const fields = CONFLICT_FIELDS.filter((field) => choices[field] !== undefined)
  const { rows } = await sql<{ field: ConflictField; theirs: unknown }>`
    select field, theirs from product_conflicts
    where product_id = ${productId}::uuid and field = any (${fields}::text[]) and resolved_at is null
    order by id for no key update`.execute(tx)
  const open = new Map(rows.map(({ field, theirs }) => [field, theirs]))
  const missing = fields.find((field) => !open.has(field))
  if (missing) throw new NoSuchRecordError(`the product has no open conflict of '${missing}'`)
  const written = fields.flatMap((field): [string, unknown][] => {
    const choice = choices[field]
    if (!choice || choice.choice === 'mine' || field === 'pictures') return []
    return [[field, choice.choice === 'value' ? choice.value : open.get(field)]]
  })
  await writeProducts(tx, [{ id: productId, fields: Object.fromEntries(written), touched: [] }])
  await fitPrices(tx, productId)
  if (choices.pictures?.choice === 'theirs')
    await takeTheirs(tx, productId, z.array(z.string()).parse(open.get('pictures')))
  // A person who takes the post's value lets the post change the field again.
  const released = fields.filter((field) => choices[field]?.choice === 'theirs')
  await releaseFields(tx, productId, released)
  const resolved = fields.map((field) => ({ field, to: choices[field]?.choice }))
  await sql`
    update product_conflicts c set resolved_at = world_now(), resolved_to = r."to"
    from jsonb_to_recordset(${jsonb(resolved)}) as r (field text, "to" text)
    where c.product_id = ${productId}::uuid and c.field = r.field and c.resolved_at is null`.execute(
    tx,
  )
}

/**
 * Stores the current values of products in their conflicts; ends a conflict whose value is now that
 * of the post.
 */
export async function followProducts(tx: Tx, productIds: readonly string[]): Promise<void> {
  await sql`
    with present as (
      select c.id, coalesce(
        case c.field
          when 'pictures' then (select coalesce(jsonb_agg(encode(u.sha256, 'hex') order by u.position, u.name), '[]')
            from shared.media_uses u where u.owner = ${productSubject('')} || p.id)
          when 'price' then to_jsonb(p.price::text)
          when 'compare_at_price' then to_jsonb(p.compare_at_price::text)
          else to_jsonb(p) -> c.field
        end, 'null') as mine
      from product_conflicts c join products p on p.id = c.product_id
      where c.product_id = any (${productIds}::uuid[]) and c.resolved_at is null
    )
    update product_conflicts c set mine = n.mine,
      resolved_at = case when n.mine = c.theirs then world_now() end,
      resolved_to = case when n.mine = c.theirs then 'withdrawn' end
    from present n where c.id = n.id and c.mine <> n.mine`.execute(tx)
}

/** Gives the product those of the chosen pictures that the post still shows. */
async function takeTheirs(tx: Tx, productId: string, hashes: readonly string[]): Promise<void> {
  const { rows } = await sql<{ post_id: string; names: string[] }>`
    select d.post_id, array_agg(u.name order by array_position(${hashes}::text[], encode(u.sha256, 'hex'))) as names
    from product_drafts d join shared.media_uses u on u.owner = ${postSubject('')} || d.post_id
    where d.product_id = ${productId}::uuid and encode(u.sha256, 'hex') = any (${hashes}::text[])
    group by d.post_id`.execute(tx)
  await takePictures(
    tx,
    rows.map(({ post_id: postId, names }) => ({ postId, productId, names })),
  )
}

export type OpenConflict = { product_id: string; field: ConflictField; before: unknown }

/** The open conflicts of products, with what the post said before each. */
export async function openConflicts(
  tx: Tx,
  productIds: readonly string[],
): Promise<OpenConflict[]> {
  const { rows } = await sql<OpenConflict>`
    select product_id, field, before from product_conflicts
    where product_id = any (${productIds}::uuid[]) and resolved_at is null`.execute(tx)
  return rows
}

/**
 * `before`: what the post said when the product's value was written; the sides are those of now.
 */
export type NewConflict = OpenConflict & { mine: unknown; theirs: unknown }

/** Stores conflicts of products with a post; an open one retains what the post said before it. */
export async function storeConflicts(
  tx: Tx,
  { id: postId, caption }: { id: string; caption: string | null },
  conflicts: readonly NewConflict[],
): Promise<void> {
  if (conflicts.length === 0) return
  await sql`
    insert into product_conflicts as c (store_id, product_id, field, mine, theirs, before, caption_before,
      caption_after)
    select p.store_id, r.product_id, r.field, coalesce(r.mine, 'null'), coalesce(r.theirs, 'null'),
      coalesce(r.before, 'null'), p.extracted_caption, ${caption}
    from jsonb_to_recordset(${jsonb(conflicts)}) as r (product_id uuid, field text, mine jsonb, theirs jsonb,
      before jsonb)
    join catalog_posts p on p.id = ${postId}::uuid
    on conflict (product_id, field) where resolved_at is null do update set
      mine = excluded.mine, theirs = excluded.theirs, caption_after = excluded.caption_after`.execute(
    tx,
  )
}

/** Ends conflicts that a later change of the post or the product has settled. */
export async function withdrawConflicts(
  tx: Tx,
  settled: readonly { product_id: string; field: ConflictField }[],
): Promise<void> {
  if (settled.length === 0) return
  await sql`
    update product_conflicts c set resolved_at = world_now(), resolved_to = 'withdrawn'
    from jsonb_to_recordset(${jsonb(settled)}) as r (product_id uuid, field text)
    where c.product_id = r.product_id and c.field = r.field and c.resolved_at is null`.execute(tx)
}

/**
 * The conflicts of a store that its owner was not notified of: as many of the newest as a message
 * has links.
 */
export type UnnotifiedConflicts = {
  store_id: string
  store: string
  owner_id: string | null
  count: number
  conflicts: { id: string; product: string; field: string; mine: unknown; theirs: unknown }[]
}

/**
 * Takes at most `limit` open conflicts whose owners were not notified of them, and notes that they
 * are.
 */
export async function takeUnnotifiedConflicts(
  tx: Tx,
  { limit, links }: { limit: number; links: number },
): Promise<UnnotifiedConflicts[]> {
  const { rows } = await sql<UnnotifiedConflicts>`
    with due as (
      select id from product_conflicts where notified_at is null and resolved_at is null
      order by id limit ${sql.lit(limit)} for no key update skip locked
    ),
    notified as (
      update product_conflicts c set notified_at = world_now() from due u where c.id = u.id
      returning c.id, c.store_id, c.product_id, c.field, c.mine, c.theirs
    ),
    ranked as (
      select t.*, p.name as product, row_number() over (partition by t.store_id order by t.id desc) as rank
      from notified t join products p on p.id = t.product_id
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'product', r.product, 'field', r.field, 'mine', r.mine, 'theirs',
        r.theirs)
        order by r.rank) filter (where r.rank <= ${links}) as conflicts
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  return rows
}
