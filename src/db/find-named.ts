import { sql, type RawBuilder } from 'kysely'
import type { Db } from './handles.ts'

/** A row that a text may name: by its name, or by the end of its id alone. */
export type Candidate = { text: string; id: string; name: string; isName: boolean }

/** The text to find: a name, and the end of an id that the text may be instead. */
export type Wanted = { text: string; names: readonly string[]; ending: string | null }

/**
 * Finds the rows that texts name, with one statement. `rows` selects `id`, `name` as it is shown,
 * and `key`: a name in lower case by which the row is found. A row of two names has two of these
 * rows. At most 10,000 candidates.
 */
export async function findNamed(
  db: Db,
  rows: RawBuilder<unknown>,
  wanted: readonly Wanted[],
): Promise<Candidate[]> {
  const names = wanted.flatMap(({ text, names: all }) => all.map((name) => ({ text, name })))
  const endings = wanted.flatMap(({ text, ending }) => (ending === null ? [] : [{ text, ending }]))
  const byEnding = sql`
    union all
    select ending.text, named.id, named.name, false
    from jsonb_to_recordset(${JSON.stringify(endings)}::jsonb) as ending (text text, ending text)
    join (${rows}) named on right(named.id::text, length(ending.ending)) = ending.ending`
  const { rows: found } = await sql<Candidate>`
    select wanted.text, named.id, named.name, true as "isName"
    from jsonb_to_recordset(${JSON.stringify(names)}::jsonb) as wanted (text text, name text)
    join (${rows}) named on named.key = lower(wanted.name)
    ${endings.length === 0 ? sql`` : byEnding}
    limit 10000`.execute(db)
  return found
}

/** Names among which one may be meant that was mistyped, at most 1,000. */
export async function namesIn(db: Db, rows: RawBuilder<unknown>): Promise<string[]> {
  const { rows: found } = await sql<{ name: string }>`
    select distinct named.name from (${rows}) named order by named.name limit 1000`.execute(db)
  return found.map(({ name }) => name)
}
