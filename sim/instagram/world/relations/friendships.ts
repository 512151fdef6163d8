import { TOPICS } from '../topics.ts'
import { mix } from './person.ts'

/** Which creators follow each other. */
export type Friendships = {
  /** Indices of a creator's friends among the creators, always in the same order; each is a friend of theirs as well. */
  of(index: number): readonly number[]
}

/** How far a creator's friends are at most, in creators of the same topic: twice as many could be friends. */
const REACH = 8
const SHARE = 0.5

/** Half of the nearest creators of the same topic are friends; the hostile ones, who come after all others, have none. */
export const createFriendships = (seed: number, creators: number): Friendships => ({
  of(index) {
    if (index >= creators) return []
    const nearest = Array.from({ length: REACH }, (_, at) => (at + 1) * TOPICS.length)
    return nearest
      .flatMap((distance) => [index - distance, index + distance])
      .filter((other) => other >= 0 && other < creators)
      .filter((other) => {
        const [low, high] = other < index ? [other, index] : [index, other]
        return mix(mix(seed ^ 2, low), high) / 2 ** 32 < SHARE
      })
  },
})
