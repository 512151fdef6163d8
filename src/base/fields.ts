/**
 * What one field of a noun is, declared once: the schema of the API, the column, the cell of a
 * file, the option of a command and the input of a page follow from its kind.
 */
export type Field<Group extends string = string> = Described<Group> & Kind

type Described<Group extends string> = {
  /** The section of the page that shows it. */
  group: Group
  /** What it is, as the help of its option says it. */
  about: string
  /** What the API's document says, where the name does not. */
  description?: string
  /** The option of the commands, where it is not the name with hyphens. */
  option?: string
  /** Programs count it: a change of it is no decision of a person. */
  isCounted?: true
}

type Kind =
  /** A line that is always there, in at most `max` characters. */
  | { kind: 'line'; max: number }
  /** Text in at most `max` characters; null where there may be none. */
  | { kind: 'text'; max: number; default: '' | null; isLong?: true }
  /** An address of the web. */
  | { kind: 'url'; default: null }
  /** A decimal text in the digits of the currency of the same row. */
  | { kind: 'money'; default: null }
  /** ISO 4217; that of the owner by default. */
  | { kind: 'currency' }
  | { kind: 'flag'; default: false }
  /** A whole number from 0 to a billion. */
  | { kind: 'count'; default: null }
  /** A number from 0 to `max`. */
  | { kind: 'number'; max: number; default: null }
  /** At most `most` lines, each in at most `max` characters. */
  | { kind: 'list'; max: number; most: number; default: readonly [] }
  /** At most `most` values of options, such as size: M. */
  | { kind: 'variants'; most: number; default: readonly [] }
  | { kind: 'choice'; values: readonly string[]; default: string }
  | { kind: 'moment'; default: null }

export type FieldKind = Field['kind']

/** The fields of a noun by their names in the table, the API and files. */
export type Fields = Readonly<Record<string, Field>>

export type Variant = { option: string; value: string }

type ValueOfKind = {
  line: string
  text: string
  url: string
  money: string
  currency: string
  flag: boolean
  count: number
  number: number
  list: string[]
  variants: Variant[]
  choice: string
  moment: Date
}

/** What a row has in a field. */
export type ValueOf<F extends Field> =
  | (F extends { values: readonly (infer Value)[] } ? Value : ValueOfKind[F['kind']])
  | (F extends { default: null } ? null : never)

/** What a program sends for a field: times are texts, and money is a text or a number. */
export type SentOf<F extends Field> = F extends { kind: 'moment' }
  ? string | null
  : F extends { kind: 'money' }
    ? string | number | null
    : ValueOf<F>

/** A row's fields. */
export type ValuesOf<Table extends Fields> = {
  -readonly [Name in keyof Table]: ValueOf<Table[Name]>
}

/** The names of a table of fields, in its order. */
export const namesOf = <Table extends Fields>(table: Table): (keyof Table & string)[] =>
  Object.keys(table)

/** Whether a field may have no value. */
export const isOptional = (field: Field): boolean => 'default' in field && field.default === null

type WithDefault<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends { default: unknown } ? Name : never
}[keyof Table]

/** What a new row has where nothing else is given. */
export const defaultsOf = <Table extends Fields>(
  table: Table,
): Pick<ValuesOf<Table>, WithDefault<Table>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, field]) =>
      'default' in field ? [[name, structuredClone(field.default)]] : [],
    ),
  ) as Pick<ValuesOf<Table>, WithDefault<Table>>
