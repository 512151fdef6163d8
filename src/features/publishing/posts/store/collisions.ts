import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { Services } from '../../../services.ts'
import type { Span } from './calendar.ts'

export type Collision = {
  first: string
  second: string
  /** The accounts that both are for. */
  accounts: string[]
  /** How long after the first the second is planned. */
  apart_ms: number
  /** When the second goes out instead. */
  waits_until: Date
}

/** Posts that began within a day, the newest: earlier ones are too far from those to come. */
const MAX_BEGUN = 10_000
/** How far before the span the first post of a row of waiting ones may be. */
const LOOKED_BACK = '1 day'

/**
 * The posts to come of a span that are planned so soon after another one on an account that they
 * will wait.
 */
export async function findCollisions(
  db: Db,
  { from, until }: Span,
  { publishMinIntervalMs }: Pick<Services['config'], 'publishMinIntervalMs'>,
): Promise<Collision[]> {
  const gap = sql`${publishMinIntervalMs} * interval '1 ms'`
  const { rows } = await sql<Collision>`
    with at as materialized (
      select world_now() as now, greatest(${from}::timestamptz, world_now()) - ${LOOKED_BACK}::interval as since
    ),
    part as materialized (
      select id, scheduled_at as at, true as is_open from posts
      where scheduled_at >= (select since from at) and scheduled_at < ${until}
        and status in ('pending', 'review', 'translating') and missed_at is null
      union all
      -- By its index, and limited: otherwise all posts are read while statistics are old.
      (select id, begun_at, false from (
          select id, begun_at, status from posts
          where begun_at >= (select since from at) and begun_at < ${until} order by begun_at desc
          limit ${2 * MAX_BEGUN}
        ) begun
        where status in ('posting', 'completed', 'partly_failed') limit ${MAX_BEGUN})
    ),
    targets as materialized (
      select part.id, part.at, part.is_open, t.group_id, t.publishing_account_id
      from part
      cross join lateral (
        select o.group_id, o.publishing_account_id from post_targets o where o.post_id = part.id offset 0
      ) t
    ),
    -- After the targets of all posts: beside them, the members are read for each post.
    readers as (
      select distinct t.id, t.at, t.is_open, a.username
      from targets t
      left join group_members m on m.group_id = t.group_id
      join derived.publishing_accounts a on a.id = coalesce(t.publishing_account_id, m.publishing_account_id)
    ),
    turns as (
      select *, row_number() over w as turn, lag(id) over w as first, lag(at) over w as first_at
      from readers window w as (partition by username order by at, id)
    ),
    -- Each goes at its time, and at least a gap after the one before.
    free as (
      select *, turn * ${gap} + max(at - turn * ${gap}) over (partition by username order by turn) as free_at
      from turns
    )
    select first, free.id as second, array_agg(username order by username) as accounts,
      extract(epoch from free.at - min(first_at))::float8 * 1000 as apart_ms, max(free_at) as waits_until
    from free, at
    where is_open and free.at > at.now and free.at >= ${from} and free_at > free.at and first is not null
    group by first, free.id, free.at
    order by free.at, free.id, first`.execute(db)
  return rows
}
