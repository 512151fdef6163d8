import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { ConflictError } from '../../../base/errors.ts'
import { jsonb } from '../../../db/database.ts'

/** All words of categories, each with the name of its category. */
export async function listCategoryWords(db: Db): Promise<{ category: string; word: string }[]> {
  return await db
    .selectFrom('category_synonyms as word')
    .innerJoin('categories', 'categories.id', 'word.category_id')
    .select(['categories.name as category', 'word.synonym as word'])
    .orderBy('word.term')
    .execute()
}

/**
 * Makes a category's name a word of it; a synonym that is the same term is spelled like the name
 * from now on.
 */
export async function giveName(tx: Tx, { id, name }: { id: string; name: string }): Promise<void> {
  const { rows } = await sql`
    insert into category_synonyms as n (synonym, category_id) values (${name}, ${id}::uuid)
    on conflict (term) do update set synonym = excluded.synonym where n.category_id = excluded.category_id
    returning term`.execute(tx)
  if (rows.length === 0) throw taken('name', name, await holderOf(tx, name))
}

/** Gives a category those synonyms that it does not have yet. */
export async function giveSynonyms(tx: Tx, id: string, synonyms: readonly string[]): Promise<void> {
  await sql`
    insert into category_synonyms (synonym, category_id)
    select synonym, ${id}::uuid from unnest(${synonyms}::text[]) as s (synonym)
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ synonym: string; id: string; name: string }>`
    select s.synonym, c.id, c.name
    from unnest(${synonyms}::text[]) with ordinality as s (synonym, place)
    join category_synonyms n on n.term = topic_term(s.synonym)
    join categories c on c.id = n.category_id
    where n.category_id <> ${id}
    order by s.place limit 1`.execute(tx)
  const [other] = rows
  if (!other) return
  const { synonym, ...holder } = other
  throw taken('synonyms', synonym, holder)
}

/** The terms of a category, none of which is ignored any more. */
export async function heededTerms(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ term: string }>`
    select term from category_synonyms where category_id = ${id}`.execute(tx)
  await heedTopics(tx, rows)
  return rows.map(({ term }) => term)
}

async function holderOf(tx: Tx, word: string): Promise<Holder | undefined> {
  const { rows } = await sql<Holder>`
    select c.id, c.name from category_synonyms n join categories c on c.id = n.category_id
    where n.term = topic_term(${word})`.execute(tx)
  return rows[0]
}

/** The category that has a word already. */
type Holder = { id: string; name: string }

/** `holder` is missing where another category has the word as its name. */
export function taken(
  field: 'name' | 'synonyms',
  word: string,
  holder: Holder | undefined,
): ConflictError {
  if (holder === undefined || holder.name === word) {
    const reason = `there is already a category named '${word}'`
    return new ConflictError(reason, [{ field, reason, code: 'taken' }])
  }
  const reason = `'${word}' is a word of the category '${holder.name}'`
  return new ConflictError(reason, [
    { field, reason, code: 'word_of_category', value: word, candidates: [holder] },
  ])
}

/** Removes the synonyms of a category, all of them or all but one. */
export async function removeSynonyms(tx: Tx, categoryId: string, but?: string): Promise<void> {
  await tx
    .deleteFrom('category_synonyms')
    .where('category_id', '=', categoryId)
    .$if(but !== undefined, (synonyms) => synonyms.where('synonym', '<>', but ?? ''))
    .execute()
}

/** Makes all synonyms of a category those of another. */
export async function moveSynonyms(tx: Tx, from: string, into: string): Promise<void> {
  await tx
    .updateTable('category_synonyms')
    .set({ category_id: into })
    .where('category_id', '=', from)
    .execute()
}

/**
 * Makes topics synonyms of a category, whichever had them before; they are not ignored any more.
 */
export async function giveTopics(
  tx: Tx,
  topics: readonly { term: string; topic: string }[],
  categoryId: string,
): Promise<void> {
  const names = topics.map(({ topic }) => topic)
  await sql`
    insert into category_synonyms as n (synonym, category_id)
    select topic, ${categoryId}::uuid from unnest(${names}::text[]) as input (topic)
    on conflict (term) do update set synonym = excluded.synonym, category_id = excluded.category_id
    where n.category_id <> excluded.category_id`.execute(tx)
  await heedTopics(tx, topics)
}

/** Ignores topics, which are synonyms of no category any more. */
export async function ignoreTopics(
  tx: Tx,
  topics: readonly { term: string; topic: string }[],
): Promise<void> {
  const terms = topics.map(({ term }) => term)
  await sql`delete from category_synonyms where term = any (${terms}::text[])`.execute(tx)
  await sql`
    insert into ignored_topics (term, topic)
    select term, topic from jsonb_to_recordset(${jsonb(topics)}) as input (term text, topic text)
    on conflict do nothing`.execute(tx)
}

/** Ends that topics are ignored. */
export async function heedTopics(tx: Tx, topics: readonly { term: string }[]): Promise<void> {
  const terms = topics.map(({ term }) => term)
  await sql`delete from ignored_topics where term = any (${terms}::text[])`.execute(tx)
}
