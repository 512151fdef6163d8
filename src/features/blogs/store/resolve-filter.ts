import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { remembered } from '../../../db/remembered.ts'
import { invalidField } from '../../../base/errors.ts'
import { isUuid } from '../../../base/text.ts'
import { lookUpCategories } from '../../categories/index.ts'
import type { BlogFilter, BlogWordValues } from '../blog-search.ts'
import { CATEGORY_WORDS } from '../question/category-words.ts'
import { kazakhStem } from '../question/kazakh-stem.ts'
import { wordsOf } from '../question/words-of.ts'
import { estimatedRows } from './estimates.ts'

/** The text of a question, and whether it is rare, as far as the planner knows. */
type Question<Text = string> = { text: Text; isRare: boolean }

/**
 * A question in words. `tested`: no index answers it, because it only excludes, or because its
 * phrase is of words that many use: each creator on the way is tested. `words`: the words of such a
 * phrase in any order, where few use them all.
 */
type TextQuestion = Question & { tested?: { words?: string } }

/**
 * Categories that a creator is about together, with the full-text query of the words of all; rare
 * where few creators are in them or use these.
 */
type Subjects = { categories: readonly string[]; words: string; isRare: boolean }

/**
 * The facts that the planner needs about the words that name something: how rare it is, or its id.
 */
type Resolved = {
  q: TextQuestion
  mentions: Question
  hashtag: Question
  risk_flag: Question<readonly string[]>
  category: string
  about: Subjects
  list: string
}
export type ResolvedValues = Omit<BlogWordValues, keyof Resolved> & Resolved
export type ResolvedFilter = Omit<BlogFilter, keyof Resolved> & {
  [Word in keyof Resolved]?: Resolved[Word] | undefined
}

/**
 * Looks up what a filter names. Throws an InvalidInputError for a category or list that there is
 * none of.
 */
export async function resolveFilter(db: Db, filter: BlogFilter): Promise<ResolvedFilter> {
  const { q, mentions, hashtag, risk_flag: flags, category, about, list, ...rest } = filter
  const rarity = async <Text>(
    text: Text | undefined,
    query: (text: Text) => RawBuilder<unknown>,
  ): Promise<Question<Text> | undefined> =>
    text === undefined
      ? undefined
      : { text, isRare: (await estimatedRows(db, query(text))) <= RARE }
  return {
    ...rest,
    q: q === undefined ? q : await textQuestion(db, q),
    mentions: await rarity(mentions, mentioning),
    hashtag: await rarity(hashtag, tagging),
    risk_flag: await rarity(flags, flagged),
    category: category === undefined ? category : await categoryCalled(db, category),
    about: about === undefined ? about : await subjectsOf(db, about),
    list: list === undefined ? list : await listNamed(db, list),
  }
}

/** A phrase is looked for in so many documents at most: each has to be read. */
const READ_FOR_PHRASE = 5_000

/** The full-text query of a text. */
type CreatorQuery = { query: string; excludes: boolean }

const recallQuery = remembered<CreatorQuery>()

const creatorQuery = async (db: Db, text: string): Promise<CreatorQuery> =>
  await recallQuery({ db }, { key: text }, async () => {
    const { rows } = await sql<CreatorQuery>`
      select query::text as query, querytree(query) in ('', 'T') and query <> ''::tsquery as excludes
      from (select derived.creator_query(${text}) as query) asked`.execute(db)
    return rows[0] ?? { query: '', excludes: false }
  })

async function textQuestion(db: Db, text: string): Promise<TextQuestion> {
  const { query, excludes } = await creatorQuery(db, text)
  if (excludes) return { text, isRare: false, tested: {} }
  const isPhrase = /<(?:-|\d+)>/.test(query)
  if (!isPhrase || query.includes('!'))
    return { text, isRare: (await estimatedRows(db, saying(text))) <= (await rareWords(db)) }
  const words = query.replaceAll(/<(?:-|\d+)>/g, '&')
  const users = await estimatedRows(db, usingAll(words))
  if (users <= READ_FOR_PHRASE) return { text, isRare: true }
  return { text, isRare: false, tested: users <= RARE ? { words } : {} }
}

async function listNamed(db: Db, list: string): Promise<string> {
  const row = await db
    .selectFrom('shared.lists')
    .select('id')
    .where(
      isUuid(list) ? sql<boolean>`id = ${list}::uuid` : sql<boolean>`lower(name) = lower(${list})`,
    )
    .executeTakeFirst()
  if (row) return row.id
  throw invalidField('list', `there is no list '${list}'; see /api/lists`, {
    code: 'unknown_reference',
  })
}

/**
 * So many are fetched by their ids and sorted in a few hundredths of a second; more are met soon
 * along any sort.
 */
const RARE = 20_000

/** Among so many creators words are rare up to `RARE`. */
const TUNED_CREATORS = 100_000

/**
 * The most creators who use rare words. Fetching all of them takes time in proportion to their
 * number; unpacking the documents along a sort until enough are found in proportion to the number
 * of all creators, divided by theirs: both take as long at its square root.
 */
const rareWords = async (db: Db): Promise<number> =>
  RARE *
  Math.sqrt(Math.max(1, (await estimatedRows(db, sql`select from shared.blogs`)) / TUNED_CREATORS))

/** The text is that of a list of these words alone, so that one estimate serves both. */
const saying = (text: string): RawBuilder<unknown> =>
  sql`select from shared.blogs blog where blog.search @@ derived.creator_query(${text})`

