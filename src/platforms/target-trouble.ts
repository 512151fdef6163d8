import type { Profile } from './creators.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
  TargetSetAsideError,
} from './errors.ts'

/** Why nothing can be read of a target. */
export type TargetTrouble =
  | 'target_gone'
  | 'target_private'
  | 'target_restricted'
  | 'target_set_aside'

/** What an error says of the target; undefined where it says nothing of it. */
export function troubleOf(error: unknown): TargetTrouble | undefined {
  if (error instanceof NotFoundError) return 'target_gone'
  if (error instanceof PrivateProfileError) return 'target_private'
  if (error instanceof RestrictedProfileError) return 'target_restricted'
  if (error instanceof TargetSetAsideError) return 'target_set_aside'
  return undefined
}

/** What keeps the posts and lists of a profile from us although the profile itself is answered. */
export function troubleIn({
  isPrivate,
  isRestricted,
}: Pick<Profile, 'isPrivate' | 'isRestricted'>): TargetTrouble | undefined {
  if (isPrivate) return 'target_private'
  return isRestricted ? 'target_restricted' : undefined
}
