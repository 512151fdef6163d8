import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { NoSuchRecordError } from '../../base/errors.ts'
import type { MemberList } from '../../platforms/member-reader.ts'

/** What a check can tell of somebody: 'no' only by a list that is complete. */
export const ANSWERS = ['yes', 'no', 'unknown'] as const
export type Answer = (typeof ANSWERS)[number]

/** How somebody and the target of a check stand to each other; unknown unless both lists tell. */
export const RELATIONS = ['mutual', 'fan', 'not_following_back', 'unknown'] as const
export type Relation = (typeof RELATIONS)[number]

/** What has to be known of a list to tell what it says of its members, and of others. */
export type ListFacts = {
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
    .select(['state', 'reason', 'collected', 'reading', sql<MemberList>`kind`.as('kind')])
    .where('check_id', '=', checkId)
    .execute()
  if (rows.length === 0) throw new NoSuchRecordError(`no relation check ${checkId}`)
  return Object.fromEntries(rows.map((row) => [row.kind, row]))
}

export const isComplete = (list: ListFacts | undefined): boolean => list?.state === 'complete'

/** What a list says of somebody who is not among its members. */
export const absent = (list: ListFacts | undefined): Answer => (isComplete(list) ? 'no' : 'unknown')

/**
 * What a list says of a member. Whoever an earlier reading has seen, and the last whole one has not, has probably left
 * since; the platform may also have passed over them, so nobody knows.
 */
export function present(list: ListFacts, lastReading: RawBuilder<number>): RawBuilder<Answer> {
  if (!mayBeUnsure(list)) return sql<Answer>`'yes'`
  return sql<Answer>`case when ${lastReading} < ${sql.lit(list.reading)} then 'unknown' else 'yes' end`
}

/** Whether a list may not know of some of its own members. */
export const mayBeUnsure = (list: ListFacts | undefined): boolean =>
  list !== undefined && isComplete(list) && list.reading > 1
