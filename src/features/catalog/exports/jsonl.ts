import { EXPORTED_FIELDS } from './fields.ts'
import type { JsonlFormat } from './format.ts'

/** gramd's own lines of JSON: every field as it is, a line for each product, no rules. */
export const jsonl: JsonlFormat = {
  name: 'jsonl',
  mime: 'application/jsonl; charset=utf-8',
  extension: 'jsonl',
  columns: [],
  rows: (product) => ({
    rows: [Object.fromEntries(EXPORTED_FIELDS.map((name) => [name, product[name]]))],
  }),
}
