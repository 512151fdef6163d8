import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { Db } from '../../../db/database.ts'
import { z } from '../../../http/router.ts'
import type { Seen } from '../stores/stores-store.ts'
import { NewProduct, ProductChange } from './product-view.ts'
import { changeProduct, createProduct, findProducts, type ProductRow } from './products-store.ts'
import type { FaultyLine, ProductLine } from './read-product-file.ts'

export type LineReport = {
  line: number
  name: string
  result: 'created' | 'changed' | 'unchanged' | 'invalid'
  product_id: string | null
  column: string | null
  reason: string | null
}

/**
 * Brings products in from the lines of a file. A line with the id, the slug or the number of the shop of a product of the
 * store changes it where it differs; another one makes a product. Each line is written by itself: a faulty one is
 * reported, and costs no other.
 */
export async function importProducts(
  db: Db,
  seen: Seen,
  store: { id: string; currency: string },
  lines: readonly (ProductLine | FaultyLine)[],
): Promise<LineReport[]> {
  const known = await knownProducts(db, store.id, lines)
  const reports: LineReport[] = []
  for (const line of lines) reports.push(await importLine(db, { seen, store, known }, line))
  return reports
}

type Known = (line: ProductLine) => ProductRow | undefined

async function knownProducts(
  db: Db,
  storeId: string,
  lines: readonly (ProductLine | FaultyLine)[],
): Promise<Known> {
  const read = lines.filter((line) => 'fields' in line)
  const rows = await findProducts(db, storeId, {
    ids: read.flatMap(({ id }) => (id !== null && isUuid(id) ? [id] : [])),
    slugs: read.flatMap(({ slug }) => slug ?? []),
    skus: read.flatMap(({ fields }) => (typeof fields['sku'] === 'string' ? [fields['sku']] : [])),
  })
  return ({ id, slug, fields }) =>
    rows.find((row) => row.id === id?.toLowerCase()) ??
    rows.find((row) => row.slug === slug) ??
    rows.find((row) => row.sku !== null && row.sku === fields['sku'])
}

const invalid = (line: FaultyLine): LineReport => ({ ...line, result: 'invalid', product_id: null })

async function importLine(
  db: Db,
  { seen, store, known }: { seen: Seen; store: { id: string; currency: string }; known: Known },
  line: ProductLine | FaultyLine,
): Promise<LineReport> {
  if (!('fields' in line)) return invalid(line)
  const { line: number, name } = line
  const done = (result: 'created' | 'changed' | 'unchanged', id: string): LineReport => ({
    line: number,
    name,
    result,
    product_id: id,
    column: null,
    reason: null,
  })
  try {
    const product = known(line)
    if (product) {
      const change = differing(product, line.fields)
      if (Object.keys(change).length === 0) return done('unchanged', product.id)
      await changeProduct(db, seen, product.id, ProductChange.parse(change))
      return done('changed', product.id)
    }
    const asked = NewProduct.parse({ ...line.fields, store: store.id })
    const { store: storeId, source, source_caption: caption, currency, ...fields } = asked
    const made = await createProduct(db, seen, {
      storeId,
      source,
      caption,
      fields: { ...fields, currency: currency ?? store.currency },
    })
    return done('created', made.id)
  } catch (error) {
    return invalid({ line: number, name, ...faultOf(error) })
  }
}

/** The cells that say something else than the product: only these are the seller's from then on. */
function differing(product: ProductRow, fields: ProductLine['fields']): Record<string, unknown> {
  const current: Readonly<Record<string, unknown>> = product
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => !isSame(current[field], value)),
  )
}

function isSame(current: unknown, value: unknown): boolean {
  if (current instanceof Date)
    return typeof value === 'string' && Date.parse(value) === current.getTime()
  const isDecimal = typeof current === 'string' && /^\d+\.\d+$/.test(current)
  if (isDecimal && typeof value === 'string') return Number(value) === Number(current)
  return isDeepStrictEqual(current, value)
}

/** Why a line was not written; throws what is no fault of it. */
function faultOf(error: unknown): { column: string | null; reason: string } {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    const [column] = issue?.path ?? []
    return { column: column === undefined ? null : String(column), reason: issue?.message ?? '' }
  }
  if (error instanceof AppError && error.status < 500)
    return { column: null, reason: error.message }
  throw error
}
