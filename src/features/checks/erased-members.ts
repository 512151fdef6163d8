import { createHash } from 'node:crypto'
import type { Db, Tx } from '../../db/database.ts'
import type { Member } from '../../platforms/members.ts'
import type { Services } from '../manifest.ts'

/**
 * What is kept of members that were erased, so that a list knows how many of its people it has met although it stores
 * fewer. Twelve bits tell two of them apart, as a rule, and tell nobody who they are; two that look alike count as one, so
 * that a list rather seems too short than whole.
 */
export function withheldMark(checkId: string, platformId: string): string {
  return createHash('sha256').update(`${checkId} ${platformId}`).digest('hex').slice(0, 3)
}

/** Whoever was erased is not stored again, not even as a name in a list. */
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
