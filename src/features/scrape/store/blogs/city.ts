import type { Config } from '../../../declarations.ts'
import type { Profile } from '../../../../platforms/creators.ts'
import { cityOfCreator, type PlacedPost } from '../../city-of-creator.ts'

type NewestPost = { caption_text: string | null; location_name: string | null }

const NONE = { city_id: null, city: null, city_source: null, city_posts: null }

/** The columns of `blogs` with the city; none while GRAMD_CREATOR_CITIES is off. */
export function cityColumns(
  { cityName, biography }: Pick<Profile, 'cityName' | 'biography'>,
  newest: readonly NewestPost[],
  { creatorCities }: Pick<Config, 'creatorCities'>,
) {
  if (!creatorCities) return NONE
  const posts = newest.map((post): PlacedPost => ({
    caption: post.caption_text,
    place: post.location_name,
  }))
  const found = cityOfCreator({ cityName, biography, posts })
  if (found === undefined) return NONE
  const { city, source, count } = found
  return { city_id: city.id, city: city.names.en, city_source: source, city_posts: count ?? null }
}
