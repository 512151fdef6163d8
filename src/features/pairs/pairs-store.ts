import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import type { MemberList } from '../../platforms/members.ts'
import type { EndStatus } from '../checks/index.ts'
import { listKey, type OpenQuestion, type PersonList, type PlannedPerson } from './plan.ts'

/** Somebody that pairs name, before anybody is asked. */
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

export type StoredPerson = PlannedPerson & {
  username: string | null
  platformId: string | null
  account: string | null
  /** The name and the id were seen together not long ago, or the id is what was asked for. */
  isIdSure: boolean
}

export type NewPairCheck = {
  people: readonly NewPerson[]
  /** By the numbers of the people. */
  pairs: readonly { a: number; b: number }[]
  isConfirmed: boolean
}

export type StoredPairCheck = { id: string; is_confirmed: boolean; requests: number }

/** How a question was answered; `reason` says why it is unknown. */
export type PairAnswer = {
  follower: number
  followed: number
} & (
  | { answer: 'yes' | 'no'; basis: 'friendship' | 'check' | 'list' | 'search'; at?: Date | null }
  | { answer: 'unknown'; reason: string }
)

/** Stores pairs with the two questions of each. Returns the check's id. */
export async function insertPairs(
  tx: Tx,
  { people, pairs, isConfirmed }: NewPairCheck,
): Promise<string> {
  const { id } = await tx
    .insertInto('relation_pair_checks')
    .values({ is_confirmed: isConfirmed })
    .returning('id')
    .executeTakeFirstOrThrow()
  await sql`
    insert into relation_pair_people (check_id, person, username, platform_id, is_given_by_id, named_at, account, trouble,
      follower_count, following_count)
    select ${id}::uuid, p.* from jsonb_to_recordset(${jsonb(people)}) as p (person smallint, username text,
      platform_id text, is_given_by_id boolean, named_at timestamptz, account text, trouble text, follower_count integer,
      following_count integer)`.execute(tx)
  const places = pairs.map(({ a, b }, place) => ({ place, a, b }))
  await sql`
    with pair as (
      insert into relation_pairs (check_id, place, a, b)
      select ${id}::uuid, p.* from jsonb_to_recordset(${jsonb(places)}) as p (place smallint, a smallint, b smallint)
      returning a, b
    )
    insert into relation_pair_questions (check_id, follower, followed)
    select ${id}::uuid, a, b from pair union select ${id}::uuid, b, a from pair`.execute(tx)
  return id
}

