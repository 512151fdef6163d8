import { didYouMean } from '../base/suggest.ts'

const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')
/** The two-letter codes of ISO 639-1 with their English names from ICU. */
const NAMES = namesByCode()

function namesByCode(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
  return new Map(
    LETTERS.flatMap((first) =>
      LETTERS.flatMap((second): [string, string][] => {
        const name = names.of(first + second)
        return name === undefined ? [] : [[first + second, name]]
      }),
    ),
  )
}

/** Country codes often mistaken for language codes. */
const OF_COUNTRIES: Readonly<Record<string, string>> = {
  kz: 'kk',
  ua: 'uk',
  by: 'be',
  kg: 'ky',
  tj: 'tg',
  cn: 'zh',
  jp: 'ja',
  kr: 'ko',
  gb: 'en',
  us: 'en',
  cz: 'cs',
  gr: 'el',
  il: 'he',
  ge: 'ka',
  am: 'hy',
}

/** Whether a code is in ISO 639-1, with or without a region (`pt-br`). */
export const isLanguage = (code: string): boolean =>
  NAMES.has(code.toLowerCase().split('-')[0] ?? '')

/** Returns the error for a code outside of `known`, with the nearest ones. */
export function describeUnknownLanguage(
  code: string,
  known: Iterable<string> = NAMES.keys(),
): string {
  const codes = new Set(known)
  const key = code.toLowerCase()
  const problem = `there is no language '${code}'`
  const meant = OF_COUNTRIES[key]
  if (meant !== undefined && codes.has(meant))
    return `${problem}; did you mean '${meant}' (${NAMES.get(meant)})?`
  const codeOf = new Map(
    [...NAMES].flatMap(([each, name]) => (codes.has(each) ? [[name.toLowerCase(), each]] : [])),
  )
  const byName = codeOf.get(key)
  if (byName !== undefined) return `${problem}; did you mean '${byName}'?`
  const near = didYouMean(key, key.length > 3 ? codeOf.keys() : codes)
  return near === ''
    ? `${problem}: expected codes such as ru, kk or en (ISO 639-1)`
    : `${problem}${near}`
}
