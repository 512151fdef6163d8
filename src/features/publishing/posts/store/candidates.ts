import { sql } from 'kysely'
import { jsonb } from '../../../../db/database.ts'
import type { Db } from '../../../../db/handles.ts'
import type { GraphLogin } from '../../../../platforms/graph-call.ts'
import { avatarHashOf } from '../../../../media/subject-pictures.ts'
import type { Services } from '../../../services.ts'
import type { GroupMark } from '../../groups/group-marks.ts'
import type { PublishingAccount } from '../../groups/store/publishing-accounts/settings.ts'

/** An account that a post is for, with its state and limits. */
export type Candidate = Pick<
  PublishingAccount,
  | 'id'
  | 'kind'
  | 'username'
  | 'state'
  | 'language'
  | 'formality'
  | 'posts_limit_per_day'
  | 'warmup_stage'
  | 'paused_until'
  | 'rest_until'
  | 'quota_full_until'
> & {
  posts_today: number
  /** Until when any access to the same Instagram account rests or pauses; null: none does. */
  resting_until: Date | null
  /** The login of a connection. */
  login: GraphLogin | null
  /** When it may publish one more post, as far as is known. */
  ready_at: Date
  /** The group by which people know it: one that the post is for, else its oldest one. */
  group: (GroupMark & { name: string }) | null
  /** The hash of its stored profile picture. */
  picture_hash: string | null
}

type Limits = Pick<
  Services['config'],
  | 'publishMinIntervalMs'
  | 'publishCooldownMs'
  | 'publishWarmupPosts'
  | 'activeHours'
  | 'activeHoursTimeZone'
>

/** The group by which people know the account `v`. */
const knownGroup = (postId: string) => sql`
  select jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape)
  from group_members m join groups g on g.id = m.group_id
  where m.publishing_account_id = v.id
  order by exists (select from post_targets t where t.post_id = ${postId}::uuid and t.group_id = g.id) desc, g.id
  limit 1`

/** The accounts of a post as its groups are now, by name. */
export async function listCandidates(db: Db, postId: string, limits: Limits): Promise<Candidate[]> {
  const { publishCooldownMs: restMs, publishWarmupPosts: warmupPosts } = limits
  const gap = sql`${limits.publishMinIntervalMs} * interval '1 ms'`
  const hours = {
    active_from: limits.activeHours?.from ?? null,
    active_to: limits.activeHours?.to ?? null,
  }
  // Its other posts go first.
  const { rows } = await sql<Candidate>`
    with at as materialized (select world_now() as now),
    -- What keeps one access to an Instagram account back keeps the others back, too.
    resting as materialized (
      select coalesce(a.username, c.username) as username, max(greatest(p.paused_until, p.rest_until)) as until
      from publishing_accounts p
      left join shared.instagram_accounts a on a.id = p.account_id
      left join shared.connections c on c.id = p.connection_id
      where greatest(p.paused_until, p.rest_until) > (select now from at)
      group by 1
    )
    select v.id, v.kind, v.username, v.state, v.language, v.formality, v.posts_limit_per_day, v.warmup_stage,
      v.paused_until, v.rest_until,
      case when v.quota_full_until > at.now then v.quota_full_until end as quota_full_until,
      past.posts_today, past.resting_until, c.login, hours.opens_at as ready_at,
      (${knownGroup(postId)}) as "group", ${avatarHashOf(sql`v.username`)} as picture_hash
    from derived.publishing_accounts v
    cross join at
    left join shared.connections c on c.id = v.connection_id
    left join shared.instagram_accounts a on a.id = v.account_id
    cross join lateral (
      select (count(*) filter (where e.posted_at > at.now - interval '1 day'))::int as posts_today,
        max(greatest(e.posted_at, e.commit_sent_at)) as last_at,
        -- As one more join all of them would be planned as they are written.
        (select r.until from resting r where r.username = v.username) as resting_until
      from derived.publications_of(v.id, v.username, at.now - interval '2 days') e
    ) past
    cross join lateral (
      select count(*)::int as posts, max(e.due_at) as due_at from executions e
      where e.publishing_account_id = v.id and e.status in ('queued', 'waiting', 'posting')
        and e.waits_for is distinct from 'review'
    ) open
    cross join lateral (
      select greatest(at.now, v.paused_until, v.rest_until, past.resting_until, past.last_at + ${gap},
        open.due_at) + open.posts * ${gap}
        + case when open.posts > 0 and past.posts_today + open.posts
            >= least(v.posts_limit_per_day, (${warmupPosts}::int[])[v.warmup_stage + 1])
          then ${restMs} * interval '1 ms' else interval '0' end as at
    ) free
    cross join lateral derived.active_hours(free.at, coalesce(a.time_zone, ${limits.activeHoursTimeZone}),
      ${jsonb(hours)}) hours
    where v.id in (
      select publishing_account_id from post_targets where post_id = ${postId}::uuid
      union
      select m.publishing_account_id from post_targets t join group_members m on m.group_id = t.group_id
      where t.post_id = ${postId}::uuid)
    order by v.username, v.id`.execute(db)
  return rows
}
