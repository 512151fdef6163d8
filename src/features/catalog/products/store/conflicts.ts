import { sql } from 'kysely'
import { z } from 'zod'
import { NoSuchRecordError } from '../../../../base/errors.ts'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { isAsked } from '../../stores/store/stores.ts'
import type { Seen } from '../../stores/store/seen.ts'
import { postSubject, productSubject } from '../../subjects.ts'
import { fitPrices } from './fit-prices.ts'
import { CONFLICT_FIELDS, type ConflictField, type PostField } from '../follow-post.ts'
import { takePictures } from './product-pictures.ts'

/** How a conflict ended; `withdrawn`: by a later change of the post or the product. */
export const RESOLUTIONS = ['mine', 'theirs', 'value', 'withdrawn'] as const

export type ConflictRow = {
  id: string
  product_id: string
  product: string
  field: ConflictField
  mine: unknown
  theirs: unknown
  /** Hashes of either side whose pictures are not kept any more. */
  gone_pictures: string[]
  caption_before: string | null
  caption_after: string | null
  created_at: Date
  resolved_at: Date | null
  resolved_to: (typeof RESOLUTIONS)[number] | null
}

export const CONFLICT_STATES = ['open', 'resolved'] as const
export type ConflictState = (typeof CONFLICT_STATES)[number]

/** Those of a state, newest first. */
export async function listConflicts(
  db: Db,
  seen: Seen,
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
  // Store by store, along the index of their state: open ones are few among all, and may be the oldest.
  const newest = sql`
    select c.* from stores s
    cross join lateral (
      select * from product_conflicts c where c.store_id = s.id and ${fits} order by c.id desc limit ${limit}) c
    where ${isAsked(seen, storeId)}
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
    select c.id, c.product_id, p.name as product, c.field, c.mine, c.theirs, c.caption_before, c.caption_after, c.created_at,
      c.resolved_at, c.resolved_to,
      array(
        select distinct h from jsonb_array_elements_text(case c.field when 'pictures' then ${hashesIn('mine')} || ${hashesIn('theirs')} else '[]' end) h
        where not exists (select from shared.media_uses u where u.sha256 = decode(h, 'hex'))) as gone_pictures
    from (${conflicts}) c join products p on p.id = c.product_id
    order by c.id desc`.execute(db)
  return rows
}

const hashesIn = (side: 'mine' | 'theirs') =>
  sql`case jsonb_typeof(c.${sql.raw(side)}) when 'array' then c.${sql.raw(side)} else '[]' end`

export type Choice = { choice: 'mine' | 'theirs' } | { choice: 'value'; value: unknown }

/** The type of each field's column. */
const TYPE: Record<PostField, string> = {
  name: 'text',
  description: 'text',
  price: 'numeric',
  compare_at_price: 'numeric',
  currency: 'text',
  categories: 'text[]',
  tags: 'text[]',
  variants: 'jsonb',
}

const written = (field: PostField, value: unknown) =>
  sql`${sql.ref(field)} = ${field === 'variants' ? jsonb(value) : value}::${sql.raw(TYPE[field])}`

/** Settles open conflicts of a product, by field. Throws NoSuchRecordError for a field without one. */
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
  const writes = fields.flatMap((field) => {
    const choice = choices[field]
    if (!choice || choice.choice === 'mine' || field === 'pictures') return []
    return [written(field, choice.choice === 'value' ? choice.value : open.get(field))]
  })
  if (writes.length > 0)
    await sql`
      update products set ${sql.join(writes)}, updated_at = world_now() where id = ${productId}::uuid`.execute(
      tx,
    )
  await fitPrices(tx, productId)
  if (choices.pictures?.choice === 'theirs')
    await takeTheirs(tx, productId, z.array(z.string()).parse(open.get('pictures')))
  // Whoever takes what the post says lets it change the field again.
  const released = fields.filter((field) => choices[field]?.choice === 'theirs')
  await sql`
    update products set touched = array(select f from unnest(touched) f where f <> all (${released}::text[]))
    where id = ${productId}::uuid`.execute(tx)
  const resolved = fields.map((field) => ({ field, to: choices[field]?.choice }))
  await sql`
    update product_conflicts c set resolved_at = world_now(), resolved_to = r."to"
    from jsonb_to_recordset(${jsonb(resolved)}) as r (field text, "to" text)
    where c.product_id = ${productId}::uuid and c.field = r.field and c.resolved_at is null`.execute(
    tx,
  )
}

/** What is in conflict has the products' values of now; where that is what the post says, the conflict has ended. */
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

/** Of what the post shows, what it shows still. */
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
