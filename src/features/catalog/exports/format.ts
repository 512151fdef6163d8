import type { CellValue } from '../../export/index.ts'
import type { ExportedProduct } from './product.ts'

/** The reason why a product does not fit a format: the rule in a sentence, and its remedy. */
export type Violation = { field: string; rule: string; value: string }

/**
 * The rows of a product in a format, with the warnings of its reader; or, if the product breaks a
 * rule, every rule that it breaks.
 */
type Fit<Row> =
  | { rows: readonly Row[]; warnings?: readonly Warning[] }
  | { violations: readonly Violation[] }

/** A warning of the reader of a file, which takes the product all the same. */
export type Warning = Violation & { code: string }

/** A line of CSV by column; a column that is missing is an empty cell. */
export type CsvRow<Column extends string = string> = Readonly<Partial<Record<Column, CellValue>>>

/** A line of JSONL. */
type JsonRow = Readonly<Record<string, unknown>>

type Named = { name: string; mime: string }

/** A format that is a table with a header. */
export type CsvFormat<Column extends string = string> = Named & {
  extension: 'csv'
  columns: readonly Column[]
  rows: (product: ExportedProduct) => Fit<CsvRow<Column>>
}

/** A format that is a JSON object on each line. */
export type JsonlFormat = Named & {
  extension: 'jsonl'
  columns: readonly []
  rows: (product: ExportedProduct) => Fit<JsonRow>
}

/** A way to write products as a file, with the rules of the file's reader. */
export type ExportFormat = CsvFormat | JsonlFormat

export const CSV = { mime: 'text/csv; charset=utf-8; header=present', extension: 'csv' } as const
