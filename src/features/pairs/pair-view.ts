import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { isoTimes } from '../../http/iso-times.ts'
import { Timestamp, z } from '../../http/router.ts'
import { checkReader, shownFields, type ShownCheck } from '../checks/index.ts'

const MOST_PAIRS = 1_000

const PairPerson = z
  .union(
    [
      z.string().min(1).max(2_000),
      z.strictObject({
        platform_id: z.string().regex(/^\d{1,30}$/, "expected the platform's id: digits"),
      }),
    ],
    { error: 'expected a name, an address, the id of a blog or {platform_id}' },
  )
  .openapi({
    description:
      "A username with or without @, the address of a profile, the id of a blog, or the platform's id as {platform_id}",
    example: 'natgeo',
  })
export type PairPerson = z.output<typeof PairPerson>

export const PairsRequest = z
  .strictObject({
    pairs: z
      .array(z.strictObject({ a: PairPerson, b: PairPerson }))
      .min(1)
      .max(MOST_PAIRS),
    confirm: z.boolean().default(false).openapi({
      description: 'Go ahead even if it takes more than GRAMD_RELATION_CONFIRM_REQUESTS requests',
    }),
  })
  .openapi('RelationPairsRequest')
export type PairsRequest = z.output<typeof PairsRequest>

const Answered = z.object({
  questions: z.int().openapi({ description: 'Two a pair, each once' }),
  answered: z.int().openapi({ description: 'The unknown ones included' }),
  yes: z.int(),
  no: z.int(),
  unknown: z.int(),
})

export const PairCheckView = z
  .object({
    ...shownFields,
    complete: z.boolean().openapi({ description: 'No answer is unknown' }),
    pairs: z.int(),
    list_checks: z
      .array(z.uuid())
      .openapi({ description: 'Relation checks that read lists for it' }),
    progress: Answered.extend({
      requests: z.int().openapi({ description: 'Logins apart' }),
      accounts: z.array(z.string()).openapi({ description: 'Of the pool, that have asked for it' }),
    }),
  })
  .openapi('RelationPairs')
export type PairCheckView = z.output<typeof PairCheckView>

const Person = z.object({
  username: z.string().nullable().openapi({ description: 'null for an erased account' }),
  platform_id: z.string().nullable(),
})

const Answer = z.object({
  answer: z
    .enum(['yes', 'no', 'unknown'])
    .nullable()
    .openapi({ description: 'null while it is open' }),
  basis: z.enum(['friendship', 'check', 'search']).nullable().openapi({
    description:
      'The word of an account of the pool, a list that a relation check has read whole, or a search in a list',
  }),
  reason: z
    .string()
    .nullable()
    .openapi({ description: 'Why it is unknown', example: 'target_private' }),
  at: Timestamp.nullable().openapi({ description: 'When it was so' }),
})

export const PairView = z
  .object({
    index: z.int().openapi({ description: 'In the request, from 0' }),
    a: Person,
    b: Person,
    a_follows_b: Answer,
    b_follows_a: Answer,
  })
  .openapi('RelationPair')
export type PairView = z.output<typeof PairView>

type PairCheckRow = ShownCheck & {
  pairs: number
  list_checks: string[]
  progress: z.output<typeof Answered>
}

export const pairChecks = checkReader<PairCheckRow>(
  { table: 'relation_pair_checks', taskType: 'relation_pairs', noun: 'check of pairs' },
  sql`
    cardinality(c.a) as pairs,
    array(
      select distinct p.list_check_id from relation_pair_people p where p.check_id = c.id and p.list_check_id is not null
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
  sql`jsonb_build_object('username', ${sql.ref(`${alias}.username`)}, 'platform_id', ${sql.ref(`${alias}.platform_id`)})`

const answerOf = (alias: string) => {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`jsonb_build_object('answer', ${column('answer')}, 'basis', ${column('basis')},
    'reason', case when ${column('answer')} is not null then ${column('reason')} end,
    'at', to_char(${column('answered_at')} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
}
