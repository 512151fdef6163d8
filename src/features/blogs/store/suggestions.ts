import { sql } from 'kysely'
import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/log/log.ts'
import type { Db } from '../../../db/handles.ts'

type Frequent = Record<'locations' | 'hashtags' | 'business_categories', string[]> & {
  categories: { name: string; creators: number }[]
  cities: { id: number; name: string; creators: number }[]
}

/** Reads the values that filters can take. */
export type Suggest = () => Promise<Frequent & { lists: string[] }>

/** Rows that suggestions are made of: the newest represent all, and cost the same at any size. */
const SAMPLE = 5_000
const MAX_SUGGESTED = 100
const MAX_NAMES = 200

/**
 * The most frequent values among the posts and creators that were stored last, most frequent first;
 * and the categories that have creators, by name. All links are counted for these: a sample would
 * leave rare ones out.
 */
async function frequentValues(db: Db): Promise<Frequent> {
  const { rows } = await sql<Frequent>`
    with posts as materialized (
      select location_name, hashtags from shared.blog_posts order by id desc limit ${sql.lit(SAMPLE)}
    ), named (kind, value) as (
      select 'location', location_name from posts where location_name <> ''
      union all
      select 'hashtag', unnest(hashtags) from posts
      union all
      select 'business', business_category from (
        select business_category from shared.blogs order by id desc limit ${sql.lit(SAMPLE)}
      ) newest where business_category <> ''
    ), ranked as (
      select kind, value, count(*) as times, row_number() over (partition by kind order by count(*) desc,
        value) as place
      from named group by kind, value
    ), kept as (select * from ranked where place <= ${sql.lit(MAX_SUGGESTED)}),
    linked as (
      select category_id, count(*) as creators from shared.blog_categories group by category_id
    ), city as (
      select city_id as id, min(city) as name, count(*) as creators from (
        select city_id, city from shared.blogs order by id desc limit ${sql.lit(SAMPLE)}
      ) newest where city_id is not null
      group by city_id order by creators desc, name limit ${sql.lit(MAX_SUGGESTED)}
    ), category as (
      select name, creators from shared.categories join linked on linked.category_id = categories.id
      order by name limit ${sql.lit(MAX_NAMES)}
    )
    select
      coalesce(array_agg(value order by place) filter (where kind = 'location'), '{}') as locations,
      coalesce(array_agg(value order by place) filter (where kind = 'hashtag'), '{}') as hashtags,
      coalesce(array_agg(value order by place) filter (where kind = 'business'), '{}') as business_categories,
      (select coalesce(json_agg(category order by name), '[]') from category) as categories,
      (select coalesce(json_agg(city order by creators desc, name), '[]') from city) as cities
    from kept`.execute(db)
  return (
    rows[0] ?? { locations: [], hashtags: [], business_categories: [], categories: [], cities: [] }
  )
}

/**
 * Returns the current names alone: a person that makes a list searches for it, and members are not
 * counted.
 */
async function currentLists(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from shared.lists order by lower(name) limit ${sql.lit(MAX_NAMES)}`.execute(db)
  return rows.map(({ name }) => name)
}

/** Age after which frequent values are read again, behind the answer with the old ones. */
const FRESH_MS = 60_000
/**
 * The age after which old values are not returned any more: those of an erased creator are gone by
 * then.
 */
const OLDEST_MS = 10 * 60_000

/**
 * Values that filters can take. The frequent ones are kept in memory: every page of creators asks
 * for them, and reading them takes longer than the rest of the page. Ages are in world time.
 */
export function createSuggestions({
  db,
  clock,
  log,
}: {
  db: Db
  clock: Clock
  log: Logger
}): Suggest {
  let cached: { at: number; values: Frequent } | undefined
  let reading: Promise<Frequent> | undefined
  const read = async (): Promise<Frequent> => {
    try {
      const at = clock.now().getTime()
      const values = await frequentValues(db)
      cached = { at, values }
      return values
    } finally {
      reading = undefined
    }
  }
  const frequent = async (): Promise<Frequent> => {
    const age = cached === undefined ? Infinity : clock.now().getTime() - cached.at
    if (cached && age < FRESH_MS) return cached.values
    reading ??= read()
    if (!cached || age >= OLDEST_MS) return await reading
    reading.catch((err: unknown) => log.warn({ err }, 'values of filters could not be read again'))
    return cached.values
  }
  return async () => {
    const [values, lists] = await Promise.all([frequent(), currentLists(db)])
    return { ...values, lists }
  }
}
