/**
 * The declaration of one field of a noun: the API schema, the column, the cell of a file, the
 * command option and the input of a page follow from its kind.
 */
export type Field = Described & Kind

type Described = {
  /** The text of its option in the help. */
  about: string
  /** The description in the API's document, when the name does not suffice. */
  description?: string
  /** The option's name in commands, when it is not the field's name with hyphens. */
  option?: string
  /** The placeholder for its value in the help, when it is not that of its kind: `CODE`. */
  value?: string
  /** Counted by programs: its change is not a person's decision. */
  isCounted?: true
}

type Kind = (Sortable & OrderedKind) | OtherKind

/** Lists are sorted by it: an index on the owner, this column and the id has to exist. */
type Sortable = { isSortable?: true }

type OrderedKind =
  /** A line that is never empty, of at most `max` characters; null when absent. */
  | { kind: 'line'; max: number; default?: null }
  /** Text of at most `max` characters; null when absent. */
  | { kind: 'text'; max: number; default: '' | null; isLong?: true }
  /** A decimal text with the digits of the same row's currency. */
  | { kind: 'money'; default: null }
  /** An integer from 0 to a billion. */
  | { kind: 'count'; default: null }
  /** A number from `min`, or 0, to `max`. */
  | { kind: 'number'; min?: number; max: number; default: null }
  | { kind: 'choice'; values: readonly string[]; default: string }
  | { kind: 'moment'; default: null }

type OtherKind =
  /** A web address. */
  | { kind: 'url'; default: null }
  /** An ISO 4217 code; the owner's currency by default. */
  | { kind: 'currency' }
  | { kind: 'flag'; default: boolean }
  /** At most `most` lines, each in at most `max` characters. */
  | { kind: 'list'; max: number; most: number; default: readonly string[] }
  /** At most `most` values of options, such as size: M. */
  | { kind: 'variants'; most: number; default: readonly [] }

export type FieldKind = Field['kind']
export type OrderedFieldKind = OrderedKind['kind']

/** The fields of a noun, by their names in the table, the API and files. */
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

/** The type of a field's value in a row. */
export type ValueOf<F extends Field> =
  | (F extends { values: readonly (infer Value)[] } ? Value : ValueOfKind[F['kind']])
  | (F extends { default: null } ? null : never)

/** The type of a field in a request: times are texts, and money is a text or a number. */
export type SentOf<F extends Field> = F extends { kind: 'moment' }
  ? string | null
  : F extends { kind: 'money' }
    ? string | number | null
    : ValueOf<F>

/** A row's fields. */
export type ValuesOf<Table extends Fields> = {
  -readonly [Name in keyof Table]: ValueOf<Table[Name]>
}

/**
 * The columns of a row that are fields of a table; the compiler names columns without a field, and
 * fields without a column. `Own` are those that gramd itself writes.
 */
export type FieldColumn<Row, Name extends string, Own extends keyof Row> =
  Exclude<keyof Row, Own> extends Name
    ? Name & keyof Row
    : { columnWithoutField: Exclude<keyof Row, Own | Name> }

/** Returns the names in a table of fields or of what belongs to each, in order. */
export const namesOf = <Table extends object>(table: Table): (keyof Table & string)[] =>
  Object.keys(table) as (keyof Table & string)[]

/** Whether a field may have no value. */
export const isOptional = (field: Field): boolean => 'default' in field && field.default === null

/** The fields that lists are sorted by. */
export type SortableIn<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends { isSortable: true } ? Name : never
}[keyof Table] &
  string

/** The fields that lists are sorted by, in the order of the table. */
export const sortableIn = <Table extends Fields>(table: Table): SortableIn<Table>[] =>
  namesOf(table).filter((name): name is SortableIn<Table> => {
    const field: Field | undefined = table[name]
    return field !== undefined && 'isSortable' in field
  })

type WithDefault<Table extends Fields> = {
  [Name in keyof Table]: Table[Name] extends { default: unknown } ? Name : never
}[keyof Table]

/** Returns the values of a new row for fields that were not sent. */
export const defaultsOf = <Table extends Fields>(
  table: Table,
): Pick<ValuesOf<Table>, WithDefault<Table>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, field]) =>
      'default' in field ? [[name, structuredClone(field.default)]] : [],
    ),
  ) as Pick<ValuesOf<Table>, WithDefault<Table>>
