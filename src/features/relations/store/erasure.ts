import { deleteMembers, membersToErase } from './lists.ts'
import { deleteChecks } from './checks.ts'
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
  const members = await deleteMembers(tx, checks)
  await deleteChecks(tx, checks)
  const tasks = await eraseTasks(tx, types, { subjects: [], words: checks, settlingTaskId })
  const own = { relation_members: members, relation_checks: checks.length }
  return { removed: { ...tasks.removed, ...own }, changed: tasks.changed }
}

/** Takes a creator out of the lists of others. */
export async function removeFromLists(tx: Tx, creator: CreatorToErase): Promise<ErasedRows> {
  const { rows } = await membersToErase(creator).execute(tx)
  const { members, lists } = rows[0] ?? { members: 0, lists: 0 }
  return { removed: { relation_members: members }, changed: { relation_lists: lists } }
}
