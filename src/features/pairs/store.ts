import { sql, type RawBuilder, type UpdateObject } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import type { DB } from '../../db/schema.ts'
import { ended, started, withAccount, type CheckEnd } from '../checks/index.ts'
import type { OpenQuestion, PersonList, PlannedPerson, Question } from './plan.ts'

/**
 * For how long (world time) an answer of an earlier check and a name count as current: a day, in
 * which few people follow or rename themselves.
 */
export const FRESH_MS = 24 * 3_600_000

/** A person of the pairs, before any request. */
export type NewPerson = {
  person: number
  username: string | null
  platform_id: string | null
  is_given_by_id: boolean
  named_at: Date | null
  account: string | null
  trouble: string | null
  follower_count: number | null
  following_count: number | null
}

export type PairState = {
  people: ReadonlyMap<number, PlannedPerson>
  questions: readonly (OpenQuestion & { answer: 'yes' | 'no' | 'unknown' | null })[]
  open: readonly OpenQuestion[]
}

/** How a question was answered; `reason` says why it is unknown, `at` is now unless given. */
export type PairAnswer = Question &
  (
    | { answer: 'yes' | 'no'; basis: 'friendship' | 'check' | 'list' | 'search'; at?: Date }
    | { answer: 'unknown'; reason: string }
  )

/** Stores pairs of numbers of people, with the two questions of each. Returns the check's id. */
export async function insertPairs(
  tx: Tx,
  people: readonly NewPerson[],
  pairs: readonly { a: number; b: number }[],
  isConfirmed: boolean,
): Promise<string> {
  const { id } = await tx
    .insertInto('relation_pair_checks')
    .values({ is_confirmed: isConfirmed, a: pairs.map(({ a }) => a), b: pairs.map(({ b }) => b) })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('relation_pair_people')
    .values(people.map((each) => ({ check_id: id, ...each })))
    .execute()
  await sql`
    insert into relation_pair_questions (check_id, follower, followed)
    select c.id, q.* from relation_pair_checks c
    cross join lateral (select * from unnest(c.a, c.b) union select * from unnest(c.b, c.a)) q
    where c.id = ${id}::uuid`.execute(tx)
  return id
}

/**
 * The people and questions of a check. What a person was asked for by counts as current; the name
 * of an id, or the id of a name, only when they were seen together within FRESH_MS.
 */
export async function loadPairs(db: Db, id: string): Promise<PairState> {
  const people = await sql<PlannedPerson>`
    select person, account, trouble, counted_at is not null as "isCounted", unreadable_lists as unreadable,
      case when is_given_by_id or is_fresh or account is not null then platform_id end as "platformId",
      case when not is_given_by_id or is_fresh then username end as username,
      jsonb_build_object('followers', follower_count, 'following', following_count) as lengths
    from relation_pair_people
    cross join lateral (select coalesce(named_at > (select world_now()) - make_interval(secs => ${FRESH_MS / 1000}), false))
      named (is_fresh)
    where check_id = ${id}::uuid`.execute(db)
  const { rows: questions } = await sql<PairState['questions'][number]>`
    select follower, followed, tried, answer, reason from relation_pair_questions
    where check_id = ${id}::uuid order by follower, followed`.execute(db)
  return {
    people: new Map(people.rows.map((each) => [each.person, each])),
    questions,
    open: questions.filter(({ answer }) => answer === null),
  }
}

export async function updateCheck(
  tx: Tx,
  id: string,
  changes: UpdateObject<DB, 'relation_pair_checks'>,
): Promise<void> {
  await tx.updateTable('relation_pair_checks').set(changes).where('id', '=', id).execute()
}

export async function updatePerson(
  tx: Tx,
  id: string,
  person: number,
  changes: UpdateObject<DB, 'relation_pair_people'>,
): Promise<void> {
  await tx
    .updateTable('relation_pair_people')
    .set(changes)
    .where('check_id', '=', id)
    .where('person', '=', person)
    .execute()
}

