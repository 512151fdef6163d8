import { stringify } from 'csv-stringify/sync'

/** What a cell may hold; null and undefined leave it empty. */
export type CellValue = string | number | boolean | null | undefined

/**
 * How a text begins that a spreadsheet would take for a formula: '=', '+', '-' or '@', also in full width, behind
 * spaces or invisible signs as well; or a tab or a line end, behind which some look for one.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u

/** A text as a cell that shows it and computes nothing: an apostrophe marks what follows as text. */
export const plainText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** How a spreadsheet's locale writes a table. */
export type CsvDialect = { delimiter: ',' | ';' | '\t'; decimal: '.' | ',' }

const RFC_4180: CsvDialect = { delimiter: ',', decimal: '.' }

/**
 * Lines of CSV (RFC 4180 unless the dialect differs, each ending in CRLF). Texts are quoted, so that no separator of
 * another locale splits them and begins a formula inside; numbers are not, so that they stay numbers, unless their
 * decimal comma is the delimiter.
 */
export function csvLines(
  rows: readonly (readonly CellValue[])[],
  { delimiter, decimal }: CsvDialect = RFC_4180,
): string {
  if (rows.length === 0) return ''
  const cells = rows.map((row) =>
    row.map((value) => (typeof value === 'string' ? plainText(value) : value)),
  )
  return stringify(cells, {
    delimiter,
    quoted_string: true,
    quoted_empty: false,
    record_delimiter: 'windows',
    cast: { boolean: String, number: (value) => String(value).replace('.', decimal) },
  })
}
