import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { checkReader, type VisibleCheck } from '../../checks/index.ts'
import type { PairCheckView, PairView } from '../pair-view.ts'

type PairCheckRow = VisibleCheck & {
  pairs: number
  list_checks: string[]
  progress: Omit<PairCheckView['progress'], 'requests' | 'accounts'>
}

export const pairChecks = checkReader<PairCheckRow>(
  { table: 'relation_pair_checks', taskType: 'relation_pairs', noun: 'check of pairs' },
  sql`
    cardinality(c.a) as pairs,
    array(
      select distinct p.list_check_id from relation_pair_people p where p.check_id = c.id
        and p.list_check_id is not null
    ) as list_checks,
    (
      select jsonb_build_object('questions', count(*), 'answered', count(answer),
        'yes', count(*) filter (where answer = 'yes'), 'no', count(*) filter (where answer = 'no'),
        'unknown', count(*) filter (where answer = 'unknown'))
      from relation_pair_questions q where q.check_id = c.id
    ) as progress`,
)

export const viewPairCheck = (check: PairCheckRow): PairCheckView => {
  const { requests, accounts, progress, is_open: _, ...row } = check
  const complete = row.status === 'complete'
  return { ...isoTimes(row), complete, progress: { ...progress, requests, accounts } }
}

/** Whether a check (`c`) has a pair with this username. */
export const isAboutUsername = (username: string) => sql`
  exists (select from relation_pair_people p where p.check_id = c.id and p.username = ${username})`

/** Pairs in the order of the request; those after the index `after`. */
export async function listPairs(
  db: Db,
  id: string,
  page: { limit: number; offset?: number | undefined; after?: number | undefined },
): Promise<PairView[]> {
  const { limit, offset = 0, after = -1 } = page
  const { rows } = await sql<PairView>`
    select p.place::int - 1 as index, ${personOf('a')} as a, ${personOf('b')} as b,
      ${answerOf('there')} as a_follows_b, ${answerOf('back')} as b_follows_a
    from relation_pair_checks c
    cross join lateral unnest(c.a, c.b) with ordinality p (a, b, place)
    join relation_pair_people a on a.check_id = c.id and a.person = p.a
    join relation_pair_people b on b.check_id = c.id and b.person = p.b
    join relation_pair_questions there on there.check_id = c.id and there.follower = p.a and there.followed = p.b
    join relation_pair_questions back on back.check_id = c.id and back.follower = p.b and back.followed = p.a
    where c.id = ${id}::uuid and p.place > ${after} + 1
    order by p.place
    limit ${sql.lit(limit)} offset ${sql.lit(offset)}`.execute(db)
  return rows
}

const personOf = (alias: string) =>
  sql`jsonb_build_object('username', ${sql.ref(`${alias}.username`)}, 'platform_id',
    ${sql.ref(`${alias}.platform_id`)})`

const answerOf = (alias: string) => {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`jsonb_build_object('answer', ${column('answer')}, 'basis', ${column('basis')},
    'reason', case when ${column('answer')} is not null then ${column('reason')} end,
    'at', to_char(${column('answered_at')} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
}
