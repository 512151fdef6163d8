import { removeManual, replaceManual } from './manual-categories.ts'
import { unlinkCategory, linkToCategories, rematchTopics } from './topics.ts'
import {
  moveSynonyms,
  removeSynonyms,
  giveName,
  giveSynonyms,
  heededTerms,
  taken,
} from './words.ts'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import { unchecked } from '../../../db/row-check.ts'
import { ConflictError, NoSuchRecordError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import type { CategoryRow } from '../category-view.ts'
import { countCreators } from './creator-counts.ts'
import { changeTaxonomy } from './taxonomy.ts'

/**
 * The condition on `categories as category` that it has this id, whose form no name may have, or
 * this plain name.
 */
const called = (category: string): RawBuilder<SqlBool> =>
  isUuid(category) ? sql`category.id = ${category}::uuid` : sql`category.name = ${category}`

type Linked = { category_id: string; creators: number; primary_creators: number }

/** Categories with their words; `linked` are the numbers of their creators. */
const selectCategories = (db: Db, linked: RawBuilder<Linked>) =>
  db
    .selectFrom('categories as category')
    .leftJoin(linked.as('linked'), (join) => join.onRef('linked.category_id', '=', 'category.id'))
    .select(['category.id', 'category.name'])
    .select([
      sql<number>`coalesce(linked.creators, 0)`.as('creators'),
      sql<number>`coalesce(linked.primary_creators, 0)`.as('primary_creators'),
      sql<string[]>`array(
        select n.synonym from category_synonyms n
        where n.category_id = category.id and n.synonym <> category.name order by n.synonym
      )`.as('synonyms'),
    ])

/** Categories by name; `after` is the last of the page before. */
export const listCategories = async (
  db: Db,
  page: { limit: number; after?: string | undefined },
): Promise<CategoryRow[]> =>
  await selectCategories(db, counted(await countCreators(db)))
    .$if(page.after !== undefined, (rows) => rows.where('category.name', '>', page.after ?? ''))
    .orderBy('category.name')
    .limit(page.limit)
    .execute()

/** Returns categories like `listCategories`, without the number of their creators. */
export const listCategoryNames = async (
  db: Db,
  page: { limit: number; after?: string | undefined },
): Promise<{ id: string; name: string }[]> =>
  await db
    .selectFrom('categories')
    .select(['id', 'name'])
    .$if(page.after !== undefined, (rows) => rows.where('name', '>', page.after ?? ''))
    .orderBy('name')
    .limit(page.limit)
    .execute()

/** A category by its id or its plain name. Throws NoSuchRecordError. */
export async function getCategory(db: Db, category: string): Promise<CategoryRow> {
  const { id } = await findCategory(db, category)
  const row = await selectCategories(db, creatorsOf(id))
    .where('category.id', '=', id)
    .executeTakeFirst()
  if (!row) throw noSuchCategory(category)
  return row
}

const counted = (counts: readonly Linked[]) => sql<Linked>`(
  select * from jsonb_to_recordset(${jsonb(counts)})
    as row (category_id uuid, creators bigint, primary_creators bigint))`

const creatorsOf = (id: string) => sql<Linked>`(
  select category_id, count(*) as creators, count(*) filter (where is_primary) as primary_creators
  from blog_categories where category_id = ${id} group by category_id)`

/** Finds a category's id and name alone; see getCategory. */
export async function findCategory(
  db: Db,
  category: string,
): Promise<{ id: string; name: string }> {
  const row = await db
    .selectFrom('categories as category')
    .select(['category.id', 'category.name'])
    .where(called(category))
    .executeTakeFirst()
  if (!row) throw noSuchCategory(category)
  return row
}

const noSuchCategory = (category: string) => new NoSuchRecordError(`no category ${category}`)

const GUESSED_TOPICS = 100

/**
 * Topics that were put into a category although they are no word of it, the most frequent first; at
 * most 100.
 */
export async function guessedTopics(db: Db, categoryId: string) {
  return await db
    .selectFrom('blog_topics')
    .select(['topic', sql<'similarity' | 'words'>`matched_by`.as('matched_by'), 'similarity'])
    .select(sql<number>`count(*)`.as('creators'))
    .where('category_id', '=', categoryId)
    .where('matched_by', 'in', ['similarity', 'words'])
    .groupBy(['topic', 'matched_by', 'similarity'])
    .orderBy('creators', 'desc')
    .orderBy('topic')
    .limit(GUESSED_TOPICS)
    .execute()
}

/**
 * Makes a category; its name and synonyms are plain. Throws ConflictError when a word of it is
 * another's.
 */
export async function addCategory(
  db: Db,
  { name, synonyms }: { name: string; synonyms: readonly string[] },
): Promise<CategoryRow> {
  return await changeTaxonomy(db, async (tx) => {
    const added = await tx
      .insertInto('categories')
      .values({ name })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) throw taken('name', name, undefined)
    await giveName(tx, { id: added.id, name })
    await giveSynonyms(tx, added.id, synonyms)
    await rematchTopics(tx, { terms: await heededTerms(tx, added.id) })
    return await getCategory(tx, added.id)
  })
}

/**
 * Renames a category, which retains its old name as a synonym, or gives it other synonyms; missing
 * fields do not change. Throws NoSuchRecordError, and ConflictError when a word is another's.
 */
export async function changeCategory(
  db: Db,
  category: string,
  change: { name?: string | undefined; synonyms?: readonly string[] | undefined },
  check = unchecked,
): Promise<CategoryRow> {
  return await changeTaxonomy(db, async (tx) => {
    await check(tx)
    const { id, name: before } = await findCategory(tx, category)
    const name = change.name ?? before
    if (name !== before) {
      await giveName(tx, { id, name })
      await tx.updateTable('categories').set({ name }).where('id', '=', id).execute()
    }
    if (change.synonyms !== undefined) {
      await removeSynonyms(tx, id, name)
      await giveSynonyms(tx, id, change.synonyms)
    }
    await rematchTopics(tx, { categoryIds: [id], terms: await heededTerms(tx, id) })
    return await getCategory(tx, id)
  })
}

/**
 * Makes one category of two: creators and words of the first become those of `into`. Throws
 * NoSuchRecordError, ConflictError.
 */
export async function mergeCategory(db: Db, category: string, into: string): Promise<CategoryRow> {
  return await changeTaxonomy(db, async (tx) => {
    const from = await findCategory(tx, category)
    const target = await findCategory(tx, into)
    if (from.id === target.id) {
      const reason = 'a category cannot be merged into itself'
      throw new ConflictError(reason, [{ field: 'into', reason, code: 'the_same' }])
    }
    await moveSynonyms(tx, from.id, target.id)
    await remove(tx, from.id, await replaceManual(tx, from.id, target.id))
    return await getCategory(tx, target.id)
  })
}

/**
 * Removes a category; its topics are matched to the others, or are unknown from now on. Throws
 * NoSuchRecordError.
 */
export async function removeCategory(db: Db, category: string): Promise<void> {
  await changeTaxonomy(db, async (tx) => {
    const { id } = await findCategory(tx, category)
    await removeSynonyms(tx, id)
    await remove(tx, id, await removeManual(tx, id))
  })
}

/**
 * Removes a category that has no words any more; `ids` are those of blogs that a person had put
 * into it.
 */
async function remove(tx: Tx, id: string, ids: readonly string[]): Promise<void> {
  await rematchTopics(tx, { categoryIds: [id] })
  await linkToCategories(tx, ids)
  await unlinkCategory(tx, id)
  await tx.deleteFrom('categories').where('id', '=', id).execute()
}
