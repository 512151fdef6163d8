import { sql } from 'kysely'
import { MEMBER_STATUSES, type MemberStatus } from '../../../creators/member-status.ts'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'
import { avatarHash } from '../../scrape/index.ts'

/** The statuses of members with whom something is left to do. */
const OPEN = sql`('candidate', 'contacted', 'agreed')`

export const MAX_OWN_MEMBERS = 20
const MAX_CAMPAIGNS = 5

/**
 * Selects a row for each member of a list that this user is responsible for and whose date has
 * come.
 */
export const membersDue = (userId: string | null) => sql`
  select from list_members
  where owner_id = ${userId}::uuid and due_on <= (select world_now())::date and status in ${OPEN}`

export type OwnMember = {
  blog_id: string
  username: string
  full_name: string | null
  avatar_hash: string | null
  status: MemberStatus
  due_on: string | null
  price: string | null
  currency: string | null
  list: { id: string; name: string; is_campaign: boolean }
}

/** The members with a date that a user is responsible for, the earliest date first. */
export async function listOwnMembers(db: Db, userId: string): Promise<OwnMember[]> {
  const query = sql<OwnMember>`
    select member.blog_id, blog.username, blog.full_name, ${avatarHash} as avatar_hash, member.status,
      member.due_on::text as due_on, member.price::text as price, member.currency,
      jsonb_build_object('id', list.id, 'name', list.name, 'is_campaign', list.is_campaign) as list
    from (
      select * from list_members
      where owner_id = ${userId}::uuid and due_on is not null and status in ${OPEN}
      order by due_on
      limit ${MAX_OWN_MEMBERS}
    ) member
    join lists list on list.id = member.list_id
    join shared.blogs blog on blog.id = member.blog_id
    order by member.due_on, blog.username`
  return await runComposed(db, 'own_members', query)
}

export type Campaign = {
  id: string
  name: string
  ends_at: Date | null
  created_at: Date
  by_member_status: Record<MemberStatus, number>
  agreed: { currency: string; total: string }[]
  next_dates: { due_on: string; username: string; blog_id: string }[]
}

/** The running campaigns with their members by status, those that end first first. */
export async function listCampaigns(db: Db): Promise<Campaign[]> {
  const byStatus = MEMBER_STATUSES.map(
    (status) => sql`${sql.lit(status)}, count(*) filter (where status = ${sql.lit(status)})`,
  )
  const query = sql<Campaign>`
    select list.id, list.name, list.ends_at, list.created_at, counts.by_member_status,
      (select coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'total', total) order by currency), '[]')
        from (
          select currency, sum(price)::text as total from list_members
          where list_id = list.id and price is not null and status in ('agreed', 'published') group by currency
        ) money) as agreed,
      (select coalesce(jsonb_agg(jsonb_build_object('due_on', due_on, 'username', username, 'blog_id', blog_id)
          order by due_on, username), '[]')
        from (
          select member.due_on, blog.username, member.blog_id
          from list_members member join shared.blogs blog on blog.id = member.blog_id
          where member.list_id = list.id and member.due_on >= (select world_now())::date and member.status in ${OPEN}
          order by member.due_on, blog.username limit 2
        ) dates) as next_dates
    from (
      select * from lists
      where is_campaign and (ends_at is null or ends_at > (select world_now()))
      order by ends_at nulls last, id
      limit ${MAX_CAMPAIGNS}
    ) list
    cross join lateral (
      select jsonb_build_object(${sql.join(byStatus)}) as by_member_status
      from list_members where list_id = list.id
    ) counts
    order by list.ends_at nulls last, list.id`
  return await runComposed(db, 'own_campaigns', query)
}
