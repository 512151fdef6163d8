import { challengeRequired, fail } from '../answer.ts'
import { geoblock } from '../faults.ts'
import type { Creator } from '../world/creator.ts'
import type { Outcome, Services, Target } from './route.ts'

/**
 * The creator with this username or id, as far as the platform lets anybody see one. Whoever is hidden by age shows a
 * profile, and nothing else.
 */
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

/** The challenge that asking for a poisoned creator brings upon an account. */
export function poisonOf(services: Services, creator: Creator): Outcome | null {
  const { poisoned, weather } = services
  const isPoisoned = poisoned.has(creator.index) || weather.storm?.isPoisoned(creator.index)
  if (!isPoisoned) return null
  return {
    ...challengeRequired(),
    consequence: 'freeze',
    cause: 'a poisoned target',
    target: creator.pk,
  }
}

/** What is asked of a creator who is hidden by age or region. */
const restricted = (): Outcome => geoblock()

export const notAuthorized = (): Outcome =>
  fail(400, { message: 'Not authorized to view user', error_type: 'not_authorized' })
