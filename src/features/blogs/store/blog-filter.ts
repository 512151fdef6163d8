import { sql, type RawBuilder, type SqlBool } from 'kysely'
import {
  BLOG_MEASURES,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  TIER_BOUNDS,
  type BlogWord,
  type FollowerTier,
} from '../../../creators/fields.ts'
import { cityIdsIn } from '../../../places/cities.ts'
import { literalLike } from '../../../base/text.ts'
import { isRead } from './document-cost.ts'
import { type ResolvedFilter, type ResolvedValues } from './resolve-filter.ts'
import { isAbout, isIn } from './subjects.ts'

/** One condition on `blogs as blog` for everything that the filter asks for. */
export function allOf(filter: ResolvedFilter): RawBuilder<SqlBool> {
  const tested = testOf(filter)
  return tested === undefined ? indexedOf(filter) : sql`${indexedOf(filter)} and ${tested}`
}

/** The conditions that an index answers, or whose frequency the planner knows. */
export function indexedOf(filter: ResolvedFilter): RawBuilder<SqlBool> {
  const conditions = [...measureConditions(filter), ...timeConditions(filter)]
  for (const word of BLOG_WORD_NAMES)
    conditions.push(...wordCondition(WORD_CONDITIONS, filter, word))
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

/**
 * Returns the conditions that no index answers and that nearly no creator may meet: a list of
 * creators tests a limited number of creators on the way to a page. Written so that the planner
 * tries no index. Undefined for none.
 */
export function testOf({ q, username, name }: ResolvedFilter): RawBuilder<SqlBool> | undefined {
  const conditions = [
    ...(q?.tested ? [sql`(blog.search @@ derived.creator_query(${q.text})) is true`] : []),
    ...(isShort(username)
      ? [sql`(blog.username like ${`%${literalLike(username)}%`}) is true`]
      : []),
    ...(isShort(name)
      ? [sql`(lower(blog.full_name) like lower(${`%${literalLike(name)}%`})) is true`]
      : []),
  ]
  return conditions.length === 0 ? undefined : sql`${sql.join(conditions, sql` and `)}`
}

/**
 * Creators that are tested at once: a document that is read takes some hundredths of a millisecond,
 * a name a hundredth.
 */
export const maxTested = ({ q }: ResolvedFilter): number => (q?.tested ? 3_000 : 10_000)

/** An index of trigrams says nothing of shorter parts. */
const isShort = (part: string | undefined): part is string => part !== undefined && part.length < 3

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

/**
 * Returns the model's value, written as in the index of the answer, whose statistics the planner
 * has.
 */
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

const WORD_CONDITIONS: WordConditions = {
  // Separate from the rest, so that the words of creators are not read along a sort until fifty
  // have been found who use a rare one.
  q: ({ text, isRare, tested }) => {
    if (tested) return tested.words === undefined ? sql`true` : usersOfAll(tested.words)
    const question = sql`derived.creator_query(${text})`
    return isRare ? amongSaying(question) : sql`blog.search @@ ${question}`
  },
  username: (part) =>
    isShort(part) ? sql`true` : sql`blog.username like ${`%${literalLike(part)}%`}`,
  name: (part) =>
    isShort(part) ? sql`true` : sql`lower(blog.full_name) like lower(${`%${literalLike(part)}%`})`,
  status: oneOf('scrape_status'),
  source: oneOf('source'),
  tier: (tiers) => sql`(${sql.join(tiers.map(withinTier), sql` or `)})`,
  engagement_trend: oneOf('engagement_trend'),
  category: (id) => isIn(id),
  about: isAbout,
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
  risk_flag: ({ text: flags, isRare }) =>
    isRare
      ? sql`blog.id in (select id from shared.blogs where risk_flags && ${flags}::text[] offset 0)`
      : sql`blog.risk_flags && ${flags}::text[]`,
  mentions: ({ text, isRare }) => (isRare ? amongMentioners(text) : doesMention(text)),
  hashtag: ({ text: hashtag, isRare }) =>
    isRare
      ? sql`blog.id in (select blog_id from shared.blog_posts where hashtags @> array[${hashtag}] offset 0)`
      : sql`exists (
          select from shared.blog_posts post where post.blog_id = blog.id
            and post.hashtags @> array[${hashtag}] offset 0
        )`,
  location: (place) =>
    /^\d+$/.test(place)
      ? sql`exists (
          select from shared.blog_posts post where post.blog_id = blog.id and post.location_id = ${place}
        )`
      : sql`exists (
          select from shared.blog_posts post
          where post.blog_id = blog.id and lower(post.location_name) like lower(${`${literalLike(place)}%`})
        )`,
  city: (ids) => isInOneOf('blog', ids),
  country: (codes) => sql`blog.city_id = any(${codes.flatMap(cityIdsIn)}::integer[])`,
  audience_gender: audience('estimated_audience_gender'),
  audience_age: audience('estimated_audience_age'),
  audience_region: audience('estimated_audience_geo'),
  has_children: (value) => sql`${insight('life_situation', 'has_children')} = ${String(value)}`,
  list: (id) => sql`exists (
    select from shared.list_members member where member.blog_id = blog.id and member.list_id = ${id}::uuid
  )`,
}

/**
 * Returns the condition for the creators that a filter with subjects finds by their categories
 * alone; undefined without subjects of which each creator on the way is looked up.
 */
export const inSubjects = ({ about, ...rest }: ResolvedFilter): RawBuilder<SqlBool> | undefined =>
  about === undefined || about.isRare
    ? undefined
    : sql`${sql.join(about.categories.map(isIn), sql` and `)} and ${allOf(rest)}`

/** Returns the condition for creators who say it, collected first. */
const amongSaying = (question: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`blog.id in (select id from ${creatorsSaying(question)} saying)`

/**
 * Returns the rows of the creators who say it, in parentheses; `offset` keeps the planner from
 * reading the words of all creators along a sort. Those of cities alone where these are asked for:
 * the indexes of words and of cities together find them, and no others are read. A least number
 * of followers narrows them likewise.
 */
const creatorsSaying = (
  question: RawBuilder<unknown>,
  { cities, least }: { cities?: readonly number[] | undefined; least?: number | undefined } = {},
): RawBuilder<unknown> => sql`(
  select said.* from shared.blogs said
  where said.search @@ ${question} and ${isRead('said')}
    ${cities === undefined ? sql`` : sql`and ${isInOneOf('said', cities)}`}
    ${least === undefined ? sql`` : sql`and said.follower_count >= ${least}`} offset 0
)`

const isInOneOf = (blog: string, cities: readonly number[]): RawBuilder<unknown> =>
  cities.length === 1
    ? sql`${sql.ref(`${blog}.city_id`)} = ${cities[0]}`
    : sql`${sql.ref(`${blog}.city_id`)} = any(${cities}::integer[])`

/**
 * Returns the creators who use the rare words of a filter, in parentheses, with the condition for
 * its rest on them as `blog`: their rows are read once, where a condition on their ids reads each
 * twice. Those with so many followers alone where `least` is given. Undefined without rare words.
 */
export function amongRare(
  { q, city, ...rest }: ResolvedFilter,
  least?: number,
): { rows: RawBuilder<unknown>; condition: RawBuilder<SqlBool> } | undefined {
  if (!q?.isRare) return undefined
  const question = sql`derived.creator_query(${q.text})`
  const rows = creatorsSaying(question, { cities: city, least })
  return { rows, condition: allOf(rest) }
}

/** Whether a filter has words that more creators use than are fetched by their ids. */
export const isOfCommonWords = ({ q }: ResolvedFilter): boolean => q !== undefined && !q.isRare

/**
 * Returns rows, as a table or in parentheses, and the condition on them as `blog`, for a statement
 * without an order: by the index of words, because the planner does not know what it takes to
 * unpack the documents of all creators on the way to enough of them.
 */
export function inAnyOrder(filter: ResolvedFilter): {
  rows: RawBuilder<unknown>
  condition: RawBuilder<SqlBool>
} {
  const rare = amongRare(filter)
  if (rare !== undefined) return rare
  const condition = isOfCommonWords(filter)
    ? sql<SqlBool>`${allOf(filter)} and ${isRead('blog')}`
    : allOf(filter)
  return { rows: sql`shared.blogs`, condition }
}

/**
 * Returns the creators as an array, whose elements are looked up: joined, each creator along the
 * sort would be compared with all of them.
 */
const usersOfAll = (words: string): RawBuilder<unknown> => sql`blog.id = any(array(
  select said.id from shared.blogs said where said.search @@ ${words}::tsquery
))`

/** Returns all creators who mention an account, for one that few mention. */
const amongMentioners = (username: string): RawBuilder<unknown> => sql`blog.id in (
  select blog_id from shared.blog_posts where mentions @> array[${username}]
  union all
  select blog_id from shared.blog_posts where sponsors <> '{}' and sponsors @> array[${username}]
  union all
  select blog_id from shared.blog_highlights where story_mentions <> '{}' and story_mentions @> array[${username}]
)`

/**
 * Looks up for each creator on the way whether it mentions an account, for one that many mention;
 * `offset` keeps the planner from collecting all first.
 */
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
