import type { Tx } from '../../db/database.ts'
import type { Member } from '../../platforms/members.ts'
import type { Services } from '../manifest.ts'

/** Whoever was erased is not stored again, not even as a name in a list. */
export async function withoutErased(
  tx: Tx,
  { erasures }: Pick<Services, 'erasures'>,
  members: readonly Member[],
): Promise<Member[]> {
  const { platformIds, usernames } = await erasures.erasedAmong(tx, {
    platformIds: members.map((member) => member.platformId),
    usernames: members.map((member) => member.username),
  })
  return members.filter(
    (member) => !platformIds.has(member.platformId) && !usernames.has(member.username),
  )
}
