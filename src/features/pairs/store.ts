import { sql, type RawBuilder, type UpdateObject } from 'kysely'
import { jsonb, type Db, type Tx } from '../../db/database.ts'
import type { DB } from '../../db/schema.ts'
import type { Member, MemberList } from '../../platforms/member-reader.ts'
import type { EndStatus } from '../checks/index.ts'
import type { OpenQuestion, PersonList, PlannedPerson } from './plan.ts'

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

export type StoredPerson = PlannedPerson & {
  username: string | null
  platformId: string | null
  account: string | null
  /** The name and the id were seen together not long ago, or the id is what was asked for. */
  isIdSure: boolean
}

export type StoredQuestion = OpenQuestion & { answer: 'yes' | 'no' | 'unknown' | null }

export type PairState = {
  people: ReadonlyMap<number, StoredPerson>
  questions: readonly StoredQuestion[]
  open: readonly OpenQuestion[]
}

/** How a question was answered; `reason` says why it is unknown, `at` is now unless given. */
export type PairAnswer = { follower: number; followed: number } & (
  | { answer: 'yes' | 'no'; basis: 'friendship' | 'check' | 'list' | 'search'; at?: Date }
  | { answer: 'unknown'; reason: string }
)

/** Stores pairs, by the numbers of their people, with the two questions of each. Returns the check's id. */
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
  await sql`
    insert into relation_pair_people (check_id, person, username, platform_id, is_given_by_id, named_at, account, trouble,
      follower_count, following_count)
    select ${id}::uuid, p.* from jsonb_to_recordset(${jsonb(people)}) as p (person smallint, username text,
      platform_id text, is_given_by_id boolean, named_at timestamptz, account text, trouble text, follower_count integer,
      following_count integer)`.execute(tx)
  await sql`
    insert into relation_pair_questions (check_id, follower, followed)
    select c.id, q.* from relation_pair_checks c
    cross join lateral (select * from unnest(c.a, c.b) union select * from unnest(c.b, c.a)) q
    where c.id = ${id}::uuid`.execute(tx)
  return id
}

/** The people and questions of a check. A name counts as current when it was asked for, or seen with the id within FRESH_MS. */
export async function loadPairs(db: Db, id: string): Promise<PairState> {
  const people = await sql<StoredPerson>`
    select person, username, platform_id as "platformId", account, trouble, platform_id is not null as "hasId",
      username is not null and (not is_given_by_id or is_fresh) as "hasName", is_given_by_id or is_fresh as "isIdSure",
      account is not null as "isAccount", counted_at is not null as "isCounted", unreadable_lists as unreadable,
      jsonb_build_object('followers', follower_count, 'following', following_count) as lengths
    from relation_pair_people
    cross join lateral (select coalesce(named_at > (select world_now()) - make_interval(secs => ${FRESH_MS / 1000}), false))
      named (is_fresh)
    where check_id = ${id}::uuid`.execute(db)
  const { rows: questions } = await sql<StoredQuestion>`
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

/** An attempt that gave no answer to these questions is not repeated. */
export async function markTried(
  tx: Tx,
  id: string,
  questions: readonly Pick<OpenQuestion, 'follower' | 'followed'>[],
  { way, why }: { way: MemberList | 'friendship'; why: string | null },
): Promise<void> {
  if (questions.length === 0) return
  await sql`
    update relation_pair_questions q set tried = tried || ${way}::text, reason = coalesce(${why}, q.reason)
    from jsonb_to_recordset(${jsonb(questions)}) as t (follower smallint, followed smallint)
    where q.check_id = ${id}::uuid and q.follower = t.follower and q.followed = t.followed
      and q.answer is null and ${way} <> all (tried)`.execute(tx)
}

/** Adds requests that were sent, and the account that sent them unless it is empty. */
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

/** Begins a check or takes it up again, with the questions that only the end of an earlier run has left unknown. */
export async function startPairs(tx: Tx, id: string): Promise<void> {
  await sql`
    update relation_pair_questions q set answer = null, reason = null, answered_at = null
    from relation_pair_checks c
    where c.id = ${id}::uuid and q.check_id = c.id and c.completed_at is not null and q.answer = 'unknown'
      and q.reason = c.status_reason`.execute(tx)
  await sql`
    update relation_pair_checks
    set status = 'running', status_reason = null, completed_at = null, started_at = coalesce(started_at, world_now())
    where id = ${id}::uuid`.execute(tx)
}

/** Ends a check; open questions become unknown, for `reason`. */
export async function endPairs(
  tx: Tx,
  id: string,
  { status, reason }: { status: EndStatus; reason: string | null },
): Promise<void> {
  await sql`
    update relation_pair_questions set answer = 'unknown', reason = ${reason}, answered_at = (select world_now())
    where check_id = ${id}::uuid and answer is null`.execute(tx)
  await sql`delete from relation_pair_members where check_id = ${id}::uuid`.execute(tx)
  await sql`
    update relation_pair_checks set status = ${status}, status_reason = ${reason}, completed_at = world_now()
    where id = ${id}::uuid`.execute(tx)
}

/** Removes the names and ids of erased people; every answer about them becomes unknown. Returns the rows changed. */
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

/** Returns how many members of a list are stored; of one that is begun, none. */
export async function openList(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
  isResumed: boolean,
): Promise<number> {
  const members = sql`from relation_pair_members where check_id = ${id}::uuid and person = ${person} and kind = ${kind}`
  if (!isResumed) await sql`delete ${members}`.execute(tx)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count ${members}`.execute(
    tx,
  )
  return rows[0]?.count ?? 0
}

