import { cellOf, EXPORTED_FIELDS } from './fields.ts'
import { CSV, type CsvFormat } from './format.ts'

/** gramd's own table: every field, a line for each product, no rules. */
export const csv: CsvFormat = {
  name: 'csv',
  ...CSV,
  columns: EXPORTED_FIELDS,
  rows: (product) => ({
    rows: [Object.fromEntries(EXPORTED_FIELDS.map((name) => [name, cellOf(product, name)]))],
  }),
}
