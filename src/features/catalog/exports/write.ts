import { csvLines } from '../../export/index.ts'
import type { CsvFormat, CsvRow, ExportFormat, Misfit } from './format.ts'
import type { ExportedProduct } from './product.ts'

/** A product that is not in the file, and why. */
export type LeftOut = { id: string; name: string; misfits: readonly Misfit[] }

/** A part of a file, and the products that it has no room for. */
export type Written = { text: string; leftOut: readonly LeftOut[] }

/** What a file begins with: the header of CSV, nothing of JSONL. */
export const headerOf = (format: ExportFormat): string =>
  format.extension === 'csv' ? csvLines([format.columns]) : ''

/** The lines of some products, in their order; a product that breaks a rule of the format is left out as a whole. */
export function writeProducts(format: ExportFormat, products: readonly ExportedProduct[]): Written {
  const texts: string[] = []
  const leftOut: LeftOut[] = []
  for (const product of products) {
    const fit = fitOf(format, product)
    if ('text' in fit) texts.push(fit.text)
    else leftOut.push({ id: product.id, name: product.name, misfits: fit.misfits })
  }
  return { text: texts.join(''), leftOut }
}

function fitOf(
  format: ExportFormat,
  product: ExportedProduct,
): { text: string } | { misfits: readonly Misfit[] } {
  if (format.extension === 'jsonl') {
    const fit = format.rows(product)
    if ('misfits' in fit) return fit
    return { text: fit.rows.map((row) => `${JSON.stringify(row)}\n`).join('') }
  }
  const fit = format.rows(product)
  return 'misfits' in fit ? fit : { text: linesOf(format, fit.rows) }
}

const linesOf = ({ columns }: CsvFormat, rows: readonly CsvRow[]): string =>
  csvLines(rows.map((row) => columns.map((column) => row[column])))
