import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import type { MemberList } from '../../../platforms/member-reader.ts'
import type { Change, ChangeView } from '../change-view.ts'
import { indexOrderScan } from './index-order-scan.ts'
import { isComplete, present, type ListFacts } from './member-answers.ts'
import type { MemberPage } from './member-list.ts'

/** The same list of two checks. */
export type ComparedLists = { older: ListFacts; newer: ListFacts }

/**
 * Returns why a change is unknown; undefined where it is not. Only a complete list proves an
 * absence.
 */
export function undeterminedReason(
  change: Change,
  { older, newer }: ComparedLists,
): string | undefined {
  if (change === 'new' && !isComplete(older)) return reasonOf(older, 'earlier')
  if (change === 'gone' && !isComplete(newer)) return reasonOf(newer, 'later')
  return undefined
}

const reasonOf = ({ kind, state, reason }: ListFacts, which: string): string =>
  `${kind} of the ${which} check are ` +
  (state === 'incomplete' ? `incomplete (${reason ?? 'unknown'})` : 'not read to the end')

/** The changes that can be determined, in the order of the platform's ids; those after `after`. */
export async function listChanges(
  db: Db,
  lists: ComparedLists,
  changes: readonly Change[],
  page: MemberPage,
): Promise<ChangeView[]> {
  return await indexOrderScan(db, changesQuery(lists, changes, page), { sideBySide: true })
}

/** Exported for a test of its plan. A rename can always be determined. */
export function changesQuery(
  lists: ComparedLists,
  changes: readonly Change[],
  { limit, offset = 0, after }: MemberPage,
): ReturnType<typeof sql<ChangeView>> {
  const arms = changes
    .filter((change) => undeterminedReason(change, lists) === undefined)
    .map(
      (change) => sql<ChangeView>`
        (${armQuery(lists, change, after)} order by m.platform_id limit ${sql.lit(limit + offset)})`,
    )
  return sql<ChangeView>`
    select * from (${sql.join(arms, sql` union all `)}) changes
    order by platform_id limit ${sql.lit(limit)} offset ${sql.lit(offset)}`
}

/** Reads both lists side by side, from where the page begins. */
function armQuery(
  { older, newer }: ComparedLists,
  change: Change,
  after: string | undefined,
): RawBuilder<ChangeView> {
  const within = (table: 'm' | 'o', { checkId, kind }: ListFacts): RawBuilder<unknown> => {
    const column = (name: string): RawBuilder<unknown> => sql.ref(`${table}.${name}`)
    const range = after === undefined ? sql`` : sql` and ${column('platform_id')} > ${after}`
    return sql`${column('check_id')} = ${checkId}::uuid and ${column('kind')} = ${kind}${range}`
  }
  const [walked, other] = change === 'gone' ? [older, newer] : [newer, older]
  const both = sql`${within('o', other)} and o.platform_id = m.platform_id`
  const isRenamed = change === 'renamed'
  const absence = sql`not exists (select from relation_members o where ${both})`
  // A member of an earlier reading only may have left again.
  const isSure = sql`${present(walked, sql.ref('m.last_reading'))} = 'yes'`
  const condition = {
    new: sql`${absence} and ${isSure}`,
    gone: absence,
    renamed: sql`o.username <> m.username`,
  }[change]
  return sql<ChangeView>`
    select m.platform_id, m.username, ${isRenamed ? sql`o.username` : sql`null::text`} as previous_username,
      m.is_private, m.is_verified, ${sql.lit(change)} as change
    from relation_members m ${isRenamed ? sql`join relation_members o on ${both}` : sql``}
    where ${within('m', walked)} and ${condition}`
}

/**
 * The check that a list is compared with: the one that knew its members where only new ones were
 * read, otherwise the newest earlier check of the target that has read something of it, whole.
 */
export async function findEarlierCheck(
  db: Db,
  check: { id: string; platform_id: string },
  kind: MemberList,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`
    select id from (select 0 as place, base_check_id as id from relation_lists
    where check_id = ${check.id}::uuid and kind = ${kind} and new_since is not null
    union all
    (select 1, c.id from relation_checks c
    join relation_lists l on l.check_id = c.id and l.kind = ${kind}
    where c.platform_id = ${check.platform_id} and c.id < ${check.id}::uuid and c.completed_at is not null
      and (l.state = 'complete' or (l.collected > 0 and l.new_since is null))
    order by c.id desc
    limit 1)) earlier
    order by place
    limit 1`.execute(db)
  return rows[0]?.id ?? undefined
}
