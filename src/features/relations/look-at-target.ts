import type { Profile } from '../../platforms/creators.ts'
import type { ProfileTarget } from '../../platforms/creator-reader.ts'
import { troubleOf, type TargetTrouble } from '../../platforms/target-trouble.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import { countRequests, type StoredCheck } from './checks-store.ts'

export type LookedAt = { profile: Profile; account: string } | { reason: TargetTrouble }

/** The profile of a check's target as it is now; or why there is nothing to read. */
export async function lookAtTarget(
  { id, platform_id, username }: StoredCheck,
  { services, signal, note }: TaskContext<Services>,
): Promise<LookedAt> {
  const target: ProfileTarget =
    platform_id === null ? { username: username ?? '' } : { platformId: platform_id }
  let [account, requests] = ['', 0]
  try {
    const profile = await services.creatorReader.fetchProfile(target, {
      signal,
      onAccount: (name) => (account = name),
      onRequest: (count) => (requests = count),
    })
    note({ account })
    return { profile, account }
  } catch (error) {
    const reason = troubleOf(error)
    if (reason) return { reason }
    throw error
  } finally {
    await countRequests(services.db, id, null, requests)
  }
}
