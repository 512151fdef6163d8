import { sql } from 'kysely'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { PostToAsk } from '../posts/posts-store.ts'
import type { CleanDraft } from './extracted.ts'

/** Of 64 bits: so many differ at most between two copies of one picture. */
const MOST_BITS = 6

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
  const { rows } = await sql<{ position: number; product_id: string }>`
    select distinct on (a.position) a.position, p.id as product_id
    from jsonb_to_recordset(${jsonb(asked)}) as a (position integer, name text, price numeric, pictures integer[])
    join products p on p.store_id = ${store_id}::uuid and p.status <> 'archived'
    where not exists (
        select from product_drafts d where d.post_id = ${id}::uuid and d.product_id = p.id)
      and (
        lower(p.name) = lower(a.name) and p.price is not distinct from a.price
        or exists (
          select from product_pictures seen
          join catalog_pictures mine on mine.post_id = ${id}::uuid and mine.position + 1 = any (a.pictures)
          where seen.product_id = p.id
            and bit_count((seen.likeness # mine.likeness)::bit(64)) <= ${sql.lit(MOST_BITS)}))
    order by a.position, p.id`.execute(tx)
  return new Map(rows.map(({ position, product_id }) => [position, product_id]))
}
