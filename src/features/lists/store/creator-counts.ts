import { sql, type RawBuilder } from 'kysely'
import type { Background } from '../../../base/background.ts'
import type { Db } from '../../../db/handles.ts'
import type { ListCounts } from '../list-view.ts'
import { rememberedCounts, type Counted } from './count-memory.ts'

type OfCreators = Pick<
  ListCounts,
  'by_status' | 'by_tier' | 'with_metrics' | 'with_insights' | 'counted_at'
> & {
  totals: Omit<ListCounts['totals'], 'money'>
}

/** Reading what gramd knows of more creators than this takes longer than a page should. */
export const MANY_CREATORS = 1_000

const recall = rememberedCounts<OfCreators>('the creators of a list could not be counted')

/**
 * Counts what gramd knows of a list's creators: followers, ER, tiers, and how far they are read. Of
 * a large list the last counts are remembered, as `rememberedCounts` says.
 */
export async function countCreators(
  { db, background }: { db: Db; background: Background },
  list: Counted,
  { many = MANY_CREATORS, now = performance.now() } = {},
): Promise<OfCreators> {
  if (list.members <= many) return { ...(await countAll(db, list.id)), counted_at: null }
  return await recall({ db, background }, list, async () => await countAll(db, list.id), now)
}

async function countAll(db: Db, listId: string): Promise<OfCreators> {
  const countsBy = (value: RawBuilder<unknown>) => sql`(
    select coalesce(jsonb_object_agg(value, creators), '{}')
    from (select ${value} as value, count(*) as creators from members group by 1) counts
  )`
  const { rows } = await sql<OfCreators>`
    with members as materialized (
      select member.status, blog.scrape_status, blog.follower_tier, blog.follower_count, blog.er, blog.ai_analyzed_at
      from list_members member join shared.blogs blog on blog.id = member.blog_id
      where member.list_id = ${listId}::uuid
    )
    select ${countsBy(sql`scrape_status`)} as by_status,
      ${countsBy(sql`coalesce(follower_tier, 'unknown')`)} as by_tier,
      count(er)::int as with_metrics, count(ai_analyzed_at)::int as with_insights, world_now() as counted_at,
      (select jsonb_build_object(
        'followers', coalesce(sum(follower_count), 0), 'followers_of', count(follower_count),
        'median_er', percentile_cont(0.5) within group (order by er), 'median_er_of', count(er)
      ) from members where status <> 'rejected') as totals
    from members`.execute(db)
  const [counts] = rows
  if (!counts) throw new Error('an aggregate gives one row')
  return counts
}
