import { sql } from 'kysely'
import { isOptional, type Field, type OrderedFieldKind } from '../base/fields.ts'
import type { Sort, SortType } from './sort-key.ts'

const TYPES: Readonly<Record<OrderedFieldKind, SortType>> = {
  line: 'text',
  text: 'text',
  money: 'numeric',
  count: 'integer',
  number: 'real',
  choice: 'text',
  moment: 'timestamptz',
}

/** Characters by which texts are sorted: a cursor has room for these. */
const SORTED_CHARACTERS = 60

/** How rows are sorted by a field. The beginnings of texts are compared, without their case. */
export function sortOfField(
  field: Extract<Field, { kind: OrderedFieldKind }>,
  column: string,
): Sort {
  const value = sql.ref(column)
  const isProse = field.kind === 'line' || field.kind === 'text'
  return {
    value: isProse ? sql`left(lower(${value}), ${sql.lit(SORTED_CHARACTERS)})` : value,
    type: TYPES[field.kind],
    isNullable: isOptional(field),
  }
}
