import { isDeepStrictEqual } from 'node:util'
import { InvalidInputError, type FieldProblem } from '../../../base/errors.ts'
import { faultOf as faultOfIssue } from '../../../http/field-fault.ts'
import { z } from '../../../http/router.ts'
import { pricesIn } from '../prices-in.ts'
import type { ProductChange } from '../fields/products.ts'
import { touchedBy, type BulkChange } from './store/products/change.ts'
import { notAfter, type ProductRow } from './store/products/read.ts'

/**
 * A change with all prices of the product in the digits of its currency, which may be what changes.
 * Throws InvalidInputError for what does not fit the product.
 */
export function fittingChange(product: ProductRow, change: ProductChange): BulkChange {
  const after = { ...product, ...change }
  checkAvailability(after)
  const fields = { ...change, ...pricesIn(after) }
  return { id: product.id, fields, touched: touchedBy(Object.keys(change)) }
}

/** Throws InvalidInputError for a sale that ends before it begins. */
export function checkAvailability({
  available_from: from,
  available_until: until,
}: Pick<ProductChange, 'available_from' | 'available_until'>): void {
  if (from && until && until <= from) throw notAfter()
}

/** The values that differ from those of the product: only these are the seller's from then on. */
export function differing(
  product: ProductRow,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const current: Readonly<Record<string, unknown>> = product
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => !isSame(current[field], value)),
  )
}

function isSame(current: unknown, value: unknown): boolean {
  if (current instanceof Date) {
    const time = value instanceof Date || typeof value === 'string' ? new Date(value) : null
    return time?.getTime() === current.getTime()
  }
  const isDecimal = typeof current === 'string' && /^\d+\.\d+$/.test(current)
  if (isDecimal && typeof value === 'string') return Number(value) === Number(current)
  return isDeepStrictEqual(current, value)
}

type Fault = { column: string | null } & Pick<FieldProblem, 'reason' | 'code' | 'limits'>

/**
 * Returns what is wrong with a change, and in which field; throws errors that the change did not
 * cause.
 */
export function faultOf(error: unknown): Fault {
  if (error instanceof z.ZodError) return faultOfSchema(error)
  if (!(error instanceof InvalidInputError)) throw error
  const [problem] = error.problems
  if (!problem) return { column: null, reason: error.message, code: 'not_accepted' }
  const { field, reason, code, limits } = problem
  return { column: field, reason, code, ...(limits && { limits }) }
}

function faultOfSchema({ issues: [issue] }: z.ZodError): Fault {
  if (!issue) return { column: null, reason: '', code: 'wrong_format' }
  const [column] = issue.path
  const { code, limits } = faultOfIssue(issue, 'json')
  return {
    column: column === undefined ? null : String(column),
    reason: issue.message,
    code,
    ...(limits && { limits }),
  }
}
