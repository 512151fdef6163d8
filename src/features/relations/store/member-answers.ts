import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'

/** Whether a person is in a list: 'no' only if the list is complete. */
export const ANSWERS = ['yes', 'no', 'unknown'] as const
export type Answer = (typeof ANSWERS)[number]

/**
 * The relations of a person and the target of a check; unknown unless both lists have an answer.
 */
export const RELATIONS = ['mutual', 'fan', 'not_following_back', 'unknown'] as const
export type Relation = (typeof RELATIONS)[number]

/** The facts about a list that decide its answers about members and others. */
export type ListFacts = {
  checkId: string
  kind: MemberList
  state: string
  /** Why it is incomplete. */
  reason: string | null
  collected: number
  /** The newest reading that has a page. */
  reading: number
}

export type CheckLists = Partial<Record<MemberList, ListFacts>>

/** The lists that a check reads. Throws NoSuchRecordError. */
export async function getLists(db: Db, checkId: string): Promise<CheckLists> {
  const rows = await db
    .selectFrom('relation_lists')
    .select(['check_id as checkId', 'state', 'reason', 'collected', 'reading'])
    .select(sql<MemberList>`kind`.as('kind'))
    .where('check_id', '=', checkId)
    .execute()
  if (rows.length === 0) throw new NoSuchRecordError(`no relation check ${checkId}`)
  return Object.fromEntries(rows.map((row) => [row.kind, row]))
}

export const isComplete = (list: ListFacts | undefined): boolean => list?.state === 'complete'

/** The answer for a person who is not among the members. */
export const absent = (list: ListFacts | undefined): Answer => (isComplete(list) ? 'no' : 'unknown')

/**
 * The answer for a member. A member of an earlier reading who is missing in the last whole one has
 * probably left; the platform may also have skipped the member, so the answer is unknown.
 */
export function present(list: ListFacts, lastReading: RawBuilder<number>): RawBuilder<Answer> {
  if (!mayBeUnsure(list)) return sql<Answer>`'yes'`
  return sql<Answer>`case when ${lastReading} < ${sql.lit(list.reading)} then 'unknown' else 'yes' end`
}

/** Whether the answer for some members is unknown. */
export const mayBeUnsure = (list: ListFacts | undefined): boolean =>
  list !== undefined && isComplete(list) && list.reading > 1
