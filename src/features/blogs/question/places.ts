import { cityValue, findCities } from '../../../places/find-cities.ts'
import type { Reading } from './reading.ts'

/** Countries by their names in English, Russian and Kazakh: a beginning, then any ending. */
const COUNTRIES: Readonly<Record<string, string>> = {
  KZ: 'kazakh?stan|qazaqstan|казах?стан|қазақстан|рк|kz|кз',
  RU: 'russia(?!n)|росси[яиюе]|ресей',
  UZ: "uzbekistan|o[ʻʼ’']?zbekiston|узбекистан|өзбекстан",
  KG: 'kyrgyzstan|kirghizia|кыргызстан|киргизи|қырғызстан',
  TJ: 'tajikistan|таджикистан|тәжікстан',
  TM: 'turkmenistan|туркменистан|түрікменстан',
  GE: 'georgia(?!n)|грузи[яиюе]|грузия',
  AM: 'armenia(?!n)|армени[яиюе]|армения',
  AZ: 'azerbaijan(?!i)|азербайджан[аеу]?(?!\\p{L})|әзербайжан',
  TR: 'turkey|türkiye|turkiye|турци[яиюе]|түркия',
  AE: 'uae|emirates|оаэ|эмират|баә|әмірлік',
  US: 'usa|united states|сша|америк[аеиу]|ақш',
  GB: 'uk|united kingdom|britain|england|великобритани|англи[яиюе](?!\\p{L})|ұлыбритания',
  DE: 'germany|германи[яиюе]|германия',
  FR: 'france|франци[яиюе]|франция',
  IT: 'italy|итали[яиюе]|италия',
  ES: 'spain|испани[яиюе]|испания',
  UA: 'ukraine|украин[аеыу](?!\\p{L})|украина',
  BY: 'belarus|беларус|белорусси',
  CN: 'china|кита[йяею](?!\\p{L})|қытай(?!ш)',
  KR: 'south korea|korea(?!n)|коре[яиюе](?!\\p{L})|корея',
}

const PATTERNS = Object.entries(COUNTRIES).map(
  ([code, names]) =>
    [
      code,
      new RegExp(
        `(?<![\\p{L}\\p{N}])(?:(?:in|from|в|из|по)\\s)?(?:${names})(?:[а-яәғқңөұүһі]{0,7})(?![\\p{L}\\p{N}])`,
        'giu',
      ),
    ] as const,
)
/** "Kazakhstani bloggers". */
const OF_KAZAKHSTAN =
  /(?<!\p{L})(?:kazakhstani|казахстанск\p{L}*|отечественн\p{L}*|отандық)(?!\p{L})/giu

/** Returns the cities and countries that a question names. */
export function readPlaces(question: string): Reading[] {
  const cities = findCities(question).map(({ city, from, to }): Reading => ({
    parameter: 'city',
    value: cityValue(city),
    from,
    to,
  }))
  const countries = [...PATTERNS, ['KZ', OF_KAZAKHSTAN] as const].flatMap(([value, pattern]) =>
    [...question.matchAll(pattern)].map(({ 0: found, index: from }): Reading => ({
      parameter: 'country',
      value,
      from,
      to: from + found.length,
    })),
  )
  return [...cities, ...countries]
}
