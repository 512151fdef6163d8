import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { CategoriesOfBlog } from '../blog-categories-view.ts'
import { lockTaxonomyShared, plainName } from './taxonomy.ts'
import { linkToCategories } from './topics.ts'

/** The category that a word means, by name or synonym. */
type KnownCategory = { id: string; name: string }

/** The same, or the names of those that the word may have been meant for. */
export type FoundCategory = KnownCategory | { nearest: string[] }

/**
 * The maximum number of unknown words that are compared with all known ones, which takes a while
 * each.
 */
const MAX_COMPARED = 20
const NEAREST = 3

/** Finds the categories that words mean, and locks them until the transaction ends. */
export async function findCategories(
  tx: Tx,
  words: readonly string[],
): Promise<Map<string, FoundCategory>> {
  if (words.length > 0) await lockTaxonomyShared(tx)
  return await lookUpCategories(tx, words)
}

/** The same as they are at the moment, with two statements whatever their number. */
export async function lookUpCategories(
  db: Db,
  words: readonly string[],
): Promise<Map<string, FoundCategory>> {
  const found = await knownCategories(db, words)
  const unknown = [...new Set(words)].filter((word) => !found.has(word))
  const plain = new Map(unknown.map((word) => [word, plainName(word)]))
  const nearest = await nearestTo(db, [...new Set(plain.values())].slice(0, MAX_COMPARED))
  return new Map(
    [...new Set(words)].map((word) => [
      word,
      found.get(word) ?? { nearest: nearest.get(plain.get(word) ?? word) ?? [] },
    ]),
  )
}

/** Returns the categories of the words that are known, by word. */
export async function knownCategories(
  db: Db,
  words: readonly string[],
): Promise<Map<string, KnownCategory>> {
  if (words.length === 0) return new Map()
  const plain = new Map([...new Set(words)].map((word) => [word, plainName(word)]))
  const { rows } = await sql<{ word: string } & KnownCategory>`
    select distinct on (w.word) w.word, category.id, category.name
    from unnest(${[...new Set(plain.values())]}::text[]) as w (word)
    join lateral (
      select id, name, 0 as place from categories where name = w.word
      union all
      select c.id, c.name, 1 from category_synonyms n join categories c on c.id = n.category_id
      where n.term = topic_term(w.word)
    ) category on true
    order by w.word, category.place`.execute(db)
  const byName = new Map(rows.map(({ word, id, name }) => [word, { id, name }]))
  return new Map(
    [...plain].flatMap(([word, name]) => {
      const category = byName.get(name)
      return category === undefined ? [] : [[word, category] as const]
    }),
  )
}

async function nearestTo(db: Db, words: readonly string[]): Promise<Map<string, string[]>> {
  if (words.length === 0) return new Map()
  const { rows } = await sql<{ word: string; names: string[] }>`
    with asked as materialized (
      -- Once for each word: it takes longer than the comparison with all synonyms.
      select word, topic_term(word) as term from unnest(${words}::text[]) as w (word)
    )
    select asked.word, array(
      select c.name
      from category_synonyms n join categories c on c.id = n.category_id
      group by c.name
      order by min(n.term <-> asked.term), c.name
      limit ${NEAREST}
    ) as names
    from asked`.execute(db)
  return new Map(rows.map(({ word, names }) => [word, names]))
}

/**
 * Gives blogs (id → category) the category that a person chose; it stays the primary one until
 * another is given.
 */
export async function giveCategories(tx: Tx, manual: ReadonlyMap<string, string>): Promise<void> {
  if (manual.size === 0) return
  await lockTaxonomyShared(tx)
  const rows = [...manual].map(([blog_id, category_id]) => ({ blog_id, category_id }))
  await sql`
    insert into manual_categories (blog_id, category_id)
    select blog_id, category_id
    from jsonb_to_recordset(${jsonb(rows)}) as input (blog_id uuid, category_id uuid)
    order by blog_id
    on conflict (blog_id) do update set category_id = excluded.category_id, assigned_at = world_now()`.execute(
    tx,
  )
  await linkToCategories(tx, [...manual.keys()])
}

/** Leaves the categories of a blog to its topics again. */
export async function takeManualCategory(tx: Tx, blogId: string): Promise<void> {
  await lockTaxonomyShared(tx)
  await tx.deleteFrom('manual_categories').where('blog_id', '=', blogId).execute()
  await linkToCategories(tx, [blogId])
}

/**
 * Moves the manual category of the blog `from` to `into`, the same creator's, unless that has a
 * category of its own.
 */
export async function moveManualCategory(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  const { rows } = await sql<{ category_id: string }>`
    delete from manual_categories where blog_id = ${from}::uuid returning category_id`.execute(tx)
  const [row] = rows
  if (!row) return
  await sql`
    insert into manual_categories (blog_id, category_id) values (${into}::uuid, ${row.category_id}::uuid)
    on conflict do nothing`.execute(tx)
  await linkToCategories(tx, [into])
}

/** The category that a person gave a blog, and its topics, the primary one first. */
export async function categoriesOf(db: Db, blogId: string) {
  type Found = {
    manual: { category: string; manual: Date } | null
    topics: CategoriesOfBlog['topics']
  }
  const manual = await db
    .selectFrom('manual_categories as manual')
    .innerJoin('categories as c', 'c.id', 'manual.category_id')
    .select(['c.name as category', 'manual.assigned_at'])
    .where('manual.blog_id', '=', blogId)
    .executeTakeFirst()
  const { rows: topics } = await sql<Found['topics'][number]>`
    select t.topic, t.place = 0 as is_primary, c.name as category, t.matched_by
    from blog_topics t left join categories c on c.id = t.category_id
    where t.blog_id = ${blogId} order by t.place, t.term`.execute(db)
  return { manual: manual ?? null, topics }
}

/** Replaces a category by another wherever a person gave it; returns the ids of these blogs. */
export async function replaceManual(tx: Tx, categoryId: string, by: string): Promise<string[]> {
  const blogs = await tx
    .updateTable('manual_categories')
    .set({ category_id: by })
    .where('category_id', '=', categoryId)
    .returning('blog_id')
    .execute()
  return blogs.map(({ blog_id }) => blog_id)
}

/** Leaves the blogs that a person put into a category to their topics; returns their ids. */
export async function removeManual(tx: Tx, categoryId: string): Promise<string[]> {
  const blogs = await tx
    .deleteFrom('manual_categories')
    .where('category_id', '=', categoryId)
    .returning('blog_id')
    .execute()
  return blogs.map(({ blog_id }) => blog_id)
}
