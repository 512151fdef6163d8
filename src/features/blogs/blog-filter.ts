import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { z } from 'zod'
import {
  BLOG_MEASURES,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  TIER_BOUNDS,
  type BlogWord,
  type FollowerTier,
} from '../../creators/fields.ts'
import type { Db } from '../../db/database.ts'
import { invalidField } from '../../base/errors.ts'
import { isUuid } from '../../base/text.ts'
import { lookUpCategories } from '../categories/index.ts'
import type { BlogFilter, BlogWordValues } from './blog-search.ts'

/** What is asked for, and whether it is rare, as far as the planner knows. */
type Question = { text: string; isRare: boolean }

/** What the planner has to know of the words that name something: how rare it is, or its id. */
type Resolved = { q: Question; mentions: Question; category: string; list: string }
type ResolvedValues = Omit<BlogWordValues, keyof Resolved> & Resolved
export type ResolvedFilter = Omit<BlogFilter, keyof Resolved> & {
  [Word in keyof Resolved]?: Resolved[Word] | undefined
}

/** Looks up what a filter names. Throws an InvalidInputError for a category or list that there is none of. */
export async function resolveFilter(db: Db, filter: BlogFilter): Promise<ResolvedFilter> {
  const { q, mentions, category, list, ...rest } = filter
  return {
    ...rest,
    q: q === undefined ? q : { text: q, isRare: await isRare(db, saying(q)) },
    mentions:
      mentions === undefined
        ? mentions
        : { text: mentions, isRare: await isRare(db, mentioning(mentions)) },
    category: category === undefined ? category : await categoryCalled(db, category),
    list: list === undefined ? list : await listNamed(db, list),
  }
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
  throw invalidField('list', `there is no list '${list}'; see /api/lists`)
}

/** So many are fetched by their ids and sorted in a few hundredths of a second; more are met soon along any sort. */
const RARE = 20_000

const Explained = z.tuple([z.object({ Plan: z.object({ 'Plan Rows': z.number() }) })])

const saying = (text: string): RawBuilder<unknown> =>
  sql`select from shared.blogs where search @@ derived.creator_query(${text})`

const mentioning = (username: string): RawBuilder<unknown> =>
  sql`select from shared.blog_posts where mentions @> array[${username}]`

async function isRare(db: Db, query: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql<{ 'QUERY PLAN': unknown }>`explain (format json) ${query}`.execute(db)
  const [{ Plan }] = Explained.parse(rows[0]?.['QUERY PLAN'])
  return Plan['Plan Rows'] <= RARE
}

/** The category that a name or a synonym means. Throws an InvalidInputError with the nearest where there is none. */
async function categoryCalled(db: Db, word: string): Promise<string> {
  const found = (await lookUpCategories(db, [word])).get(word)
  if (found && 'id' in found) return found.id
  const near = found?.nearest ?? []
  const hint = near.length === 0 ? 'see' : `the nearest: ${near.join(', ')}; all:`
  throw invalidField('category', `there is no category '${word}'; ${hint} /api/categories`)
}

