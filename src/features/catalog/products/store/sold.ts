import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import { ownedBy, type OwnerScope } from '../../stores/store/owner-scope.ts'

export type SoldProduct = {
  id: string
  name: string
  store: { id: string; name: string }
  price: string | null
  currency: string
  sold_count: number
  view_count: number | null
  picture_hash: string | null
}

/** The products of an owner's stores that sold most, of each store by its index. */
export async function listSold(db: Db, scope: OwnerScope, limit: number): Promise<SoldProduct[]> {
  const { rows } = await sql<SoldProduct>`
    select p.id, p.name, jsonb_build_object('id', s.id, 'name', s.name) as store, p.price::text as price, p.currency,
      p.sold_count, p.view_count,
      (select encode(u.sha256, 'hex') from shared.media_uses u where u.owner = 'product:' || p.id
        order by u.position limit 1) as picture_hash
    from stores s
    cross join lateral (
      select * from products
      where store_id = s.id and sold_count > 0 order by sold_count desc, id limit ${limit}
    ) p
    where ${ownedBy(scope)}
    order by p.sold_count desc, p.id
    limit ${limit}`.execute(db)
  return rows
}
