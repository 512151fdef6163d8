import { createRandom, hash32 } from '../random.ts'
import { CITIES, type City } from './cities.ts'
import type { Creator } from './creator.ts'
import { permutation } from './permutation.ts'
import { PLACES } from './place.ts'
import type { WorldPost } from './post.ts'
import { TOPICS } from './topics.ts'

export type LocationTab = 'ranked' | 'recent'

export type LocationSource = {
  seed: string
  creators: number
  creator(index: number): Creator
  post(creator: Creator, ordinal: number): WorldPost
}

/** Creators per post, so that the search in a small world ends. */
const CREATORS_PER_POST = 6
/** A place shows only new posts of an author. */
const NEWEST = 12
const POSTS_PER_AUTHOR = 2

/** The posts of a place's page, by creators of its city; null for an unknown place. */
export function locationPosts(
  source: LocationSource,
  placePk: string,
  tab: LocationTab,
): WorldPost[] | null {
  const place = PLACES.find(({ pk }) => pk === placePk)
  if (!place) return null
  const wanted = createRandom(source.seed, 'location', placePk, tab).integer(40, 110)
  const posts: WorldPost[] = []
  let looked = 0
  for (const index of citizens(source, place.city, hash32(`${source.seed}/${tab}/${placePk}`))) {
    if (posts.length >= wanted || ++looked > wanted * CREATORS_PER_POST) break
    posts.push(...postsAt(source, source.creator(index), placePk))
  }
  const page = posts.slice(0, wanted)
  return tab === 'ranked' ? page : page.sort(newerFirst)
}

/** Indices of the creators of a city, in an order that depends on the key. */
function* citizens(source: LocationSource, city: City, key: number): Generator<number> {
  const at = CITIES.indexOf(city)
  const stride = TOPICS.length * CITIES.length
  const rounds = Math.ceil(source.creators / stride)
  for (const number of permutation(rounds * TOPICS.length, key)) {
    const round = Math.floor(number / TOPICS.length)
    const index = round * stride + at * TOPICS.length + (number % TOPICS.length)
    if (index < source.creators) yield index
  }
}

function postsAt(source: LocationSource, creator: Creator, placePk: string): WorldPost[] {
  if (creator.isDeleted || creator.isPrivate) return []
  const newest = Array.from({ length: Math.min(creator.mediaCount, NEWEST) }, (_, back) =>
    source.post(creator, creator.mediaCount - back),
  )
  return newest.filter(({ place }) => place?.pk === placePk).slice(0, POSTS_PER_AUTHOR)
}

const newerFirst = (a: WorldPost, b: WorldPost): number => b.takenAt.getTime() - a.takenAt.getTime()
