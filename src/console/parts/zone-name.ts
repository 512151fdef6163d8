import { cityName } from '../../places/cities.ts'
import { cityNamed } from '../../places/find-cities.ts'
import { localeOf, type Language } from '../messages.ts'

/** Zones by offset alone, such as UTC or Etc/GMT+5, are named after no city. */
const NO_CITY = /^(?:Etc\/.*|[^/]+)$/

/** Returns the city after which a time zone is named, such as Almaty; other zones by their code. */
export function cityOfZone(language: Language, zone: string): string {
  if (NO_CITY.test(zone)) return zone.replace('Etc/', '')
  const name = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
  const city = cityNamed(name)
  return city === undefined ? name : cityName(city, language)
}

/** The same with the zone's distance from UTC at a moment, such as Almaty (UTC+5). */
export function zoneName(language: Language, zone: string, at: Date): string {
  const offset = offsetOf(language, zone, at)
  return NO_CITY.test(zone) ? offset : `${cityOfZone(language, zone)} (${offset})`
}

/** Making one takes a millisecond. */
const formats = new Map<string, Intl.DateTimeFormat>()
/** There are some 400 zones, in each language. */
const MAX_FORMATS = 2_000

function formatOf(language: Language, timeZone: string): Intl.DateTimeFormat {
  const key = `${language} ${timeZone}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat(localeOf(language), {
    timeZone,
    timeZoneName: 'shortOffset',
  })
  if (formats.size < MAX_FORMATS) formats.set(key, format)
  return format
}

function offsetOf(language: Language, timeZone: string, at: Date): string {
  const found = formatOf(language, timeZone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const hours = (found?.value ?? '').replace(/^GMT|^UTC/, '')
  return hours === '+0' ? 'UTC' : `UTC${hours.replace('-', '−')}`
}
