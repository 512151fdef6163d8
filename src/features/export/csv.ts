import { faultIssue } from '../../http/fault.ts'
import { stringify } from 'csv-stringify/sync'
import { booleanText } from '../../http/pagination.ts'
import { z } from '../../http/router.ts'

/** A number with all its digits: 12.500 stays that. */
type DecimalCell = { decimal: string }

/** The value of a cell; null and undefined leave it empty. */
export type CellValue = string | number | boolean | DecimalCell | null | undefined

/**
 * How a text begins that a spreadsheet would take for a formula: '=', '+', '-' or '@', also in full
 * width, behind spaces or invisible signs as well; or a tab or a line end, behind which some look
 * for one.
 */
const FORMULA = /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u

/**
 * A text as a cell that shows it and computes nothing: an apostrophe marks what follows as text.
 */
export const plainText = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** The text of such a cell. */
export const unmarked = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text

/** How a spreadsheet's locale writes a table. */
export type CsvDialect = { delimiter: ',' | ';' | '\t'; decimal: '.' | ',' }

const RFC_4180: CsvDialect = { delimiter: ',', decimal: '.' }

/**
 * Lines of CSV (RFC 4180 unless the dialect differs, each ending in CRLF). Texts are quoted, so
 * that no separator of another locale splits them and begins a formula inside; numbers are not, so
 * that they stay numbers, unless their decimal comma is the delimiter.
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
    cast: {
      boolean: String,
      number: (value) => String(value).replace('.', decimal),
      object: (value) => ('decimal' in value ? String(value['decimal']).replace('.', decimal) : ''),
    },
  })
}

/**
 * Words beside the characters: a shell takes a bare `;` for the end of the command, and a tab is
 * hard to type.
 */
const DELIMITERS = {
  ',': ',',
  ';': ';',
  comma: ',',
  semicolon: ';',
  tab: '\t',
} as const satisfies Record<string, CsvDialect['delimiter']>

/** Query parameters of every CSV. */
export const csvFields = {
  bom: booleanText.optional().openapi({
    description: 'Of CSV: begin with a byte order mark, by which spreadsheets know UTF-8',
  }),
  delimiter: z
    .enum([',', ';', 'comma', 'semicolon', 'tab'])
    .optional()
    .openapi({
      description:
        'Of CSV: what separates cells, a comma by default; ; or semicolon for Excel in Russian ' +
        'and other languages that write 0,5',
    }),
  decimal: z
    .enum([',', '.'])
    .optional()
    .openapi({
      description:
        'Of CSV: what separates decimals; a comma by default where the delimiter is a ' +
        'semicolon, else a point',
    }),
}

/** Query parameters of every export. */
export const fileFields = { format: z.enum(['csv', 'jsonl']).default('csv'), ...csvFields }

/** The parameters of a CSV, parsed. */
export type CsvFields = z.output<z.ZodObject<typeof csvFields>>

/** The parameters of an export, parsed. */
export type FileFields = z.output<z.ZodObject<typeof fileFields>>

/** Refuses the parameters of CSV, `columns` among them, for another format. */
export function refineCsv(
  { format, ...fields }: CsvFields & { format: string; columns?: unknown },
  context: z.RefinementCtx,
): void {
  if (format === 'csv') return
  for (const name of ['bom', 'delimiter', 'decimal', 'columns'] as const)
    if (fields[name] !== undefined)
      context.addIssue(faultIssue('csv_only', 'is for the format csv only', { path: [name] }))
}

/** How the file is to be written. */
export type CsvStyle = { bom: boolean; dialect: CsvDialect }

export function readCsvStyle({ bom = false, delimiter = ',', decimal }: CsvFields): CsvStyle {
  const separator = DELIMITERS[delimiter]
  return {
    bom,
    dialect: { delimiter: separator, decimal: decimal ?? (separator === ';' ? ',' : '.') },
  }
}

/** Makes spreadsheets read a file as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff'
