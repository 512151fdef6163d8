import { createRandom } from '../random.ts'
import { CITIES } from './cities.ts'
import type { Creator } from './creator.ts'
import { TOPICS } from './topics.ts'

export type SimilarSource = { seed: string; creators: number; creator(index: number): Creator }

const FEWEST = 12
const MOST = 40
/** The share of creators without similar ones. */
const NOT_OFFERED = 0.12

/**
 * Indices of the similar creators: the neighbours in city and topic, then creators of the topic
 * elsewhere. Null for private creators and some others.
 */
export function similarTo(source: SimilarSource, creator: Creator): number[] | null {
  const random = createRandom(source.seed, 'similar', creator.index)
  if (random.chance(NOT_OFFERED) || creator.isPrivate) return null
  const wanted = random.integer(FEWEST, MOST)
  const found: number[] = []
  const steps = [TOPICS.length * CITIES.length, TOPICS.length]
  for (const step of steps) {
    for (const index of neighbours(creator.index, step, source.creators, wanted * 2)) {
      if (found.length >= wanted) return found
      if (!found.includes(index) && !source.creator(index).isDeleted) found.push(index)
    }
  }
  return found
}

/** The nearest indices at multiples of a step, on alternating sides. */
function* neighbours(index: number, step: number, count: number, most: number): Generator<number> {
  for (let distance = 1; distance <= most; distance++) {
    for (const neighbour of [index + distance * step, index - distance * step]) {
      if (neighbour >= 0 && neighbour < count) yield neighbour
    }
  }
}
