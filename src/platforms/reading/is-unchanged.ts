import { calledNames, isSameButBlanked } from '../../creators/identity.ts'
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
 * Whether a profile still shows what is known of it. What is null on either side was not told at one of the two times
 * and says nothing; the number of posts has to be told, for nothing else shows that a post is new. A story that is to be
 * seen now, and was not then, may be in a highlight; one that is no longer to be seen has ended as stories do. Nor does
 * it say anything that calls of others are missing from what is known: they may have been erased there.
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
  now === null || before === null || isSameButBlanked(now, before)

/** All that is known is there in its order, and whatever is there beside it leads to somebody's profile. */
function areSameLinks(now: readonly BioLink[], before: readonly BioLink[]): boolean {
  let met = 0
  for (const link of now) {
    const next = before[met]
    if (next && link.url === next.url && link.title === next.title) met += 1
    else if (calledNames(`${link.url} ${link.title ?? ''}`).length === 0) return false
  }
  return met === before.length
}
