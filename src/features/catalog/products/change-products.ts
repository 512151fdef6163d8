import type { Db } from '../../../db/handles.ts'
import type { ProductChange, ProductField } from '../fields/products.ts'
import type { OwnerScope } from '../stores/store/owner-scope.ts'
import { differing, faultOf, fittingChange } from './fitting-change.ts'
import { changeProducts, type BulkChange } from './store/products/change.ts'
import { lockVisibleProducts, type ProductRow } from './store/products/read.ts'
import { removeProducts } from './store/products/change.ts'

/** The lists to which entries can be added and from which they can be taken. */
const CHANGED_LISTS = ['categories', 'tags'] as const satisfies readonly ProductField[]
type ChangedList = (typeof CHANGED_LISTS)[number]

/** Most entries of these lists; `fields/products.ts` has the limits. */
export type ListLimits = Readonly<Record<ChangedList, number>>

type ListEntries = { readonly [Name in ChangedList]?: readonly string[] | undefined }

/** One change of many products; entries of lists are added to what each product has. */
export type ManyChange = {
  fields: Omit<ProductChange, 'slug'>
  added: ListEntries
  taken: ListEntries
}

export const CHANGE_REFUSALS = ['not_found', 'ends_early', 'too_many_decimals', 'too_many'] as const
type ChangeRefusal = (typeof CHANGE_REFUSALS)[number]

/** The result of a change of one product; `field` and `message` say why it was refused. */
export type ChangeResult = {
  id: string
  result: 'changed' | 'unchanged' | 'refused'
  refused: ChangeRefusal | null
  field: string | null
  message: string | null
}

const done = (id: string, result: 'changed' | 'unchanged'): ChangeResult => ({
  id,
  result,
  refused: null,
  field: null,
  message: null,
})

/**
 * Changes many products in one transaction. A product that the change does not fit is refused and
 * stays as it is; the others are changed. Results are in the order of the ids.
 */
export const changeManyProducts = async (
  db: Db,
  scope: OwnerScope,
  ids: readonly string[],
  { change, limits }: { change: ManyChange; limits: ListLimits },
): Promise<ChangeResult[]> =>
  await db.transaction().execute(async (tx) => {
    const products = await lockVisibleProducts(tx, scope, ids)
    const planned = products.map((product) => plan(product, change, limits))
    await changeProducts(
      tx,
      planned.flatMap((each) => ('change' in each ? each.change : [])),
    )
    return inOrder(
      ids,
      planned.map((each) => ('change' in each ? done(each.change.id, 'changed') : each)),
    )
  })

/** Removes many products in one transaction. Results are in the order of the ids. */
export const removeManyProducts = async (
  db: Db,
  scope: OwnerScope,
  ids: readonly string[],
): Promise<ChangeResult[]> =>
  await db.transaction().execute(async (tx) => {
    const products = await lockVisibleProducts(tx, scope, ids)
    await removeProducts(
      tx,
      products.map(({ id }) => id),
    )
    return inOrder(
      ids,
      products.map(({ id }) => done(id, 'changed')),
    )
  })

/**
 * Returns the results in the order of the ids. They do not reveal whether another owner has such a
 * product.
 */
function inOrder(ids: readonly string[], results: readonly ChangeResult[]): ChangeResult[] {
  const found = new Map(results.map((each) => [each.id, each]))
  const requested = new Set(ids.map((id) => id.toLowerCase()))
  return [...requested].map(
    (id) => found.get(id) ?? refusal(id, 'not_found', null, 'there is no such product of yours'),
  )
}

const refusal = (
  id: string,
  refused: ChangeRefusal,
  field: string | null,
  message: string,
): ChangeResult => ({ id, result: 'refused', refused, field, message })

function plan(
  product: ProductRow,
  { fields, added, taken }: ManyChange,
  limits: ListLimits,
): ChangeResult | { change: BulkChange } {
  const lists: Partial<Record<ChangedList, string[]>> = {}
  for (const name of CHANGED_LISTS) {
    if (added[name] === undefined && taken[name] === undefined) continue
    const remaining = product[name].filter((entry) => !taken[name]?.includes(entry))
    const entries = [...new Set([...remaining, ...(added[name] ?? [])])]
    if (entries.length > limits[name])
      return refusal(product.id, 'too_many', name, `expected at most ${limits[name]} entries`)
    lists[name] = entries
  }
  const change: ProductChange = differing(product, { ...fields, ...lists })
  if (Object.keys(change).length === 0) return done(product.id, 'unchanged')
  try {
    return { change: fittingChange(product, change) }
  } catch (error) {
    const { column, reason, code } = faultOf(error)
    const refused = CHANGE_REFUSALS.find((each) => each === code)
    if (refused === undefined) throw error
    return refusal(product.id, refused, column, reason)
  }
}