/** Answers questions that are still open; others stay as they are. */
export async function storeAnswers(
  tx: Tx,
  id: string,
  answers: readonly PairAnswer[],
): Promise<void> {
  if (answers.length === 0) return
  await sql`
    update relation_pair_questions q
    set answer = a.answer, basis = a.basis, reason = a.reason, answered_at = coalesce(a.at, (select world_now()))
    from jsonb_to_recordset(${jsonb(answers)})
      as a (follower smallint, followed smallint, answer text, basis text, reason text, at timestamptz)
    where q.check_id = ${id}::uuid and q.follower = a.follower and q.followed = a.followed and q.answer is null`.execute(
    tx,
  )
}

/** Notes an attempt without an answer. `ways` are not tried again; a null `why` changes nothing. */
export async function markTried(
  tx: Tx,
  id: string,
  questions: readonly Question[],
  { ways, why }: { ways: OpenQuestion['tried']; why: string | null },
): Promise<void> {
  if (questions.length === 0) return
  await sql`
    update relation_pair_questions q set tried = tried || ${ways}::text[], reason = coalesce(${why}, q.reason)
    from jsonb_to_recordset(${jsonb(questions)}) as t (follower smallint, followed smallint)
    where q.check_id = ${id}::uuid and q.follower = t.follower and q.followed = t.followed and q.answer is null`.execute(
    tx,
  )
}

/** Adds requests that were sent, and the account that sent them unless it is empty. */
export async function countRequests(
  tx: Tx,
  id: string,
  { account, requests }: { account: string; requests: number },
): Promise<void> {
  await sql`
    update relation_pair_checks set requests = requests + ${requests}, accounts = ${withAccount(account)}
    where id = ${id}::uuid`.execute(tx)
}

/** Begins or resumes a check, with the questions that the end of an earlier run left unknown. */
export async function startPairs(tx: Tx, id: string): Promise<void> {
  await sql`
    update relation_pair_questions q set answer = null, reason = null, answered_at = null
    from relation_pair_checks c
    where c.id = ${id}::uuid and q.check_id = c.id and c.completed_at is not null and q.answer = 'unknown'
      and q.reason = c.status_reason`.execute(tx)
  await sql`update relation_pair_checks set ${started} where id = ${id}::uuid`.execute(tx)
}

/** Ends a check; open questions become unknown, for its reason. */
export async function endPairs(tx: Tx, id: string, end: CheckEnd): Promise<void> {
  await sql`
    update relation_pair_questions set answer = 'unknown', reason = ${end.reason}, answered_at = (select world_now())
    where check_id = ${id}::uuid and answer is null`.execute(tx)
  await sql`delete from relation_pair_members where check_id = ${id}::uuid`.execute(tx)
  await sql`update relation_pair_checks set ${ended(end)} where id = ${id}::uuid`.execute(tx)
}

/** Removes names and ids; answers about these people become unknown. Returns the rows changed. */
export async function blankPeople(
  tx: Tx,
  which: RawBuilder<unknown>,
): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    with blanked as (
      update relation_pair_people
      set username = null, platform_id = null, account = null, trouble = 'erased', follower_count = null,
        following_count = null
      where ${which}
      returning check_id, person
    ),
    unknown as (
      update relation_pair_questions q
      set answer = 'unknown', basis = null, reason = 'erased', answered_at = (select world_now())
      from blanked b
      where q.check_id = b.check_id and b.person in (q.follower, q.followed)
      returning 1
    )
    select (select count(*)::int from blanked) as relation_pair_people,
      (select count(*)::int from unknown) as relation_pair_questions`.execute(tx)
  return rows[0] ?? {}
}

const membersOf = (id: string, { person, kind }: PersonList) => sql`
  from relation_pair_members where check_id = ${id}::uuid and person = ${person} and kind = ${kind}`

/** How many members of a list the pages read so far had. */
export async function countMembers(db: Db, id: string, list: PersonList): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${membersOf(id, list)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Returns how many of these are new: platform ids, or marks of erased members. */
export async function storeMembers(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
  members: readonly string[],
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into relation_pair_members (check_id, person, kind, platform_id)
    select ${id}::uuid, ${person}, ${kind}, unnest(${members}::text[])
    on conflict do nothing`.execute(tx)
  return Number(numAffectedRows)
}

export async function deleteMembers(tx: Tx, id: string, list: PersonList): Promise<void> {
  await sql`delete ${membersOf(id, list)}`.execute(tx)
}
