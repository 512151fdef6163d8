import { sql } from 'kysely'
import { ConflictError } from '../../../../base/errors.ts'
import type { Tx } from '../../../../db/handles.ts'
import { lockStoresOf } from '../../posts/store/lock-posts.ts'
import { removeProducts } from '../../products/store/products/change.ts'
import { reopenDraft } from './product-drafts/change.ts'

/**
 * The console offers it for ten seconds, but its clock stops while a person types the reason of a
 * rejection.
 */
const UNDOABLE = sql`interval '2 minutes'`

type Decided = {
  status: string
  product_id: string | null
  is_recent: boolean
  is_changed: boolean | null
}

/**
 * Takes back what a person decided about a draft a moment ago; the product of an approval is
 * removed. Throws ConflictError when it is too late, or when the product has changed since.
 */
export async function undoDecision(tx: Tx, id: string): Promise<void> {
  await lockStoresOf(tx, [id])
  await sql`select from product_drafts where id = ${id}::uuid for no key update`.execute(tx)
  await sql`
    select from products where id = (select product_id from product_drafts where id = ${id}::uuid)
    for update`.execute(tx)
  const { rows } = await sql<Decided>`
    select d.status, d.product_id,
      d.decided_by = 'person' and d.decided_at > world_now() - ${UNDOABLE} as is_recent,
      p.updated_at > d.decided_at as is_changed
    from product_drafts d left join products p on p.id = d.product_id
    where d.id = ${id}::uuid and d.status in ('approved', 'rejected')`.execute(tx)
  const [decided] = rows
  if (!decided?.is_recent)
    throw new ConflictError('only a decision of a person in the last two minutes can be undone')
  if (decided.is_changed) throw new ConflictError('the product has changed since its approval')
  if (decided.product_id !== null) await removeProducts(tx, [decided.product_id])
  await reopenDraft(tx, id)
}
