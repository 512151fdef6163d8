import { createHash } from 'node:crypto'
import type { Db, Tx } from '../../db/database.ts'
import type { Member } from '../../platforms/members.ts'
import type { Services } from '../manifest.ts'

/**
 * Stands for an erased member in the count of a list that does not store them. Twelve bits tell two
 * members of a list apart, as a rule, and identify nobody; two with the same bits count as one, so
 * that a list seems too short rather than complete.
 */
export function erasedFingerprint(checkId: string, platformId: string): string {
  return createHash('sha256').update(`${checkId} ${platformId}`).digest('hex').slice(0, 3)
}

/** The members that were erased: they are not stored again, not even as a name in a list. */
export async function erasedOf(
  db: Db | Tx,
  { erasures }: Pick<Services, 'erasures'>,
  members: readonly Member[],
): Promise<Member[]> {
  const { platformIds, usernames } = await erasures.erasedAmong(db, {
    platformIds: members.map((member) => member.platformId),
    usernames: members.map((member) => member.username.toLowerCase()),
  })
  return members.filter(
    (member) => platformIds.has(member.platformId) || usernames.has(member.username.toLowerCase()),
  )
}
