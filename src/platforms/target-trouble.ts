import type { Profile } from './creators.ts'
import {
  NotFoundError,
  PrivateProfileError,
  RestrictedProfileError,
  TargetQuarantinedError,
} from './target-errors.ts'

/** Why a target cannot be read. */
export type TargetTrouble =
  | 'target_gone'
  | 'target_private'
  | 'target_restricted'
  | 'target_quarantined'

/** Returns what an error says about the target; undefined when it does not concern the target. */
export function troubleOf(error: unknown): TargetTrouble | undefined {
  if (error instanceof NotFoundError) return 'target_gone'
  if (error instanceof PrivateProfileError) return 'target_private'
  if (error instanceof RestrictedProfileError) return 'target_restricted'
  if (error instanceof TargetQuarantinedError) return 'target_quarantined'
  return undefined
}

/** Why the posts and lists of a visible profile cannot be read. */
export function troubleIn({
  isPrivate,
  isRestricted,
}: Pick<Profile, 'isPrivate' | 'isRestricted'>): TargetTrouble | undefined {
  if (isRestricted) return 'target_restricted'
  return isPrivate ? 'target_private' : undefined
}
