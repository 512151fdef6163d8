import { generateCreator, type Creator, type CreatorSource } from './creator.ts'
import { personAt, seedOfPeople, type PersonRef } from './relations/person.ts'

/** A person around creators as a profile without posts; `Relations` has its lists. */
export function personCreator(source: CreatorSource, index: number, ref: PersonRef): Creator {
  const person = personAt(ref, seedOfPeople(source.seed), source.shapes)
  const counts = { followerCount: 0, mediaCount: 0, highlightCount: 0 }
  return {
    ...generateCreator(source, index),
    ...person,
    ...counts,
    origin: { ...counts, latestStoryAt: null },
    isPrivate: person.isPrivate ?? false,
    isDeleted: false,
    followingCount: 0,
    pictureId: null,
    pinnedOrdinals: [],
    latestStoryAt: null,
  }
}
