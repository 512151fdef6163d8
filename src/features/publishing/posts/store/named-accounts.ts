import { sql, type RawBuilder } from 'kysely'

/** Accounts of a post that the answer names. */
const MAX_NAMED = 5

/**
 * The accounts that posts without publications are for: those of derived.publishing_accounts,
 * without the states that no list by time shows.
 */
const PLANNED = sql`
  select t.post_id, coalesce(a.username, c.username) as username, v.id, t.group_id
  from targets t
  left join group_members m on m.group_id = t.group_id
  join publishing_accounts v on v.id = coalesce(t.publishing_account_id, m.publishing_account_id)
  left join shared.instagram_accounts a on a.id = v.account_id and a.purpose = 'publish'
  left join shared.connections c on c.id = v.connection_id
    and v.id in (select o.publishing_account_id from group_members o)
  where coalesce(a.username, c.username) is not null`

/**
 * The accounts of the posts whose ids a part of the statement has: the first by name, with the
 * group by which people know each (one that the post is for, else its oldest one), and how many
 * there are. They are found for all posts together: looked up for each, the groups of all accounts
 * are read for each.
 */
export function namedAmong(name: 'part' | 'timed'): RawBuilder<unknown> {
  const part = sql.raw(name)
  return sql`
    targets as materialized (
      select part.id as post_id, t.group_id, t.publishing_account_id from ${part} part
      cross join lateral (select * from post_targets where post_id = part.id offset 0) t
      where not exists (select from executions e where e.post_id = part.id offset 0)
    ),
    accounts as materialized (
      select post_id, username, (array_agg(id))[1] as id, min(group_id::text)::uuid as group_id,
        row_number() over (partition by post_id order by username) as place
      from (
        select part.id as post_id, e.username, e.publishing_account_id as id, e.group_ids[1] as group_id
        from ${part} part
        cross join lateral (select * from executions where post_id = part.id offset 0) e
        where e.status <> 'skipped'
        union all
        ${PLANNED}
      ) accesses
      group by post_id, username
    ),
    known as materialized (
      select distinct on (m.publishing_account_id) m.publishing_account_id, m.group_id
      from group_members m
      where m.publishing_account_id in (select id from accounts where group_id is null)
      order by 1, 2
    ),
    named as materialized (
      select account.post_id, count(*)::int as account_count, coalesce(jsonb_agg(
        jsonb_build_object('id', account.id, 'username', account.username, 'group', case when g.id is not null
          then jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape) end)
        order by account.username) filter (where account.place <= ${sql.lit(MAX_NAMED)}), '[]') as accounts
      from accounts account
      left join known on known.publishing_account_id = account.id and account.group_id is null
      left join groups g on g.id = coalesce(account.group_id, known.group_id)
      group by account.post_id
    )`
}

/** The accounts of `posts as p`, of the parts that `namedAmong` adds to a statement. */
export const NAMED = sql`left join named on named.post_id = p.id`
