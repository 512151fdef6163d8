import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { IncompleteReason, MemberList } from '../../../platforms/member-reader.ts'
import type { StoredList } from './lists.ts'

/** The reason of a list of which Instagram shows only about 50 people. */
const ONLY_FEW = 'only_few_shown' satisfies IncompleteReason

/** The lists of a check that ended because Instagram shows only about 50 people of them. */
export const truncatedLists = (lists: readonly StoredList[]): Set<MemberList> =>
  new Set(lists.filter(({ reason }) => reason === ONLY_FEW).map(({ kind }) => kind))

/** The most older checks of the target whose lists are read. */
const MAX_CHECKS = 20

/**
 * The lists of a target of which Instagram showed only about 50 people when each was last read to
 * its end. A target is found by its id or its name.
 */
export async function truncatedBefore(db: Db, target: Target): Promise<Set<MemberList>> {
  const { rows } = await truncatedQuery(target).execute(db)
  return new Set(rows.map(({ kind }) => kind))
}

type Target = { platformId: string | null; username: string | null }

/** Exported for a test of its plan. */
export const truncatedQuery = ({ platformId, username }: Target) =>
  sql<{ kind: MemberList }>`
    select kind from (
      select distinct on (l.kind) l.kind, l.reason
      from (
        (select id from relation_checks where platform_id = ${platformId} order by id desc limit ${MAX_CHECKS})
        union
        (select id from relation_checks where username = ${username} order by id desc limit ${MAX_CHECKS})
      ) c
      join relation_lists l on l.check_id = c.id
      where l.state in ('complete', 'incomplete')
      order by l.kind, c.id desc
    ) newest
    where reason = ${ONLY_FEW}`