/**
 * Stores the members of a page by id alone, or by the mark of an erased one, and answers the
 * questions about them. Returns how many are new, and whether a question on the list is still open.
 */
export async function storePage(
  tx: Tx,
  id: string,
  { person, kind }: PersonList,
  { kept, marks }: { kept: readonly Member[]; marks: readonly string[] },
): Promise<{ added: number; isAsked: boolean }> {
  const ids = [
    ...kept.map(({ platformId }) => platformId),
    ...marks.map((mark) => `withheld ${mark}`),
  ]
  const { numAffectedRows = 0n } = await sql`
    insert into relation_pair_members (check_id, person, kind, platform_id)
    select ${id}::uuid, ${person}, ${kind}, unnest(${ids}::text[])
    on conflict do nothing`.execute(tx)
  await sql`
    update relation_pair_questions q
    set answer = 'yes', basis = 'list', reason = null, answered_at = (select world_now())
    from relation_pair_people p
    where ${isOpenOn(id, { person, kind })} and p.check_id = q.check_id and p.person = q.${sql.ref(SIDES[kind].member)}
      and (p.platform_id = any (${kept.map(({ platformId }) => platformId)}::text[])
        or (p.platform_id is null and p.username = any (${kept.map(({ username }) => username)}::text[])))`.execute(
    tx,
  )
  const { rows } = await sql`
    select from relation_pair_questions q where ${isOpenOn(id, { person, kind })} limit 1`.execute(
    tx,
  )
  return { added: Number(numAffectedRows), isAsked: rows.length > 0 }
}

/** Ends the reading of a list: who was not on a complete one is not in it. */
export async function endList(
  tx: Tx,
  id: string,
  list: PersonList,
  reason: string | null,
): Promise<void> {
  await openList(tx, id, list, false)
  if (reason !== null)
    await updatePerson(tx, id, list.person, {
      unreadable_lists: sql`unreadable_lists || ${list.kind}::text`,
    })
  const change =
    reason === null
      ? sql`answer = 'no', basis = 'list', reason = null, answered_at = (select world_now())`
      : sql`reason = ${reason}`
  await sql`update relation_pair_questions q set ${change} where ${isOpenOn(id, list)}`.execute(tx)
}

const SIDES = {
  following: { owner: 'follower', member: 'followed' },
  followers: { owner: 'followed', member: 'follower' },
} as const

const isOpenOn = (id: string, { person, kind }: PersonList) =>
  sql`q.check_id = ${id}::uuid and q.answer is null and q.${sql.ref(SIDES[kind].owner)} = ${person}`
