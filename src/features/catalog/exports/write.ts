import { csvLines, type CellValue, type CsvDialect } from '../../export/index.ts'
import type { CsvFormat, CsvRow, ExportFormat, Violation, Warning } from './format.ts'
import type { ExportedProduct } from './product.ts'

/** A product that is not in the file, and why. */
export type Skipped = { id: string; name: string; violations: readonly Violation[] }

/** A product that is in the file, and what its reader will warn of. */
export type Warned = { id: string; name: string; warnings: readonly Warning[] }

/** A part of a file, the products that it has no room for, and those with warnings. */
export type Written = { text: string; skipped: readonly Skipped[]; warned: readonly Warned[] }

/** Returns the beginning of a file: the header of CSV, nothing for JSONL. */
export const headerOf = (format: ExportFormat, dialect?: CsvDialect): string =>
  format.extension === 'csv' ? csvLines([format.columns], dialect) : ''

/**
 * The lines of some products, in their order; a product that breaks a rule of the format is left
 * out as a whole.
 */
export function writeProducts(
  format: ExportFormat,
  products: readonly ExportedProduct[],
  dialect?: CsvDialect,
): Written {
  const texts: string[] = []
  const skipped: Skipped[] = []
  const warned: Warned[] = []
  for (const product of products) {
    const { id, name } = product
    const fit = fitOf(format, product, dialect)
    if ('violations' in fit) {
      skipped.push({ id, name, violations: fit.violations })
      continue
    }
    texts.push(fit.text)
    if (fit.warnings.length > 0) warned.push({ id, name, warnings: fit.warnings })
  }
  return { text: texts.join(''), skipped, warned }
}

function fitOf(
  format: ExportFormat,
  product: ExportedProduct,
  dialect: CsvDialect | undefined,
): { text: string; warnings: readonly Warning[] } | { violations: readonly Violation[] } {
  if (format.extension === 'jsonl') {
    const fit = format.rows(product)
    if ('violations' in fit) return fit
    const { rows, warnings = [] } = fit
    return { text: rows.map((row) => `${JSON.stringify(row)}\n`).join(''), warnings }
  }
  const fit = format.rows(product)
  if ('violations' in fit) return fit
  return { text: linesOf(format, fit.rows, dialect), warnings: fit.warnings ?? [] }
}

const linesOf = (
  { columns }: CsvFormat,
  rows: readonly CsvRow[],
  dialect: CsvDialect | undefined,
): string =>
  csvLines(
    rows.map((row) => columns.map((column) => quoted(row[column], dialect))),
    dialect,
  )

/** Amounts stay texts, so that no reader rounds their digits. */
const quoted = (value: CellValue, dialect: CsvDialect | undefined): CellValue =>
  typeof value === 'object' && value !== null
    ? value.decimal.replace('.', dialect?.decimal ?? '.')
    : value