/** Undefined for a check that retention has forgotten. */
export async function findPairCheck(db: Db, id: string): Promise<StoredPairCheck | undefined> {
  return await db
    .selectFrom('relation_pair_checks')
    .select(['id', 'is_confirmed', 'requests'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A name counts as the person's own when it was given by it, or seen with the id less than `freshMs` (world time) ago. */
export async function peopleOf(
  db: Db,
  id: string,
  freshMs: number,
): Promise<Map<number, StoredPerson>> {
  const { rows } = await sql<StoredPerson & { followers: number | null; following: number | null }>`
    select person, username, platform_id as "platformId", account, trouble, platform_id is not null as "hasId",
      username is not null and (
        not is_given_by_id or named_at > (select world_now()) - make_interval(secs => ${freshMs / 1000})
      ) as "hasName",
      is_given_by_id or coalesce(named_at > (select world_now()) - make_interval(secs => ${freshMs / 1000}), false)
        as "isIdSure",
      account is not null and not is_account_spent as "isAccount", counted_at is not null as "isCounted",
      follower_count as followers, following_count as following
    from relation_pair_people where check_id = ${id}::uuid`.execute(db)
  return new Map(
    rows.map(({ followers, following, ...person }) => [
      person.person,
      { ...person, lengths: { followers, following } },
    ]),
  )
}

/** In the order of the numbers. */
export async function openQuestions(db: Db, id: string): Promise<OpenQuestion[]> {
  const { rows } = await sql<OpenQuestion>`
    select follower, followed, tried, stumbles as stumbled from relation_pair_questions
    where check_id = ${id}::uuid and answer is null
    order by follower, followed`.execute(db)
  return rows
}

export type StoredPairList = PersonList & { state: string; collected: number }

export async function listsOfPairs(
  db: Db,
  id: string,
): Promise<{ reading: StoredPairList[]; closed: Set<string> }> {
  const { rows } = await sql<StoredPairList>`
    select person, kind, state, collected from relation_pair_lists
    where check_id = ${id}::uuid order by person, kind`.execute(db)
  const ended = rows.filter(({ state }) => state !== 'reading')
  return {
    reading: rows.filter(({ state }) => state === 'reading'),
    closed: new Set(ended.map(listKey)),
  }
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

/** A way that has told neither for these questions is not tried again. */
export async function markTried(
  tx: Tx,
  id: string,
  questions: readonly Pick<OpenQuestion, 'follower' | 'followed'>[],
  { way, why }: { way: MemberList | 'friendship'; why: string | null },
): Promise<void> {
  if (questions.length === 0) return
  await sql`
    update relation_pair_questions q set tried = tried || ${way}::text, stumbles = coalesce(${why}, stumbles)
    from jsonb_to_recordset(${jsonb(questions)}) as t (follower smallint, followed smallint)
    where q.check_id = ${id}::uuid and q.follower = t.follower and q.followed = t.followed
      and q.answer is null and ${way} <> all (tried)`.execute(tx)
}

/** Requests were spent, on `account` unless it is empty. */
export async function countRequests(
  tx: Tx,
  id: string,
  { account, requests }: { account: string; requests: number },
): Promise<void> {
  await sql`
    update relation_pair_checks set
      requests = requests + ${requests},
      accounts = case when ${account} = '' or ${account} = any (accounts) then accounts
        else accounts || ${account}::text end
    where id = ${id}::uuid`.execute(tx)
}

export async function markPairsRunning(tx: Tx, id: string): Promise<void> {
  await sql`
    update relation_pair_checks
    set status = 'running', status_reason = null, completed_at = null, started_at = coalesce(started_at, world_now())
    where id = ${id}::uuid`.execute(tx)
}

export async function storePairsEstimate(
  tx: Tx,
  id: string,
  estimate: { requests: number; seconds: number | null },
): Promise<void> {
  await tx
    .updateTable('relation_pair_checks')
    .set({ estimated_requests: estimate.requests, estimated_seconds: estimate.seconds })
    .where('id', '=', id)
    .execute()
}

/** The check waits until somebody confirms what it will cost. */
export async function awaitPairsConfirmation(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('relation_pair_checks')
    .set({ status: 'waiting', status_reason: 'confirmation' })
    .where('id', '=', id)
    .execute()
}

/** Ends a check; what is still open is unknown then, for `reason`. */
export async function endPairs(
  tx: Tx,
  id: string,
  { status, reason }: { status: EndStatus; reason: string | null },
): Promise<void> {
  await sql`
    update relation_pair_questions set answer = 'unknown', reason = ${reason}, answered_at = (select world_now())
    where check_id = ${id}::uuid and answer is null`.execute(tx)
  await sql`
    delete from relation_pair_lists where check_id = ${id}::uuid and state = 'reading'`.execute(tx)
  await sql`
    update relation_pair_checks set status = ${status}, status_reason = ${reason}, completed_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Takes questions up again that only the end of an earlier run has left unknown. */
export async function reopenQuestions(tx: Tx, id: string): Promise<void> {
  await sql`
    update relation_pair_questions q set answer = null, reason = null, answered_at = null
    from relation_pair_checks c
    where c.id = ${id}::uuid and q.check_id = c.id and c.completed_at is not null and q.answer = 'unknown'
      and q.reason = c.status_reason`.execute(tx)
}
