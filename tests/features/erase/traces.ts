import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'

/** Every row of every table that holds one of these words anywhere, whatever the column and its type. */
export async function findTraces(db: Db, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`
      select t::text as text from ${sql.table(name)} t
      where lower(t::text) like any (${words.map((word) => `%${likeText(word)}%`)}::text[])`.execute(
      db,
    )
    found.push(...rows.map(({ text }) => `${name}: ${text}`))
  }
  return found
}

const likeText = (word: string): string => word.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)
