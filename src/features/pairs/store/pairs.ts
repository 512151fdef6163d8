import { confirmed, oldChecks, ended, started, type CheckEnd } from '../../checks/index.ts'
import { deleteInSteps } from '../../../db/delete-in-steps.ts'
import { sql, type Insertable, type RawBuilder, type UpdateObject } from 'kysely'
import { jsonb } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { DB } from '../../../db/schema.ts'
import type { OpenQuestion, Person, Question } from '../plan.ts'

/**
 * The time (world time) for which an answer of an earlier check and a name count as current: a day,
 * in which few people follow or rename themselves.
 */
export const FRESH_MS = 24 * 3_600_000

/** Whether this time is within FRESH_MS; a time that is unknown is not. */
export const isFresh = (time: string) =>
  sql`coalesce(${sql.ref(time)} > (select world_now()) - make_interval(secs => ${FRESH_MS / 1000}), false)`

/** A person of the pairs, before any request. */
export type NewPerson = Omit<Insertable<DB['relation_pair_people']>, 'check_id' | 'person'>

/** The result of an attempt; an answer of null records an attempt that need not be repeated. */
export type PairAnswer = Question & {
  answer: 'yes' | 'no' | 'unknown' | null
  /** The basis of a yes or a no. */
  basis?: 'friendship' | 'check' | 'search'
  /** The reason why there is no answer. */
  reason?: string
  tried?: OpenQuestion['tried'][number]
  /** The time of the fact, if not now. */
  at?: Date
}

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
  const rows = people.map((each, person) => ({ check_id: id, person, ...each }))
  await tx.insertInto('relation_pair_people').values(rows).execute()
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
export async function loadPairs(db: Db, id: string) {
  const { rows: people } = await sql<Person>`
    select person, account, trouble, is_looked_up as "isLookedUp", lists,
      case when is_named_by_id or ${isFresh('named_at')} or account is not null then platform_id end as "platformId",
      case when not is_named_by_id or ${isFresh('named_at')} then username end as username,
      jsonb_build_object('followers', follower_count, 'following', following_count) as lengths,
      exists (
        select from shared.relation_checks c join shared.scrape_tasks t on t.id = c.task_id
        where c.id = list_check_id and t.status in ('pending', 'running')
      ) as "isBeingRead"
    from relation_pair_people where check_id = ${id}::uuid`.execute(db)
  const { rows: questions } = await sql<OpenQuestion & { isOpen: boolean }>`
    select follower, followed, tried, reason, answer is null as "isOpen" from relation_pair_questions
    where check_id = ${id}::uuid order by follower, followed`.execute(db)
  return {
    people: new Map(people.map((each) => [each.person, each])),
    total: questions.length,
    open: questions.filter(({ isOpen }) => isOpen),
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
  { person }: Person,
  changes: UpdateObject<DB, 'relation_pair_people'>,
): Promise<void> {
  const update = tx.updateTable('relation_pair_people').set(changes).where('check_id', '=', id)
  await update.where('person', '=', person).execute()
}

/** Stores answers to questions that are still open; others do not change. */
export async function storeAnswers(
  tx: Tx,
  id: string,
  answers: readonly PairAnswer[],
): Promise<void> {
  await sql`
    update relation_pair_questions q
    set answer = a.answer, basis = a.basis, tried = array_remove(q.tried || a.tried, null),
      reason = case when a.answer is null then coalesce(a.reason, q.reason) else a.reason end,
      answered_at = case when a.answer is not null then coalesce(a.at, (select world_now())) end
    from jsonb_to_recordset(${jsonb(answers)})
      as a (follower smallint, followed smallint, answer text, basis text, reason text, tried text, at timestamptz)
    where q.check_id = ${id}::uuid and q.follower = a.follower and q.followed = a.followed
      and q.answer is null`.execute(tx)
}

/**
 * Begins or resumes a check. Resets the questions that the end of an earlier run left unknown;
 * their lists may be read again.
 */
export async function startPairs(tx: Tx, id: string): Promise<void> {
  await sql`
    update relation_pair_people p set lists = '{}', list_check_id = null
    from relation_pair_checks c
    where c.id = ${id}::uuid and p.check_id = c.id and c.completed_at is not null`.execute(tx)
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

/** Confirms the cost of a check; false when it did not wait for that. */
export async function storeConfirmation(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`
    update relation_pair_checks set ${confirmed}
    where id = ${id}::uuid and status = 'waiting' and completed_at is null
    returning id`.execute(tx)
  return rows.length > 0
}

/** The number of checks that one statement deletes. */
const CHECKS_AT_ONCE = 100

/** Deletes checks that were created more than `keepMs` ago (world time). Returns how many. */
export async function deleteOldPairs(db: Db, keepMs: number, signal: AbortSignal): Promise<number> {
  const old = oldChecks('relation_pair_checks', keepMs, CHECKS_AT_ONCE)
  const statement = sql`delete from relation_pair_checks where id = any (array(${old}))`
  return await deleteInSteps(db, statement, CHECKS_AT_ONCE, signal)
}
