import { sql } from 'kysely'
import { BLANK, mentionPattern, type CreatorIdentity } from '../../creators/identity.ts'
import type { Tx } from '../../db/database.ts'
import type { Forgotten } from '../../queue/care/erase.ts'
import type { ForgottenCreator } from '../manifest.ts'

/** Takes a creator off all lists, with what was noted about it there. */
export async function forgetMember(tx: Tx, { blogIds }: ForgottenCreator): Promise<Forgotten> {
  const { numAffectedRows = 0n } = await sql`
    delete from list_members where blog_id = any (${blogIds}::uuid[])`.execute(tx)
  return { removed: { list_members: Number(numAffectedRows) }, changed: {} }
}

/** Takes a creator's names out of what a team has written about lists and other creators; the names of lists stay. */
export async function forgetNamesInLists(
  tx: Tx,
  { usernames }: CreatorIdentity,
): Promise<Record<string, number>> {
  const pattern = mentionPattern(usernames)
  if (pattern === null) return {}
  const lists = await sql`
    update lists set description = regexp_replace(description, ${pattern}, ${`\\1${BLANK}`}, 'gi')
    where description ~* ${pattern}`.execute(tx)
  const members = await sql`
    update list_members set note = regexp_replace(note, ${pattern}, ${`\\1${BLANK}`}, 'gi')
    where note ~* ${pattern}`.execute(tx)
  return {
    lists: Number(lists.numAffectedRows ?? 0n),
    list_members: Number(members.numAffectedRows ?? 0n),
  }
}
