import { sql } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Tx } from '../../../db/handles.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'

/** The question whether a member is in a list. A member without an id is looked up by name. */
type ListQuestion = {
  follower: number
  followed: number
  owner_id: string | null
  kind: MemberList
  member_id: string | null
  member_name: string | null
}

type ListAnswer = { follower: number; followed: number; answer: 'yes' | 'no'; at: Date }

/**
 * Returns answers from lists that were read completely less than `freshMs` ago (world time), from
 * the newest list first, one answer for each question. A member that only an earlier reading of the
 * list has may have left it: that gives no answer. Where members are missing because they were
 * erased, the absence of an account of which only a name or only an id is known gives no answer,
 * either.
 */
export async function answersFromLists(
  tx: Tx,
  questions: readonly ListQuestion[],
  freshMs: number,
): Promise<ListAnswer[]> {
  if (questions.length === 0) return []
  const { rows } = await sql<ListAnswer>`
    select distinct on (follower, followed) follower, followed, answer, at
    from jsonb_to_recordset(${jsonb(questions)})
      as q (follower smallint, followed smallint, owner_id text, kind text, member_id text, member_name text)
    join lateral (
      select c.id as check_id, l.reading, l.erased, coalesce(c.completed_at, c.started_at) as at
      from relation_checks c
      join relation_lists l on l.check_id = c.id and l.kind = q.kind and l.state = 'complete'
      where c.platform_id = q.owner_id
        and coalesce(c.completed_at, c.started_at) > (select world_now()) - make_interval(secs => ${freshMs / 1000})
      order by c.id desc
      limit 1
    ) fresh on true
    left join lateral (
      select m.last_reading from relation_members m
      where m.check_id = fresh.check_id and m.kind = q.kind
        and (m.platform_id = q.member_id or (q.member_id is null and m.username = q.member_name))
      limit 1
    ) m on true
    cross join lateral (
      select case
        when m.last_reading = fresh.reading then 'yes'
        when m.last_reading is null and (fresh.erased = 0
          or (q.member_id is not null and q.member_name is not null)) then 'no'
      end as answer
    ) known
    where answer is not null
    order by follower, followed, at desc`.execute(tx)
  return rows
}
