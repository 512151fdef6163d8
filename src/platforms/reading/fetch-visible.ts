import type { CreatorSession, ProfileTarget, ScrapeOptions } from '../creator-reader.ts'
import type { Profile } from '../creators.ts'
import { PrivateProfileError, RestrictedProfileError } from '../target-errors.ts'
import type { Steps } from './steps.ts'

/**
 * Fetches a profile and saves it in the progress. Throws PrivateProfileError or
 * RestrictedProfileError when its posts cannot be seen.
 */
export async function fetchVisible(
  target: ProfileTarget,
  onProfile: ScrapeOptions['onProfile'],
  { progress, request, save }: Steps<{ profile: Profile | null; requests: number }, CreatorSession>,
): Promise<Profile> {
  const profile = await request((session) => session.fetchProfile(target))
  await onProfile?.(profile, progress.requests)
  // Treated like a region block, whose answer does not say whether the profile is private too.
  if (profile.isRestricted)
    throw new RestrictedProfileError('the profile is hidden by age or region')
  if (profile.isPrivate) throw new PrivateProfileError('the profile is private')
  progress.profile = profile
  await save()
  return profile
}
