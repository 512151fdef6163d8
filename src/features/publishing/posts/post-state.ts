import { sql } from 'kysely'
import { ConflictError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/database.ts'
import type { PostRow } from './posts-store.ts'

/** Nothing of it was published. */
const EDITABLE: readonly PostRow['status'][] = ['draft', 'translating', 'review', 'pending']

export const isEditable = (status: PostRow['status']): boolean => EDITABLE.includes(status)

export function requireEditable({ status }: Pick<PostRow, 'status'>): void {
  if (!isEditable(status))
    throw new ConflictError(`the post is ${status}: duplicate it to publish it again, changed`)
}

/**
 * Makes the state of a post that has not begun what its translation, its captions and its time say, in this order. A
 * translation goes on until it is said to have ended.
 */
export async function settleUnbegun(
  tx: Tx,
  id: string,
  translation: 'begins' | 'as it is' | 'ended' = 'as it is',
): Promise<void> {
  await sql`
    update posts p set updated_at = world_now(), status = case
        when ${translation} = 'begins' or (p.status = 'translating' and ${translation} <> 'ended') then 'translating'
        when p.requires_review and exists (
          select from post_captions c where c.post_id = p.id and c.confirmed_at is null
            and (c.language is null or c.language is distinct from p.language)) then 'review'
        when p.scheduled_at is not null then 'pending'
        else 'draft'
      end
    where p.id = ${id}::uuid and p.status = any (${EDITABLE}::text[])`.execute(tx)
}
