import type { Db, Tx } from '../db/handles.ts'
import type { ErasedRows, SubjectToErase } from '../queue/care/erase.ts'
import type { CreatorIdentity } from '../creators/identity.ts'
import type { NamingFields } from '../creators/naming-fields.ts'

/** A creator, by everything that rows may know it by. */
export type CreatorToErase = CreatorIdentity & SubjectToErase & { blogIds: readonly string[] }

/** A person whose name or id may be unknown. */
export type NamedPerson = { platformId?: string | null; username?: string | null }

/** The erased ones among the requested ones: names in lower case. */
export type ErasedAmong = { platformIds: Set<string>; usernames: Set<string> }

export type Erasures = {
  /**
   * Finds, with one query whatever their number, which of these creators must not be stored. In a
   * transaction it also locks out erasures until that ends, so that the answer stays true: ask
   * there before storing. Throws ErasureKeyLostError when the key that would answer is lost.
   */
  erasedAmong(db: Db | Tx, creators: CreatorIdentity): Promise<ErasedAmong>
  /**
   * Returns those of these people who were erased, by the id or by the name; in a transaction as
   * `erasedAmong`.
   */
  erasedOf<Person extends NamedPerson>(
    db: Db | Tx,
    people: readonly Person[],
  ): Promise<ReadonlySet<Person>>
  /**
   * Returns the part of a value that may be stored: without the names of those who were erased.
   * Returns the value itself when it names none of them; in a transaction as `erasedAmong`.
   */
  withoutErased<Value>(db: Db | Tx, value: Value, fields: NamingFields): Promise<Value>
  /**
   * Makes erasures wait until the transaction ends. Called before anything else is locked that an
   * erasure may want, or the two could wait for each other.
   */
  lockOut(tx: Tx): Promise<void>
  /** Removes a creator and prevents that it comes back; all in one transaction. */
  erase(creator: CreatorAddress): Promise<Erasure>
  /**
   * Removes, in a transaction of the caller's, a creator who came back: the owner of a blog among
   * these, and all that is known of the creator by now. The creator is blocked by the erasure that
   * it was met by. `taskId` is the task that found out, and is being settled. Throws
   * InterruptedError when the creator may come back by now.
   */
  eraseAgain(
    tx: Tx,
    creator: CreatorIdentity & { blogIds: string[]; taskId?: number },
  ): Promise<void>
  /**
   * Lets a creator come back, under whatever was erased together with this. False when it was not
   * erased.
   */
  lift(creator: Exclude<CreatorAddress, { blogId: string }>): Promise<boolean>
  /** Removes all data of these creators without blocking their return. */
  remove(tx: Tx, blogIds: readonly string[]): Promise<void>
  /** Alerts operators when the key of the erased creators is lost. */
  verify(): Promise<void>
}

/** Usernames are in lower case. */
export type CreatorAddress = { blogId: string } | { username: string } | { platformId: string }

/** The result of an erasure: rows by table, and how many names and ids cannot come back. */
export type Erasure = ErasedRows & { blocked: { ids: number; usernames: number } }
