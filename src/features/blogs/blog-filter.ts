import { sql, type RawBuilder, type SqlBool } from 'kysely'
import {
  BLOG_MEASURES,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  type BLOG_SOURCES,
  type BLOG_STATUSES,
  type BlogMeasureColumn,
  type BlogTimeColumn,
  type BlogWord,
  type ER_TRENDS,
  type FOLLOWER_TIERS,
} from '../../blog-fields.ts'

/** What the words of BLOG_WORDS are, once they are read. */
export type BlogWordValues = {
  q: string
  username: string
  name: string
  status: (typeof BLOG_STATUSES)[number][]
  source: (typeof BLOG_SOURCES)[number][]
  tier: (typeof FOLLOWER_TIERS)[number][]
  trend: (typeof ER_TRENDS)[number][]
  category: string
  business_category: string
  language: string[]
  caption_language: string[]
  verified: boolean
  business: boolean
  has_risk_flags: boolean
  risk_flag: string[]
  mentions: string
  hashtag: string
  location: string
  list: string
}

type Measure = (typeof BLOG_MEASURES)[BlogMeasureColumn]['parameter']
type Time = (typeof BLOG_TIMES)[BlogTimeColumn]['parameter']

/** What a list of creators is narrowed to; all of it has to hold. Days are days of world time. */
export type BlogFilter = {
  [Name in `min_${Measure}` | `max_${Measure}` | Time]?: number | undefined
} & {
  [Word in BlogWord]?: BlogWordValues[Word] | undefined
}

/** One condition on `blogs as blog` for everything that the filter asks for. */
export function allOf(filter: BlogFilter): RawBuilder<SqlBool> {
  const conditions = [...measureConditions(filter), ...timeConditions(filter)]
  for (const word of BLOG_WORD_NAMES)
    conditions.push(...wordCondition(WORD_CONDITIONS, filter, word))
  return conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` and `)}`
}

function measureConditions(filter: BlogFilter): RawBuilder<unknown>[] {
  return Object.entries(BLOG_MEASURES).flatMap(([column, { parameter }]) => {
    const [min, max] = [filter[`min_${parameter}`], filter[`max_${parameter}`]]
    const value = sql.ref(`blog.${column}`)
    return [
      ...(min === undefined ? [] : [sql`${value} >= ${min}`]),
      ...(max === undefined ? [] : [sql`${value} <= ${max}`]),
    ]
  })
}

function timeConditions(filter: BlogFilter): RawBuilder<unknown>[] {
  return Object.entries(BLOG_TIMES).flatMap(([column, { parameter }]) => {
    const days = filter[parameter]
    if (days === undefined) return []
    return [sql`${sql.ref(`blog.${column}`)} >= (select world_now()) - ${days} * interval '1 day'`]
  })
}

type WordConditions = { [Word in BlogWord]: (value: BlogWordValues[Word]) => RawBuilder<unknown> }

function wordCondition<Word extends BlogWord>(
  conditions: WordConditions,
  filter: { [Each in Word]?: BlogWordValues[Each] | undefined },
  word: Word,
): RawBuilder<unknown>[] {
  const value: BlogWordValues[Word] | undefined = filter[word]
  return value === undefined ? [] : [conditions[word](value)]
}

const oneOf =
  (column: string) =>
  (values: readonly string[]): RawBuilder<unknown> => {
    const [only] = values
    const reference = sql.ref(`blog.${column}`)
    // The planner knows more of one value than of an array with one.
    return values.length === 1 ? sql`${reference} = ${only}` : sql`${reference} = any(${values})`
  }

const isSet =
  (column: string) =>
  (value: boolean): RawBuilder<unknown> =>
    sql`${sql.ref(`blog.${column}`)} = ${value}`

/** A text as the pattern of LIKE that stands for nothing but itself. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

const WORD_CONDITIONS: WordConditions = {
  q: (text) => sql`blog.search @@ derived.creator_query(${text})`,
  username: (part) => sql`blog.username like ${`%${literal(part)}%`}`,
  name: (part) => sql`lower(blog.full_name) like lower(${`%${literal(part)}%`})`,
  status: oneOf('scrape_status'),
  source: oneOf('source'),
  tier: oneOf('follower_tier'),
  trend: oneOf('er_trend'),
  category: (name) => sql`exists (
    select from blog_categories bc join categories c on c.id = bc.category_id
    where bc.blog_id = blog.id and lower(c.name) = lower(${name})
  )`,
  business_category: (name) => sql`lower(blog.business_category) = lower(${name})`,
  language: (codes) =>
    codes.length === 1
      ? sql`blog.ai_insights -> 'content' -> 'content_language' ? ${codes[0]}`
      : sql`blog.ai_insights -> 'content' -> 'content_language' ?| ${codes}`,
  caption_language: (codes) => sql`blog.languages && ${codes}::text[]`,
  verified: isSet('is_verified'),
  business: isSet('is_business'),
  has_risk_flags: (value) => sql`(blog.risk_flags <> '{}') = ${value}`,
  risk_flag: (flags) => sql`blog.risk_flags && ${flags}::text[]`,
  mentions: (username) => sql`blog.id in (
    select blog_id from blog_posts where mentions @> array[${username}]
    union all select blog_id from blog_posts where sponsors @> array[${username}]
    union all select blog_id from blog_highlights where story_mentions @> array[${username}]
  )`,
  hashtag: (hashtag) => sql`exists (
    select from blog_posts post where post.blog_id = blog.id and post.hashtags @> array[${hashtag}]
  )`,
  location: (place) =>
    /^\d+$/.test(place)
      ? sql`exists (
          select from blog_posts post where post.blog_id = blog.id and post.location_id = ${place}
        )`
      : sql`exists (
          select from blog_posts post
          where post.blog_id = blog.id and lower(post.location_name) like lower(${`${literal(place)}%`})
        )`,
  list: (list) => sql`exists (
    select from list_members member where member.blog_id = blog.id and member.list_id = ${listId(list)}
  )`,
}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const listId = (list: string): RawBuilder<unknown> =>
  UUID.test(list)
    ? sql`${list}::uuid`
    : sql`(select id from lists where lower(name) = lower(${list}))`
