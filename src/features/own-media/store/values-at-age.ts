import { sql, type RawBuilder } from 'kysely'

/**
 * Counts that fall by more than this share were recounted by the platform, and say nothing about
 * the time between; few people may take a like back (`value-at-age.ts`).
 */
const [LARGEST_CORRECTION, FEW] = [0.1, 10]

type Wanted = {
  /** Rows with `id`, `published_at`, and `hours`, the age. */
  posts: RawBuilder<unknown>
  /** Meta's names of metrics that only grow, and of others. */
  counts: readonly string[]
  averages?: readonly string[]
}

/**
 * Values of metrics at ages of posts, linearly between the readings around the age: the rows of
 * `posts` with `name` and `value`. There is none when these readings are further apart than the age
 * itself, as in `valueAtAge`; each costs two look-ups along the primary key.
 */
export const valuesAtAge = ({ posts, counts, averages = [] }: Wanted) => sql`
  select p.*, n.name,
    before.value + (coalesce(after.value, before.value) - before.value) * coalesce(
      (p.hours - before.age) / nullif(after.age - before.age, 0), 0) as value
  from (${posts}) p
  cross join unnest(${[...counts, ...averages]}::text[]) as n (name)
  cross join lateral (
    select extract(epoch from s.collected_at - p.published_at)::float8 / 3600 as age,
      (s.metrics ->> n.name)::float8 as value
    from media_insights s
    where s.media_id = p.id and s.collected_at <= p.published_at + p.hours * interval '1 hour'
      and s.metrics ? n.name
    order by s.collected_at desc limit 1
  ) before
  left join lateral (
    select extract(epoch from s.collected_at - p.published_at)::float8 / 3600 as age,
      (s.metrics ->> n.name)::float8 as value
    from media_insights s
    where s.media_id = p.id and s.collected_at > p.published_at + p.hours * interval '1 hour'
      and s.metrics ? n.name
    order by s.collected_at limit 1
  ) after on true
  where before.age = p.hours or (after.age - before.age <= p.hours
    and (n.name <> all (${counts}::text[]) or before.value <= ${FEW}
      or after.value >= before.value * ${1 - LARGEST_CORRECTION}))`
