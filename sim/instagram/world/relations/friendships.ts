import { TOPICS } from '../topics.ts'
import { mix } from './person.ts'

export type Friendships = {
  /** Indices of a creator's friends, always in the same order. Friendship is mutual. */
  of(index: number): readonly number[]
}

/** The maximum distance of friends, in creators of the same topic; half of those are friends. */
const REACH = 8
const SHARE = 0.5

/** Half of the nearest creators of the same topic are friends; hostile creators have none. */
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
