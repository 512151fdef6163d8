import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { GroupMark } from '../../groups/group-marks.ts'
import type { Span } from './calendar.ts'

/** Posts that distances are taken from, the newest: a team that publishes more has no gaps. */
const MAX_POSTS = 10_000
/** How far back distances count: before, groups may have had another rhythm. */
const LOOKED_BACK = '8 weeks'
/** So many distances make a rhythm. */
const MIN_DISTANCES = 3
/** A gap that ends this long after the span is as long as one that has no end. */
const LOOKED_AHEAD = '4 weeks'

export type Gap = {
  group: GroupMark & { id: string; name: string }
  /** Its first and last day without a post. */
  from: string
  until: string
  /** How many days usually are between two days with posts of the group. */
  usual_days: number
}

/**
 * The posts whose days count. Each branch is in the order of its index, and limited: otherwise all
 * posts are read while statistics are old, or know nothing of the times.
 */
const DATED = sql`
      (select id, begun_at as at from (
          -- Most posts are completed, which the planner cannot know without statistics: by time first.
          select id, begun_at, status from posts
          where begun_at >= (select since from at) order by begun_at desc
          limit ${2 * MAX_POSTS}
        ) begun
        where status in ('posting', 'completed', 'partly_failed') limit ${MAX_POSTS})
      union all
      (select id, scheduled_at from posts
        where begun_at is null and scheduled_at >= (select now from at) and scheduled_at < (select until from at)
          and status <> 'cancelled'
        order by scheduled_at limit ${MAX_POSTS})
      union all
      (select id, wished_at from posts
        where begun_at is null and scheduled_at is null and wished_at >= (select now from at)
          and wished_at < (select until from at) and status <> 'cancelled'
        order by wished_at limit ${MAX_POSTS})`

/**
 * The gaps of groups that touch a span, as days of a time zone: from today on there is nothing for
 * longer than twice the distance that is usual between their posts. The last post that is planned
 * begins no gap, unless the next one is overdue today.
 */
export async function findGaps(
  db: Db,
  { from, until }: Span,
  { zone, groups }: { zone: string; groups: readonly string[] | null },
): Promise<Gap[]> {
  const { rows } = await sql<Gap>`
    with at as materialized (
      select world_now() as now, (world_now() at time zone ${zone})::date as today,
        world_now() - ${LOOKED_BACK}::interval as since,
        greatest(${until}::timestamptz, world_now()) + ${LOOKED_AHEAD}::interval as until
    ),
    dated as (${DATED}),
    targets as materialized (
      select distinct t.group_id, t.publishing_account_id, (dated.at at time zone ${zone})::date as day
      from dated
      -- By index, however few posts statistics expect: the table has those of all years.
      cross join lateral (
        select o.group_id, o.publishing_account_id from post_targets o where o.post_id = dated.id offset 0
      ) t
    ),
    -- Read once, not once for each post.
    members as materialized (select group_id, publishing_account_id from group_members),
    days as materialized (
      select distinct coalesce(t.group_id, m.group_id) as group_id, t.day
      from targets t
      left join members m on m.publishing_account_id = t.publishing_account_id
      where coalesce(t.group_id, m.group_id) is not null
        and (${groups}::uuid[] is null or coalesce(t.group_id, m.group_id) = any (${groups}::uuid[]))
    ),
    steps as (
      select group_id, day, lead(day) over w as next, day - lag(day) over w as distance
      from days window w as (partition by group_id order by day)
    ),
    rhythm as (
      select steps.group_id, percentile_cont(0.5) within group (order by steps.distance) as usual
      from steps, at where steps.day <= at.today and steps.distance is not null
      group by 1 having count(*) >= ${MIN_DISTANCES}
    ),
    gaps as (
      select steps.group_id, rhythm.usual, greatest(steps.day + 1, at.today) as begins,
        coalesce(steps.next - 1, at.today) as ends
      from steps join rhythm using (group_id) cross join at
      where coalesce(steps.next, at.today + 1) - steps.day > 2 * rhythm.usual
        and coalesce(steps.next - 1, at.today) >= at.today
    )
    select jsonb_build_object('id', g.id, 'name', g.name, 'colour', g.colour, 'shape', g.shape) as "group",
      gaps.begins::text as "from", gaps.ends::text as until, gaps.usual as usual_days
    from gaps join groups g on g.id = gaps.group_id
    where gaps.begins < (${until}::timestamptz at time zone ${zone})::date
      and gaps.ends >= (${from}::timestamptz at time zone ${zone})::date
    order by gaps.begins, lower(g.name)`.execute(db)
  return rows
}
