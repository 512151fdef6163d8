import { challengeRequired, fail } from '../answer.ts'
import { geoblock } from '../faults.ts'
import type { Creator } from '../world/creator.ts'
import type { Outcome, Services, Target } from './route.ts'

/** The visible creator with this username or id. A creator hidden by age shows its profile only. */
export function findTarget(
  services: Services,
  usernameOrPk: string,
  { asProfile = false }: { asProfile?: boolean } = {},
): Target {
  const creator = services.world.creator(usernameOrPk)
  if (!creator) return { outcome: fail(404, { message: 'User not found' }) }
  const outcome = poisonOf(services, creator)
  if (outcome) return { outcome }
  if (creator.isDeleted) return { outcome: fail(404, { message: 'User not found' }) }
  const isHidden = creator.restriction !== null && !(asProfile && creator.restriction === 'age')
  return isHidden ? { outcome: restricted() } : { creator }
}

/** The challenge for a request about a poisoned creator. */
export function poisonOf(services: Services, creator: Creator): Outcome | null {
  const { poisoned, randomFaults } = services
  const isPoisoned = poisoned.has(creator.index) || randomFaults.storm?.isPoisoned(creator.index)
  if (!isPoisoned) return null
  return {
    ...challengeRequired(),
    consequence: 'freeze',
    cause: 'a poisoned target',
    target: creator.pk,
  }
}

/** The answer about a creator hidden by age or region. */
const restricted = (): Outcome => geoblock()

export const notAuthorized = (): Outcome =>
  fail(400, { message: 'Not authorized to view user', error_type: 'not_authorized' })
