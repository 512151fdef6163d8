import type { Random } from '../random.ts'
import { CITIES, type City } from './cities.ts'

export type Place = {
  pk: string
  name: string
  /** The platform omits some positions. */
  position: { lat: number; lng: number } | null
}

export const PLACES: readonly (Place & { city: City })[] = CITIES.flatMap((city) =>
  city.places.map((_, at) => ({ ...placeIn(city, at), city })),
)

/** The same place always has the same id. */
export function placeOf(random: Random, { city }: { city: City }, shapes: boolean): Place {
  const at = random.integer(0, city.places.length - 1)
  const isUnplaced = random.chance(0.1)
  const place = placeIn(city, at)
  return shapes && isUnplaced ? { ...place, position: null } : place
}

function placeIn(city: City, at: number): Place {
  const spread = (offset: number): number => Math.round(offset * 10_000) / 10_000
  return {
    pk: String(240_000_000 + Math.round(city.lat * 1_000) * 100 + at),
    name: city.places[at] ?? city.name,
    position: { lat: spread(city.lat + at * 0.01), lng: spread(city.lng + at * 0.01) },
  }
}