/** One condition on `blogs as blog` for everything that the filter asks for. */
export function allOf(filter: ResolvedFilter): RawBuilder<SqlBool> {
  const conditions = [...measureConditions(filter), ...timeConditions(filter)]
  for (const word of BLOG_WORD_NAMES)
    conditions.push(...wordCondition(WORD_CONDITIONS, filter, word))
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

function measureConditions(filter: ResolvedFilter): RawBuilder<unknown>[] {
  return Object.entries(BLOG_MEASURES).flatMap(([column, { parameter }]) => {
    const [min, max] = [filter[`min_${parameter}`], filter[`max_${parameter}`]]
    const value = sql.ref(`blog.${column}`)
    return [
      ...(min === undefined ? [] : [sql`${value} >= ${min}`]),
      ...(max === undefined ? [] : [sql`${value} <= ${max}`]),
    ]
  })
}

function timeConditions(filter: ResolvedFilter): RawBuilder<unknown>[] {
  return Object.entries(BLOG_TIMES).flatMap(([column, { parameter }]) => {
    const days = filter[parameter]
    if (days === undefined) return []
    return [sql`${sql.ref(`blog.${column}`)} >= (select world_now()) - ${days} * interval '1 day'`]
  })
}

type WordConditions = { [Word in BlogWord]: (value: ResolvedValues[Word]) => RawBuilder<unknown> }

function wordCondition<Word extends BlogWord>(
  conditions: WordConditions,
  filter: { [Each in Word]?: ResolvedValues[Each] | undefined },
  word: Word,
): RawBuilder<unknown>[] {
  const value: ResolvedValues[Word] | undefined = filter[word]
  return value === undefined ? [] : [conditions[word](value)]
}

const oneOf =
  (column: string) =>
  (values: readonly string[]): RawBuilder<unknown> =>
    isOneOf(sql.ref(`blog.${column}`), values)

/** The planner knows more of one value than of an array with one. */
function isOneOf(value: RawBuilder<unknown>, values: readonly string[]): RawBuilder<unknown> {
  const [only] = values
  return values.length === 1 ? sql`${value} = ${only}` : sql`${value} = any(${values})`
}

/** What the model says, written as in the index of the answer, whose statistics the planner has. */
const insight = (section: string, field: string): RawBuilder<unknown> =>
  sql`(blog.ai_insights -> ${sql.lit(section)} ->> ${sql.lit(field)})`

const audience =
  (field: string) =>
  (values: readonly string[]): RawBuilder<unknown> =>
    isOneOf(insight('audience_inference', field), values)

const isSet =
  (column: string) =>
  (value: boolean): RawBuilder<unknown> =>
    sql`${sql.ref(`blog.${column}`)} = ${value}`

/** A text as the pattern of LIKE that stands for nothing but itself. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const WORD_CONDITIONS: WordConditions = {
  // Apart from the rest, so that nobody's words are read along a sort until fifty have been found who use a rare one.
  q: ({ text, isRare }) =>
    isRare
      ? sql`blog.id in (
          select said.id from shared.blogs said
          where said.search @@ derived.creator_query(${text}) and derived.is_read(said.search) offset 0
        )`
      : sql`blog.search @@ derived.creator_query(${text})`,
  username: (part) => sql`blog.username like ${`%${literal(part)}%`}`,
  name: (part) => sql`lower(blog.full_name) like lower(${`%${literal(part)}%`})`,
  status: oneOf('scrape_status'),
  source: oneOf('source'),
  tier: (tiers) => sql`(${sql.join(tiers.map(withinTier), sql` or `)})`,
  engagement_trend: oneOf('engagement_trend'),
  category: (id) => sql`exists (
    select from shared.blog_categories bc where bc.blog_id = blog.id and bc.category_id = ${id}::uuid
  )`,
  business_category: (name) => sql`lower(blog.business_category) = lower(${name})`,
  language: (codes) =>
    codes.length === 1
      ? sql`blog.ai_insights -> 'content' -> 'content_language' ? ${codes[0]}`
      : sql`blog.ai_insights -> 'content' -> 'content_language' ?| ${codes}`,
  caption_language: (codes) => sql`blog.languages && ${codes}::text[]`,
  verified: isSet('is_verified'),
  business: isSet('is_business'),
  // Of whom nothing was read, nothing can be said.
  has_risk_flags: (value) =>
    value
      ? sql`blog.risk_flags <> '{}'`
      : sql`blog.risk_flags = '{}' and blog.fully_scraped_at is not null`,
  risk_flag: (flags) => sql`blog.risk_flags && ${flags}::text[]`,
  mentions: ({ text, isRare }) => (isRare ? amongMentioners(text) : doesMention(text)),
  hashtag: (hashtag) => sql`exists (
    select from shared.blog_posts post where post.blog_id = blog.id and post.hashtags @> array[${hashtag}]
  )`,
  location: (place) =>
    /^\d+$/.test(place)
      ? sql`exists (
          select from shared.blog_posts post where post.blog_id = blog.id and post.location_id = ${place}
        )`
      : sql`exists (
          select from shared.blog_posts post
          where post.blog_id = blog.id and lower(post.location_name) like lower(${`${literal(place)}%`})
        )`,
  audience_gender: audience('estimated_audience_gender'),
  audience_age: audience('estimated_audience_age'),
  audience_region: audience('estimated_audience_geo'),
  has_children: (value) => sql`${insight('life_situation', 'has_children')} = ${String(value)}`,
  list: (id) => sql`exists (
    select from shared.list_members member where member.blog_id = blog.id and member.list_id = ${id}::uuid
  )`,
}

/** For whom few mention: all who do. */
const amongMentioners = (username: string): RawBuilder<unknown> => sql`blog.id in (
  select blog_id from shared.blog_posts where mentions @> array[${username}]
  union all
  select blog_id from shared.blog_posts where sponsors <> '{}' and sponsors @> array[${username}]
  union all
  select blog_id from shared.blog_highlights where story_mentions <> '{}' and story_mentions @> array[${username}]
)`

/** For whom many mention: looked up for each creator on the way; `offset` keeps the planner from collecting all first. */
const doesMention = (username: string): RawBuilder<unknown> => sql`(
  exists (
    select from shared.blog_posts post where post.blog_id = blog.id
      and (post.mentions @> array[${username}] or post.sponsors @> array[${username}]) offset 0
  ) or exists (
    select from shared.blog_highlights highlight where highlight.blog_id = blog.id
      and highlight.story_mentions @> array[${username}] offset 0
  )
)`

/** By followers, which are sorted by an index and of which the planner knows the distribution. */
function withinTier(tier: FollowerTier): RawBuilder<unknown> {
  const [from, below] = TIER_BOUNDS[tier]
  const least = sql`blog.follower_count >= ${from}`
  return below === null ? least : sql`(${least} and blog.follower_count < ${below})`
}
