import { localeOf, type Language } from '../../messages.ts'
import { countryName } from '../country-name.ts'
import { select } from './select.ts'

/** Codes with a name that are no country: unions, test data and parts of countries. */
const NO_COUNTRIES = new Set('AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ'.split(' '))

const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at))

/** The codes in use; that of a former country is another name of a present one. */
function countryCodes(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  return LETTERS.flatMap((one) => LETTERS.map((other) => one + other)).filter(
    (code) =>
      !NO_COUNTRIES.has(code) &&
      names.of(code) !== undefined &&
      new Intl.Locale(`und-${code}`).region === code,
  )
}

type Option = { value: string; label: string }

const options = new Map<Language, readonly Option[]>()

/** Returns the countries of ISO 3166 by their names in the language. */
function countriesIn(language: Language): readonly Option[] {
  const known = options.get(language)
  if (known) return known
  const { compare } = new Intl.Collator(localeOf(language))
  const made = countryCodes()
    .map((value) => ({ value, label: countryName(language, value) }))
    .sort((one, other) => compare(one.label, other.label))
  options.set(language, made)
  return made
}

type Country = {
  language: Language
  name: string
  label: string
  /** The code of the chosen one; any text that was sent stays to be corrected. */
  value: string
  /** The label of no choice. */
  none: string
  fault?: string | undefined
}

/** A labelled choice of a country, or of none. */
export function countryField({ language, value, none, ...field }: Country) {
  const countries = countriesIn(language)
  const chosen = value.toUpperCase()
  const isKnown = chosen === '' || countries.some((each) => each.value === chosen)
  return select({
    ...field,
    chosen,
    options: [
      { value: '', label: none },
      ...(isKnown ? [] : [{ value: chosen, label: value }]),
      ...countries,
    ],
  })
}
