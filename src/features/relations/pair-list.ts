import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../errors.ts'
import { NOBODY_WORKS, TURN } from './check-kinds.ts'

/** A check of pairs, in the state that its task gives it. Times are world time. */
export type PairCheckRow = {
  id: string
  status: string
  status_reason: string | null
  waiting_until: Date | null
  pairs: number
  questions: number
  yes: number
  no: number
  unknown: number
  requests: number
  accounts: string[]
  estimated_requests: number | null
  estimated_seconds: number | null
  task_id: number | null
  /** Its task is pending or running. */
  is_open: boolean
  created_at: Date
  started_at: Date | null
  completed_at: Date | null
}

/** Throws NoSuchRecordError. */
export async function getPairCheck(db: Db, id: string): Promise<PairCheckRow> {
  const { rows } = await sql<PairCheckRow>`
    with pool as materialized (
      select f.next_free_at, f.next_free_at is null and not f.has_closed as has_nobody,
        f.free = 0 and coalesce(f.next_free_at > world_now() + interval '1 minute', true)
          and not exists (select from instagram_accounts where lease_until >= clock_timestamp()) as is_resting,
        exists (select from paused_task_types where task_type = 'relation_pairs') as is_paused
      from derived.free_accounts(0, 0) f
    ),
    chosen as (
      select c.*, task.status is not null as is_open, task.error_code, task.due_at, pool.*, at.now,
        case
          when task.status is null then c.status
          when task.status = 'running' then 'running'
          when pool.is_paused then 'waiting'
          when task.due_at > at.now and task.error_code <> ${TURN} then 'waiting'
          when pool.is_resting then 'waiting'
          when c.status = 'running' then 'running'
          else 'pending'
        end as shown_status
      from relation_pair_checks c
      cross join pool
      cross join (select world_now() as now offset 0) at
      left join lateral (
        select t.status, t.error_code, t.due_at from scrape_tasks t
        where t.id = c.task_id and t.status in ('pending', 'running')
      ) task on true
      where c.id = ${id}::uuid
    )
    select c.id, c.shown_status as status, c.requests, c.accounts, c.estimated_requests, c.estimated_seconds, c.task_id,
      c.is_open, c.created_at, c.started_at,
      case when not c.is_open then c.completed_at end as completed_at,
      case
        when not c.is_open then c.status_reason
        when c.shown_status <> 'waiting' then null
        when c.is_paused then 'paused'
        when c.is_resting and c.has_nobody then ${NOBODY_WORKS}
        when c.due_at > c.now and c.error_code <> ${TURN} then c.error_code
        else 'pool_resting'
      end as status_reason,
      case
        when not c.is_open or c.is_paused or c.shown_status <> 'waiting' then null
        when c.is_resting and c.has_nobody then null
        when c.is_resting then greatest(c.due_at, c.next_free_at)
        else c.due_at
      end as waiting_until,
      (select count(*)::int from relation_pairs p where p.check_id = c.id) as pairs,
      asked.*
    from chosen c
    cross join lateral (
      select count(*)::int as questions, (count(*) filter (where answer = 'yes'))::int as yes,
        (count(*) filter (where answer = 'no'))::int as no, (count(*) filter (where answer = 'unknown'))::int as unknown
      from relation_pair_questions q where q.check_id = c.id
    ) asked`.execute(db)
  if (!rows[0]) throw new NoSuchRecordError(`no check of pairs ${id}`)
  return rows[0]
}

type AnswerRow = {
  answer: 'yes' | 'no' | 'unknown' | null
  basis: string | null
  reason: string | null
  at: string | null
}
type PersonRow = { username: string | null; platform_id: string | null }

export type PairRow = {
  place: number
  a: PersonRow
  b: PersonRow
  a_follows_b: AnswerRow
  b_follows_a: AnswerRow
}

/** Pairs in the order of the request; those after the place `after`. */
export async function listPairs(
  db: Db,
  id: string,
  page: { limit: number; offset?: number | undefined; after?: number | undefined },
): Promise<PairRow[]> {
  const { rows } = await pairsQuery(id, page).execute(db)
  return rows
}

const answerOf = (alias: string) => {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`jsonb_build_object('answer', ${column('answer')}, 'basis', ${column('basis')}, 'reason', ${column('reason')},
    'at', to_char(${column('answered_at')} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
}
const personOf = (alias: string) =>
  sql`jsonb_build_object('username', ${sql.ref(`${alias}.username`)}, 'platform_id', ${sql.ref(`${alias}.platform_id`)})`

/** Apart from `listPairs` so that a test can ask PostgreSQL to explain it. */
export const pairsQuery = (
  id: string,
  { limit, offset = 0, after = -1 }: Parameters<typeof listPairs>[2],
) => sql<PairRow>`
  select p.place, ${personOf('a')} as a, ${personOf('b')} as b, ${answerOf('there')} as a_follows_b,
    ${answerOf('back')} as b_follows_a
  from relation_pairs p
  join relation_pair_people a on a.check_id = p.check_id and a.person = p.a
  join relation_pair_people b on b.check_id = p.check_id and b.person = p.b
  join relation_pair_questions there on there.check_id = p.check_id and there.follower = p.a and there.followed = p.b
  join relation_pair_questions back on back.check_id = p.check_id and back.follower = p.b and back.followed = p.a
  where p.check_id = ${id}::uuid and p.place > ${after}
  order by p.place
  limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
