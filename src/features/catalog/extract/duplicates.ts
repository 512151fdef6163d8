import { sql } from 'kysely'
import { jsonb, type Tx } from '../../../db/database.ts'
import { MOST_BITS } from '../posts/likeness.ts'
import type { PostToAsk } from '../posts/posts-store.ts'
import type { CleanDraft } from './extracted.ts'

/** Products of the store that these drafts may be, by the draft's place: the same name and price, or nearly the same picture. */
export async function findDuplicates(
  tx: Tx,
  { id, store_id }: Pick<PostToAsk, 'id' | 'store_id'>,
  drafts: readonly CleanDraft[],
): Promise<Map<number, string>> {
  if (drafts.length === 0) return new Map()
  const asked = drafts.map(({ extracted: { name, price, pictures } }, position) => ({
    position,
    name,
    price,
    pictures,
  }))
  // The products of the store are read once, each with its pictures, whatever is known of the tables.
  const { rows } = await sql<{ position: number; product_id: string }>`
    with mine as materialized (
      select position + 1 as number, likeness from catalog_pictures where post_id = ${id}::uuid
    ),
    known as materialized (
      select p.id, p.name, p.price, array(select likeness from product_pictures s where s.product_id = p.id) as pictures
      from products p
      where p.store_id = ${store_id}::uuid and p.status <> 'archived' and p.id <> all (array(
        select product_id from product_drafts where post_id = ${id}::uuid and product_id is not null))
    )
    select distinct on (a.position) a.position, k.id as product_id
    from jsonb_to_recordset(${jsonb(asked)}) as a (position integer, name text, price numeric, pictures integer[]), known k
    where lower(k.name) = lower(a.name) and k.price is not distinct from a.price
      or exists (
        select from mine m, unnest(k.pictures) as seen (likeness)
        where m.number = any (a.pictures)
          and bit_count((seen.likeness # m.likeness)::bit(64)) <= ${sql.lit(MOST_BITS)})
    order by a.position, k.id`.execute(tx)
  return new Map(rows.map(({ position, product_id }) => [position, product_id]))
}
