import { sql, type RawBuilder } from 'kysely'
import { jsonb } from './database.ts'

type Snake<Name extends string> = Name extends `${infer Letter}${infer Rest}`
  ? `${Letter extends Lowercase<Letter> ? Letter : `_${Lowercase<Letter>}`}${Snake<Rest>}`
  : Name
type Camel<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Word}${Capitalize<Camel<Rest>>}`
  : Name

/**
 * Returns an object of ours with column names: `likeCount` becomes `like_count`. Nested values are
 * unchanged.
 */
export function toRow<Value extends object>(
  value: Value,
): { [Name in keyof Value & string as Snake<Name>]: Value[Name] }
export function toRow(value: object): object {
  const rename = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [rename(name), each]))
}

/** Returns a row with our names: `like_count` becomes `likeCount`. */
export function fromRow<Row extends object>(
  row: Row,
): { [Name in keyof Row & string as Camel<Name>]: Row[Name] }
export function fromRow(row: object): object {
  const rename = (name: string) =>
    name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries(Object.entries(row).map(([name, each]) => [rename(name), each]))
}

/** Names of columns with their SQL types. */
export type Columns = Readonly<Record<string, string>>

/**
 * Passes rows as a table `r` in one parameter: additional columns of a row are ignored, missing
 * ones are null.
 */
export const recordset = (rows: readonly object[], columns: Columns): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${jsonb(rows)}) as r (${sql.join(
    Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`),
  )})`

/** The names of columns, separated by commas. */
export const columnList = (columns: Columns): RawBuilder<unknown> =>
  sql.join(Object.keys(columns).map((name) => sql.ref(name)))

/**
 * The assignments of an upsert that overwrites these columns except its key: an assigned key would
 * need a stronger row lock.
 */
export function overwrite(columns: Columns, key: string): RawBuilder<unknown> {
  const names = Object.keys(columns).filter((name) => name !== key)
  return sql.join(names.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`))
}
