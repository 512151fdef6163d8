import { sql, type RawBuilder, type SqlBool } from 'kysely'

/** The types of PostgreSQL that lists are sorted by. */
export type SortType =
  | 'smallint'
  | 'integer'
  | 'real'
  | 'double precision'
  | 'numeric'
  | 'text'
  | 'timestamptz'
  | 'uuid'

export type Order = 'asc' | 'desc'

/** A value that rows are sorted by. Rows without a value come last in either order. */
export type Sort = { value: RawBuilder<unknown>; type: SortType; isNullable: boolean }

/**
 * Where a page begins: after the row with this sort key, in the form of `sortKey`; null is the key
 * of no value.
 */
export type Place = { key: string | null; id: string }

/**
 * A sorted list is read in two parts, because an index answers each of them, but not both at once.
 */
export type Part = 'valued' | 'valueless'

/**
 * Microseconds for times, because a Date has milliseconds only; PostgreSQL's shortest exact text
 * for numbers.
 */
export const sortKey = (type: SortType, value: RawBuilder<unknown>): RawBuilder<string | null> =>
  type === 'timestamptz'
    ? sql`(extract(epoch from ${value}) * 1000000)::bigint::text`
    : sql`${value}::text`

/** The value whose sort key this is. */
export const sortValue = (type: SortType, key: string): RawBuilder<unknown> =>
  type === 'timestamptz'
    ? sql`to_timestamp(${key}::numeric / 1000000)`
    : sql`${key}::${sql.raw(type)}`

const MAX = { smallint: 2 ** 15 - 1, integer: 2 ** 31 - 1 } as const
/** Beyond them, floating point of 4 and of 8 bytes has only zero and infinity. */
const MAGNITUDES = { real: [1e-37, 1e38], 'double precision': [1e-307, 1e308] } as const

/** Whether a cursor may hold this sort key; PostgreSQL would fail on any other one. */
export function isSortKey(type: SortType, key: string): boolean {
  switch (type) {
    case 'text':
      return !key.includes('\0')
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key)
    case 'timestamptz':
      return /^-?\d{1,17}$/.test(key)
    case 'numeric':
      return /^-?\d{1,30}(\.\d{1,20})?$/.test(key)
    case 'integer':
    case 'smallint':
      return /^-?\d{1,10}$/.test(key) && Math.abs(Number(key)) <= MAX[type]
    case 'real':
    case 'double precision':
      return isFloat(key, MAGNITUDES[type])
  }
}

function isFloat(key: string, [least, most]: readonly [number, number]): boolean {
  if (!/^-?\d{1,17}(\.\d{1,20})?(e[+-]\d{1,3})?$/.test(key)) return false
  const magnitude = Math.abs(Number(key))
  return /^-?0+(\.0+)?$/.test(key) || (magnitude >= least && magnitude <= most)
}

/**
 * Exactly the order of an index on (value desc nulls last, id desc), read forward or backward; the
 * planner compares the words of both.
 */
export function inIndexOrder(
  { value, isNullable }: Omit<Sort, 'type'>,
  id: RawBuilder<unknown>,
  order: Order,
): RawBuilder<unknown> {
  const nulls = { desc: sql` nulls last`, asc: sql` nulls first` }[order]
  const direction = sql.raw(order)
  return sql`${value} ${direction}${isNullable ? nulls : sql``}, ${id} ${direction}`
}

export const comparison = (order: Order): RawBuilder<unknown> =>
  sql.raw(order === 'desc' ? '<' : '>')

/** The rows of a part, from the cursor on. */
export function rowsOfPart(
  { value, type, isNullable }: Sort,
  id: RawBuilder<unknown>,
  { order, after }: { order: Order; after: Place | undefined },
  part: Part,
): RawBuilder<SqlBool> {
  if (part === 'valueless')
    return after?.key === null
      ? sql`${value} is null and ${id} ${comparison(order)} ${after.id}::uuid`
      : sql`${value} is null`
  const hasValue = isNullable ? sql<SqlBool>`${value} is not null` : sql<SqlBool>`true`
  if (after === undefined) return hasValue
  const place = sql`(${sortValue(type, after.key ?? '')}, ${after.id}::uuid)`
  return sql`${hasValue} and (${value}, ${id}) ${comparison(order)} ${place}`
}
