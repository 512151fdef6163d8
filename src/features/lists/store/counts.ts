import { sql, type RawBuilder } from 'kysely'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Db } from '../../../db/handles.ts'
import type { ListCounts } from '../list-view.ts'

/** Counts a list's creators and their costs in one walk over its members. */
export async function countMembers(db: Db, listId: string): Promise<ListCounts> {
  const countsBy = (value: RawBuilder<unknown>) => sql`(
    select coalesce(jsonb_object_agg(value, creators), '{}')
    from (select ${value} as value, count(*) as creators from members group by 1) counts
  )`
  const byStatus = MEMBER_STATUSES.map(
    (status) => sql`${sql.lit(status)}, count(*) filter (where status = ${sql.lit(status)})`,
  )
  const { rows } = await sql<ListCounts>`
    with members as materialized (
      select member.status, member.price, member.currency, blog.scrape_status, blog.follower_tier,
        blog.follower_count, blog.er, blog.ai_analyzed_at
      from list_members member join shared.blogs blog on blog.id = member.blog_id
      where member.list_id = ${listId}::uuid
    ), wanted as (
      select * from members where status <> 'rejected'
    ), money as (
      select currency, count(*) as members, sum(price)::text as total,
        coalesce(sum(price) filter (where status in ('agreed', 'published')), 0 * sum(price))::text as agreed
      from wanted where price is not null group by currency
    ), status_money as (
      select status, currency, count(*) as members, sum(price)::text as total
      from members where price is not null group by status, currency
    )
    select ${countsBy(sql`scrape_status`)} as by_status,
      ${countsBy(sql`coalesce(follower_tier, 'unknown')`)} as by_tier,
      count(er)::int as with_metrics, count(ai_analyzed_at)::int as with_insights,
      jsonb_build_object(${sql.join(byStatus)}) as by_member_status,
      (select coalesce(jsonb_agg(status_money order by status, currency), '[]') from status_money) as money_by_status,
      (select jsonb_build_object(
        'followers', coalesce(sum(follower_count), 0), 'followers_of', count(follower_count),
        'median_er', percentile_cont(0.5) within group (order by er), 'median_er_of', count(er),
        'money', (select coalesce(jsonb_agg(money order by currency), '[]') from money)
      ) from wanted) as totals
    from members`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate gives one row')
  return counts
}
