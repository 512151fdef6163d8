import type { BioLink, KnownProfile, Profile } from './port.ts'

type Comparable = string | number | boolean | BioLink[]

const COMPARED = [
  'username',
  'fullName',
  'biography',
  'isVerified',
  'isBusiness',
  'businessCategory',
  'clipsCount',
  'pictureId',
  'bioLinks',
  'hasHighlights',
] as const satisfies (keyof KnownProfile)[]

/**
 * Whether a profile still shows what is known of it. What is null on either side was not told at one of the two times
 * and says nothing; the number of posts has to be told, for nothing else shows that a post is new. A story that is to be
 * seen now, and was not then, may be in a highlight; one that is no longer to be seen has ended as stories do.
 */
export function isUnchanged(profile: Profile, known: KnownProfile): boolean {
  if (profile.mediaCount === null || profile.mediaCount !== known.mediaCount) return false
  const isNewStory = (profile.latestStoryAt?.getTime() ?? 0) > (known.latestStoryAt?.getTime() ?? 0)
  return (
    !isNewStory &&
    COMPARED.every((field) => {
      const [now, before] = [profile[field], known[field]]
      return now === null || before === null || comparable(now) === comparable(before)
    })
  )
}

function comparable(value: Comparable): string | number | boolean {
  if (!Array.isArray(value)) return value
  return JSON.stringify(value.map(({ url, title }) => [url, title]))
}
