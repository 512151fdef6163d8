import type { FieldProblem } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { pricesIn } from '../prices-in.ts'
import { lockStore } from '../stores/store/stores/stores.ts'
import type { OwnerScope } from '../stores/store/owner-scope.ts'
import { NAME_TAKEN } from './store/products/edit.ts'
import { addProducts, freeSlugs, MAX_SLUGS, type AddedProduct } from './store/products/add.ts'
import { changeProducts, type BulkChange } from './store/products/change.ts'
import { NewProduct, ProductChange } from './product-view.ts'
import { checkAvailability, differing, faultOf, fittingChange } from './fitting-change.ts'
import { lockProducts, type ProductRow } from './store/products/read.ts'
import type { FaultyLine, ProductLine } from './read-product-file.ts'

export type LineReport = {
  line: number
  name: string
  result: 'created' | 'changed' | 'unchanged' | 'invalid'
  product_id: string | null
  column: string | null
  reason: string | null
  code: FieldProblem['code'] | null
  limits?: FieldProblem['limits']
}

type Store = { id: string; currency: string }

/**
 * Brings products in from the lines of a file. A line with the id, the slug or the number of the
 * shop of a product of the store changes it where it differs; another one makes a product. A faulty
 * line is reported, and costs no other; all others are written together.
 */
export async function importProducts(
  db: Db,
  scope: OwnerScope,
  store: Store,
  lines: readonly (ProductLine | FaultyLine)[],
): Promise<LineReport[]> {
  return await db.transaction().execute(async (tx) => {
    await lockStore(tx, scope, store.id)
    const known = await knownProducts(tx, store.id, lines)
    const read = lines.map((line) => readLine(store, known, line))
    const added = read.filter((each) => each.result === 'created')
    const slugs = await freeSlugs(
      tx,
      added.map(({ product }) => ({ store_id: store.id, name: product.fields.name })),
      { max: MAX_SLUGS },
    )
    const named = added.flatMap(({ line, product }, at) => {
      const slug = slugs[at]
      return slug === undefined ? [] : [{ line, product: { ...product, store_id: store.id, slug } }]
    })
    const ids = await addProducts(
      tx,
      named.map(({ product }) => product),
    )
    await changeProducts(tx, changesIn(read))
    const idOf = new Map(named.map(({ line }, at) => [line, ids[at]]))
    return read.map((each) => reportOf(each, idOf.get(each.line) ?? null))
  })
}

type Known = (line: ProductLine) => ProductRow | undefined

async function knownProducts(
  tx: Tx,
  storeId: string,
  lines: readonly (ProductLine | FaultyLine)[],
): Promise<Known> {
  const read = lines.filter((line) => 'fields' in line)
  const rows = await lockProducts(tx, storeId, {
    ids: read.flatMap(({ id }) => (id !== null && isUuid(id) ? [id] : [])),
    slugs: read.flatMap(({ slug }) => slug ?? []),
    skus: read.flatMap(({ fields }) => (typeof fields['sku'] === 'string' ? [fields['sku']] : [])),
  })
  return ({ id, slug, fields }) =>
    rows.find((row) => row.id === id?.toLowerCase()) ??
    rows.find((row) => row.slug === slug) ??
    rows.find((row) => row.sku !== null && row.sku === fields['sku'])
}

/** The action of a line; the fields of `change` are in the digits of the currency. */
type ReadLine = { line: number; name: string } & (
  | { result: 'created'; product: Omit<AddedProduct, 'slug' | 'store_id'> }
  | { result: 'changed'; change: BulkChange }
  | { result: 'unchanged'; id: string }
  | ({ result: 'invalid'; column: string | null } & Pick<
      FieldProblem,
      'reason' | 'code' | 'limits'
    >)
)

/** Reads a line; the product that it changes has the line's values for the lines below it. */
function readLine(store: Store, known: Known, line: ProductLine | FaultyLine): ReadLine {
  if (!('fields' in line)) return { ...line, result: 'invalid' }
  const { line: number, name } = line
  try {
    const product = known(line)
    if (!product) return { line: number, name, result: 'created', product: added(store, line) }
    const differs = differing(product, line.fields)
    if (Object.keys(differs).length === 0)
      return { line: number, name, result: 'unchanged', id: product.id }
    const change = fittingChange(product, ProductChange.parse(differs))
    Object.assign(product, change.fields)
    return { line: number, name, result: 'changed', change }
  } catch (error) {
    return { line: number, name, result: 'invalid', ...faultOf(error) }
  }
}

function added(store: Store, line: ProductLine): Omit<AddedProduct, 'slug' | 'store_id'> {
  const input = NewProduct.parse({ ...line.fields, store: store.id })
  const { store: _, source, source_caption: caption, currency, ...rest } = input
  const fields = { ...rest, currency: currency ?? store.currency }
  checkAvailability(fields)
  return { source, caption, fields: { ...fields, ...pricesIn(fields) } }
}

/** One change for each product: a file may have two lines for one. */
function changesIn(lines: readonly ReadLine[]): BulkChange[] {
  const changes = new Map<string, BulkChange>()
  for (const line of lines) {
    if (line.result !== 'changed') continue
    const { id, fields, touched } = line.change
    const before = changes.get(id)
    changes.set(id, {
      id,
      fields: { ...before?.fields, ...fields },
      touched: [...(before?.touched ?? []), ...touched],
    })
  }
  return [...changes.values()]
}

function reportOf(read: ReadLine, madeId: string | null): LineReport {
  const { line, name, result } = read
  const report = { line, name, product_id: null, column: null, reason: null, code: null }
  switch (read.result) {
    case 'created':
      return madeId === null
        ? { ...report, result: 'invalid', column: 'name', reason: NAME_TAKEN, code: 'taken' }
        : { ...report, result, product_id: madeId }
    case 'changed':
      return { ...report, result, product_id: read.change.id }
    case 'unchanged':
      return { ...report, result, product_id: read.id }
    case 'invalid':
      return { ...report, ...read, result }
  }
}
