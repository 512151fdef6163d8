import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'

/**
 * Answers open questions from lists that checks have read whole less than `freshMs` ago (world time), the newest first.
 * Somebody whom only an earlier reading of such a list has shown may have left it: that stays open.
 */
export async function answerFromChecks(tx: Tx, id: string, freshMs: number): Promise<void> {
  await sql`
    with asked as (
      select q.follower, q.followed, k.kind, who.platform_id, who.username, fresh.check_id, fresh.reading, fresh.at
      from relation_pair_questions q
      cross join (values ('following'), ('followers')) k (kind)
      join relation_pair_people owner on owner.check_id = q.check_id
        and owner.person = case k.kind when 'following' then q.follower else q.followed end
      join relation_pair_people who on who.check_id = q.check_id
        and who.person = case k.kind when 'following' then q.followed else q.follower end
      join lateral (
        select c.id as check_id, l.reading, coalesce(c.completed_at, c.started_at) as at
        from relation_checks c
        join relation_lists l on l.check_id = c.id and l.kind = k.kind and l.state = 'complete'
        where c.platform_id = owner.platform_id
          and coalesce(c.completed_at, c.started_at) > (select world_now()) - make_interval(secs => ${freshMs / 1000})
        order by c.id desc
        limit 1
      ) fresh on true
      where q.check_id = ${id}::uuid and q.answer is null
    ),
    found as (
      select distinct on (a.follower, a.followed) a.follower, a.followed, a.at,
        case when m.last_reading is null then 'no' when m.last_reading = a.reading then 'yes' end as answer
      from asked a
      left join lateral (
        select m.last_reading from relation_members m
        where m.check_id = a.check_id and m.kind = a.kind
          and (m.platform_id = a.platform_id or (a.platform_id is null and m.username = a.username))
        limit 1
      ) m on true
      order by a.follower, a.followed, a.at desc
    )
    update relation_pair_questions q set answer = f.answer, basis = 'check', reason = null, answered_at = f.at
    from found f
    where q.check_id = ${id}::uuid and q.follower = f.follower and q.followed = f.followed and q.answer is null
      and f.answer is not null`.execute(tx)
}
