import { mentionedNames, isSameButRedacted } from '../../creators/identity.ts'
import type { BioLink, KnownProfile, Profile } from '../creators.ts'

const COMPARED = [
  'username',
  'fullName',
  'isVerified',
  'isBusiness',
  'businessCategory',
  'pictureId',
  'hasHighlights',
] as const satisfies (keyof KnownProfile)[]

/**
 * Whether a profile is as known. A null on either side was unknown then and is not compared; the
 * number of posts is required, because only it shows a new post. A newly visible story may be in a
 * highlight; a story no longer visible has just expired. Mentions missing from the known text are
 * no change: they may have been erased there.
 */
export function isUnchanged(profile: Profile, known: KnownProfile): boolean {
  if (profile.mediaCount === null || profile.mediaCount !== known.mediaCount) return false
  const isNewStory = (profile.latestStoryAt?.getTime() ?? 0) > (known.latestStoryAt?.getTime() ?? 0)
  return (
    !isNewStory &&
    isSameBiography(profile.biography, known.biography) &&
    areSameLinks(profile.bioLinks, known.bioLinks) &&
    COMPARED.every((field) => {
      const [now, before] = [profile[field], known[field]]
      return now === null || before === null || now === before
    })
  )
}

const isSameBiography = (now: string | null, before: string | null): boolean =>
  now === null || before === null || isSameButRedacted(now, before)

/** All known links are there in order, and any other link leads to a person's profile. */
function areSameLinks(now: readonly BioLink[], before: readonly BioLink[]): boolean {
  let met = 0
  for (const link of now) {
    const next = before[met]
    if (next && link.url === next.url && link.title === next.title) met += 1
    else if (mentionedNames(`${link.url} ${link.title ?? ''}`).length === 0) return false
  }
  return met === before.length
}