const usingAll = (words: string): RawBuilder<unknown> =>
  sql`select from shared.blogs where search @@ ${words}::tsquery`

const mentioning = (username: string): RawBuilder<unknown> =>
  sql`select from shared.blog_posts where mentions @> array[${username}]`

const tagging = (hashtag: string): RawBuilder<unknown> =>
  sql`select from shared.blog_posts where hashtags @> array[${hashtag}]`

const flagged = (flags: readonly string[]): RawBuilder<unknown> =>
  sql`select from shared.blogs where risk_flags && ${flags}::text[]`

/**
 * The category that a name or a synonym means. Throws an InvalidInputError with the nearest where
 * there is none.
 */
async function categoryCalled(db: Db, word: string): Promise<string> {
  return (await findCategory(db, 'category', word)).id
}

async function findCategory(db: Db, field: 'category' | 'about', word: string) {
  const found = (await lookUpCategories(db, [word])).get(word)
  if (found && 'id' in found) return found
  const near = found?.nearest ?? []
  const hint = near.length === 0 ? 'see' : `the nearest: ${near.join(', ')}; all:`
  throw invalidField(field, `there is no category '${word}'; ${hint} /api/categories`, {
    code: 'unknown_reference',
  })
}

/** Latin words of two letters are too often others: "it", "ai". */
const IS_SHORT_LATIN = /^[a-z]{1,2}$/

/** Looks up the categories of names or synonyms, with the words that creators use for them. */
async function subjectsOf(db: Db, names: readonly string[]): Promise<Subjects> {
  const categories: string[] = []
  const queries: string[] = []
  for (const each of names) {
    const { id, name } = await findCategory(db, 'about', each)
    const known = await db
      .selectFrom('shared.category_synonyms')
      .select('synonym')
      .where('category_id', '=', id)
      .execute()
    const all = [name, ...known.map(({ synonym }) => synonym), ...wordsFor(name)]
    categories.push(id)
    queries.push(await queryOfAny(db, new Set(all.filter((word) => !IS_SHORT_LATIN.test(word)))))
  }
  // A subject without words matches no creator by its words.
  const words = queries.includes('') ? '' : queries.map((each) => `(${each})`).join(' & ')
  const users = sql`select from shared.blogs where ts_filter(search, '{a,b}') @@ ${words}::tsquery`
  const found =
    (await estimatedRows(db, membersOfAll(categories))) + (await estimatedRows(db, users))
  // Words of several subjects meet less often than the planner supposes, for which words are
  // independent, and so are these.
  return { categories, words, isRare: found <= RARE * categories.length }
}

/** The creators who are in all of these categories, as `blog_id`. */
export function membersOfAll([first, ...others]: readonly string[]): RawBuilder<unknown> {
  const inOthers = others.map(
    (id) => sql`and exists (
      select from shared.blog_categories other where other.blog_id = member.blog_id and other.category_id = ${id}::uuid
    )`,
  )
  return sql`select member.blog_id from shared.blog_categories member
    where member.category_id = ${first}::uuid ${sql.join(inOthers, sql` `)}`
}

const wordsFor = (category: string): string[] => CATEGORY_WORDS[category]?.split(', ') ?? []

/** The Kazakh stems of words that are not their own. */
const kazakhStems = (words: readonly string[]): string[] =>
  words
    .flatMap((word) => wordsOf(word))
    .map(({ text }) => ({ text, stem: kazakhStem(text) }))
    .filter(({ text, stem }) => stem !== text && stem.length >= SHORTEST_LEXEME)
    .map(({ stem }) => stem)

/** Queries by their phrases: to stem these takes longer than a list. */
const knownQueries = new Map<string, string>()
/** Shorter stems are those of names, too: "ан" of ана is that of Анна. */
const SHORTEST_LEXEME = 3
/** Categories are some fifty, and change rarely. */
const MAX_QUERIES = 500

/**
 * Returns the full-text query for any of these phrases, in all forms: single words by the lexemes
 * of all together, which is faster than a query for each.
 */
async function queryOfAny(db: Db, phrases: ReadonlySet<string>): Promise<string> {
  const key = [...phrases].join(', ')
  const known = knownQueries.get(key)
  if (known !== undefined) return known
  const words = [...phrases].filter((phrase) => !phrase.includes(' '))
  const { rows } = await sql<{ query: string }>`
    with phrases as (
      select derived.comparable_text(phrase, 100) as phrase
      from unnest(${[...phrases].filter((phrase) => phrase.includes(' '))}::text[]) phrase
    ), words as (select derived.comparable_text(${words.join(' ')}, 20000) as words)
    select coalesce(string_agg(distinct query, ' | '), '') as query
    from (
      select phraseto_tsquery('pg_catalog.simple', phrase)::text from phrases
      union all
      select phraseto_tsquery('pg_catalog.russian', phrase)::text from phrases
      union all
      -- English stems are too short: that of business is also that of busy.
      select quote_literal(lexeme)
      from words, unnest(to_tsvector('pg_catalog.simple', words)
        || to_tsvector('pg_catalog.russian', words))
      where length(lexeme) >= ${SHORTEST_LEXEME}
      union all
      -- To stem them here takes a second.
      select quote_literal(stem) from unnest(${kazakhStems(words)}::text[]) stem
    ) any_of (query)
    where query <> ''`.execute(db)
  const query = rows[0]?.query ?? ''
  if (knownQueries.size < MAX_QUERIES) knownQueries.set(key, query)
  return query
}
