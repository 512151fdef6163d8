import { z } from '../../http/router.ts'
import type { CsvDialect } from './csv-cell.ts'

/** Words beside the characters: a shell takes a bare `;` for the end of the command, and a tab is hard to type. */
const DELIMITERS = {
  ',': ',',
  ';': ';',
  comma: ',',
  semicolon: ';',
  tab: '\t',
} as const satisfies Record<string, CsvDialect['delimiter']>

/** Query parameters of every export that can be CSV. */
export const csvFields = {
  bom: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .openapi({
      type: 'boolean',
      description: 'Of CSV: begin with a byte order mark, by which spreadsheets know UTF-8',
    }),
  delimiter: z.enum([',', ';', 'comma', 'semicolon', 'tab']).optional().openapi({
    description:
      'Of CSV: what separates cells, a comma by default; ; or semicolon for Excel in Russian and other languages that write 0,5',
  }),
  decimal: z.enum([',', '.']).optional().openapi({
    description:
      'Of CSV: what separates decimals; a comma by default where the delimiter is a semicolon, else a point',
  }),
}

const CSV_FIELDS = ['bom', 'delimiter', 'decimal'] as const

type CsvFields = {
  bom?: boolean | undefined
  delimiter?: keyof typeof DELIMITERS | undefined
  decimal?: CsvDialect['decimal'] | undefined
}

/** Refuses the parameters of CSV for another format. */
export function refineCsv(
  { format, ...fields }: CsvFields & { format: string },
  context: z.RefinementCtx,
): void {
  for (const name of CSV_FIELDS) {
    if (format === 'csv' || fields[name] === undefined) continue
    context.addIssue({ code: 'custom', path: [name], message: 'is of CSV only' })
  }
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
const BYTE_ORDER_MARK = '\ufeff'

/** How the file begins, before its header. */
export const beginOf = ({ bom }: CsvStyle): string => (bom ? BYTE_ORDER_MARK : '')
