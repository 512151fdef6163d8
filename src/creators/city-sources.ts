/** The sources of the city of a creator, the most trusted first. */
export const CITY_SOURCES = ['written', 'tagged', 'biography', 'inferred'] as const
export type CitySource = (typeof CITY_SOURCES)[number]
