import { sql } from 'kysely'
import { ConflictError } from '../../../../../base/errors.ts'
import type { Tx } from '../../../../../db/handles.ts'
import { DOUBTS } from '../../../translations/caption-flags.ts'
import type { PostState } from '../../post-states.ts'

/** The states of a post of which nothing was published. */
const EDITABLE: readonly PostState[] = ['draft', 'translating', 'review', 'pending']

export const isEditable = (status: PostState): boolean => EDITABLE.includes(status)

export function requireEditable({ status }: { status: PostState }): void {
  if (!isEditable(status))
    throw new ConflictError(`the post is ${status}: duplicate it to publish it again, changed`)
}

/** The accounts that the post `p` is for, as its groups are now. */
const READERS = sql`
  select a.id, a.language from publishing_accounts a
  where a.id in (
    select t.publishing_account_id from post_targets t where t.post_id = p.id
    union
    select m.publishing_account_id from post_targets t join group_members m on m.group_id = t.group_id
      where t.post_id = p.id)`

/**
 * Sets the state of a post that has not begun from its translation, its captions and its time, in
 * this order. A translation continues until it is reported as ended. A post is in review if
 * captions would go out that a person has to confirm: where the post requires it, those that a
 * person wrote for an older text, and translations that do not read like their language.
 */
export async function settleUnbegun(
  tx: Tx,
  id: string,
  translation: 'begins' | 'as it is' | 'ended' = 'as it is',
): Promise<void> {
  await sql`
    update posts p set updated_at = world_now(), status = case
        when ${translation} = 'begins' or (p.status = 'translating' and ${translation} <> 'ended') then 'translating'
        when exists (
          select from post_captions c join (${READERS}) a on a.id = c.publishing_account_id or a.language = c.language
          where c.post_id = p.id and (c.language is null or c.language is distinct from p.language)
            and not coalesce(c.language = any (p.as_is), false) and not coalesce(a.id::text = any (p.as_is), false)
            and (p.requires_review and c.confirmed_at is null
              or c.service = 'person' and c.source_hash <> p.source_hash
              or c.service <> 'person' and c.confirmed_at is null and c.flags && ${DOUBTS}::text[])) then 'review'
        when p.scheduled_at is not null then 'pending'
        else 'draft'
      end
    where p.id = ${id}::uuid and p.status = any (${EDITABLE}::text[])`.execute(tx)
}
