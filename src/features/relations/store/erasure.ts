import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import { eraseTasks, type ErasedRows } from '../../../queue/care/erase.ts'
import type { Queue } from '../../../queue/queue.ts'
import type { CreatorToErase } from '../../erasures.ts'
import type { Services } from '../../services.ts'

/** Removes the checks of a creator with their tasks, whose holders can store nothing more. */
export async function removeChecks(
  tx: Tx,
  { blogIds, platformIds, usernames, settlingTaskId }: CreatorToErase,
  { types }: Queue<Services>,
): Promise<ErasedRows> {
  const { rows } = await sql<{ id: string }>`
    select id from relation_checks
    where blog_id = any (${blogIds}::uuid[]) or platform_id = any (${platformIds}::text[])
      or username = any (${usernames}::text[])
    for update`.execute(tx)
  if (rows.length === 0) return { removed: {}, changed: {} }
  const checks = rows.map(({ id }) => id)
  const { numAffectedRows = 0n } = await sql`
    delete from relation_members where check_id = any (${checks}::uuid[])`.execute(tx)
  await sql`delete from relation_checks where id = any (${checks}::uuid[])`.execute(tx)
  const tasks = await eraseTasks(tx, types, { subjects: [], words: checks, settlingTaskId })
  const own = { relation_members: Number(numAffectedRows), relation_checks: checks.length }
  return { removed: { ...tasks.removed, ...own }, changed: tasks.changed }
}

/** Takes a creator out of the lists of others. */
export async function removeFromLists(tx: Tx, creator: CreatorToErase): Promise<ErasedRows> {
  const { rows } = await membersToErase(creator).execute(tx)
  const { members, lists } = rows[0] ?? { members: 0, lists: 0 }
  return { removed: { relation_members: members }, changed: { relation_lists: lists } }
}

/**
 * Takes a creator out of all lists; `collected` stays the number of stored members, and `erased` says
 * that some are missing. Exported for a test of its plan.
 */
export const membersToErase = ({
  platformIds,
  usernames,
}: Pick<CreatorToErase, 'platformIds' | 'usernames'>) => sql<{ members: number; lists: number }>`
  with gone as (
    delete from relation_members
    where platform_id = any (${platformIds}::text[]) or username = any (${usernames}::text[])
    returning check_id, kind
  ), counted as (
    select check_id, kind, count(*)::int as members from gone group by check_id, kind
  ), changed as (
    update relation_lists l set
      collected = greatest(0, l.collected - counted.members), erased = l.erased + counted.members
    from counted where l.check_id = counted.check_id and l.kind = counted.kind
    returning l.check_id
  )
  select (select count(*)::int from gone) as members, (select count(*)::int from changed) as lists`
