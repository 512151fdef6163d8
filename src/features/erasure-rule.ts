import type { RawBuilder } from 'kysely'
import type { Tx } from '../db/handles.ts'
import type { DB } from '../db/schema.ts'
import type { ErasedRows } from '../queue/care/erase.ts'
import type { Queue } from '../queue/queue.ts'
import type { CreatorToErase } from './erasures.ts'
import type { Services } from './services.ts'

type ColumnOf<Table extends keyof DB> = Extract<keyof DB[Table], string>

type AnyColumn = { [Table in keyof DB]: `${Table}.${ColumnOf<Table>}` }[keyof DB]

/**
 * The kind of value by which a column identifies the owner of a row; a target is what the pool
 * reads for a person.
 */
export type Identity = 'blogId' | 'platformId' | 'username' | 'subject' | 'target'

/**
 * The form in which a column names others, and what an erasure does: from lists of usernames, and
 * from links, it removes those that name the creator; a username becomes null; in texts, and in the
 * texts of JSON and of lists, mentions are blanked.
 */
export type Naming =
  | 'usernames'
  | 'username'
  | 'text'
  | 'texts'
  | 'json'
  | 'link'
  | 'links'
  | 'json links'

/** The effect of an erasure on a free-form column that has a name or an id of the creator in it. */
export type Wording =
  /** The row goes. */
  | 'row'
  /** All columns of this kind become null. */
  | 'null'
  /** The column becomes an empty object. */
  | 'empty'
  /** The words are blanked. */
  | 'text'
  /** The elements of a JSON list that have them go. */
  | 'items'

/** Rows that are the creator's, by any of these columns. */
type OwnRows<Table extends keyof DB> = {
  ids: { readonly [Column in ColumnOf<Table>]?: Identity }
  /** More columns with data about the creator: `remove` handles them. */
  alsoIn?: readonly AnyColumn[]
  /** Removes the rows, when more than that has to happen. Without it they are deleted. */
  remove?: (tx: Tx, creator: CreatorToErase, queue: Queue<Services>) => Promise<Partial<ErasedRows>>
  /** The row stays, and these columns become null. */
  stays?: true
  /**
   * The column with the time when a person was seen under a name, in tables that have ids and
   * names.
   */
  observedAt?: ColumnOf<Table>
}

/** Rows of others that name the creator. */
type NamingRows<Table extends keyof DB> = {
  names: { readonly [Column in ColumnOf<Table>]?: Naming | Rewrite }
  /** Finds them by an index; without it every text of the table is searched. */
  find?: (usernames: readonly string[]) => RawBuilder<unknown>
  /** The rows are deleted. */
  go?: true
  /** Called with the distinct values that a column has in the rows that have changed. */
  afterwards?: {
    column: ColumnOf<Table>
    run: (tx: Tx, values: readonly string[]) => Promise<void>
  }
}

/** The new value of a column, for `pattern` of the mentions of these usernames. */
export type Rewrite = (usernames: readonly string[], pattern: string) => RawBuilder<unknown>

/** Rows in which a name or an id may occur anywhere. */
type WordedRows<Table extends keyof DB> = {
  words: { readonly [Column in ColumnOf<Table>]?: Wording }
}

type RuleOf<Table extends keyof DB, Rows> = Rows & {
  table: Table
  /** Tables whose rows of the same kind are changed first. */
  after?: readonly (keyof DB)[]
  /** Holds for all rows that are meant; an index may need it. */
  only?: RawBuilder<unknown>
}

type AnyTable<Rows extends { [Table in keyof DB]: object }> = {
  [Table in keyof DB]: RuleOf<Table, Rows[Table]>
}[keyof DB]

export type OwnRule = AnyTable<{ [Table in keyof DB]: OwnRows<Table> }>
export type NamingRule = AnyTable<{ [Table in keyof DB]: NamingRows<Table> }>
export type WordedRule = AnyTable<{ [Table in keyof DB]: WordedRows<Table> }>

/** The rows of a table about creators, and what an erasure does to them. */
export type ErasureRule = OwnRule | NamingRule | WordedRule
