import {
  AUDIENCE_AGES,
  AUDIENCE_GENDERS,
  AUDIENCE_REGIONS,
  BLOG_SOURCES,
  BLOG_STATUSES,
  ENGAGEMENT_TRENDS,
  FOLLOWER_TIERS,
  RISK_FLAGS,
} from '../../../../creators/fields.ts'
import type { Language } from '../../../../base/languages.ts'
import { LANGUAGE_CODES } from '../../../../creators/languages.ts'
import { chips } from '../../../../console/parts/chips.ts'
import { countryName } from '../../../../console/parts/country-name.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { messageOf } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { cityName } from '../../../../places/cities.ts'
import { cityNamed } from '../../../../places/find-cities.ts'
import { messages } from '../../texts/creators/index.ts'
import { MEASURES } from '../../../../creators/search-values.ts'
import { addressWith, type Filter } from './filter.ts'
import type { Context } from './kit.ts'

export type Option = { value: string; label: string }

/** Parameters with known values, and how the words of a value begin. */
const CHOICES: Readonly<Record<string, { values: readonly string[]; words: string }>> = {
  tier: { values: FOLLOWER_TIERS, words: 'tier' },
  audience_gender: { values: AUDIENCE_GENDERS, words: 'gender' },
  audience_age: { values: AUDIENCE_AGES, words: 'age' },
  audience_region: { values: AUDIENCE_REGIONS, words: 'region' },
  engagement_trend: { values: ENGAGEMENT_TRENDS, words: 'trend' },
  risk_flag: { values: RISK_FLAGS, words: 'risk' },
  status: { values: BLOG_STATUSES, words: 'status' },
  source: { values: BLOG_SOURCES, words: 'source' },
}
const YES_OR_NO = ['has_children', 'has_risk_flags', 'verified', 'business']
/** Texts of which an address may have several. */
const SEVERAL = ['city', 'country', 'about']
const LANGUAGES_OF = ['language', 'caption_language']
const CATEGORIES_OF = ['about', 'category']

/** Whether a parameter has values to choose from. */
export const isChoice = (name: string): boolean =>
  name in CHOICES || YES_OR_NO.includes(name) || LANGUAGES_OF.includes(name)

/** How people call a value of a parameter. */
export function valueName({ t, language }: Context, name: string, value: string): string {
  const choice = CHOICES[name]
  if (choice) return messageOf(language, creatorWords, `${choice.words}_${value}`) ?? value
  if (YES_OR_NO.includes(name)) return t(value === 'true' ? 'common.yes' : 'common.no')
  if (name === 'city') {
    const city = cityNamed(value)
    return city ? cityName(city, language) : value
  }
  if (CATEGORIES_OF.includes(name)) return categoryName(language, value)
  if (name === 'country') return countryName(language, value)
  if (LANGUAGES_OF.includes(name) && /^[a-z]{2,3}$/i.test(value))
    return languageName(language, value.toLowerCase())
  return value
}

/** A category that gramd brings, in the language of the page; others as operators named them. */
export function categoryName(language: Language, name: string): string {
  const known = messageOf(language, creatorWords, `category_${name.replaceAll(' ', '_')}`)
  return known ?? name.charAt(0).toLocaleUpperCase() + name.slice(1)
}

/** Returns the name of a parameter for people. */
export const nameOf = ({ language }: Context, name: string): string =>
  messageOf(language, messages, `by_${name}`) ??
  messageOf(language, creatorWords, `measure_${name.replace(/^(min|max)_/, '')}`) ??
  name

/**
 * Every part of the filter in force, several values of one part each for itself, but for those of
 * these parameters.
 */
export function activeChips(page: Context, filter: Filter, but: ReadonlySet<string> = new Set()) {
  return chips(
    page,
    Object.entries(filter.values).flatMap(([name, value]) => {
      if (but.has(name)) return []
      const label = nameOf(page, name)
      if (/^m(in|ax)_/.test(name)) {
        const percent = MEASURES.get(name.slice(4))?.isPercent === true ? ' %' : ''
        const number = `${withoutPercent(value)}${percent}`
        const text = page.t(name.startsWith('min') ? 'atLeast' : 'atMost', {
          name: label,
          value: number,
        })
        return [{ label: text, without: addressWith(filter, { [name]: undefined }) }]
      }
      const isList = name in CHOICES || LANGUAGES_OF.includes(name) || SEVERAL.includes(name)
      const parts = isList ? value.split(',') : [value]
      return parts.map((part) => ({
        label:
          name === 'q'
            ? page.t('asWritten', { words: part })
            : `${label}: ${valueName(page, name, part)}`,
        without: addressWith(filter, {
          [name]: parts.filter((each) => each !== part).join(',') || undefined,
        }),
      }))
    }),
  )
}

/** The values of a select; several chosen ones, which only an address can have, are one option. */
export function optionsOf(page: Context, name: string, chosen: string | undefined): Option[] {
  const values = YES_OR_NO.includes(name)
    ? ['true', 'false']
    : LANGUAGES_OF.includes(name)
      ? FREQUENT_LANGUAGES
      : (CHOICES[name]?.values ?? [])
  const all = [...new Set([...values, ...(chosen && !chosen.includes(',') ? [chosen] : [])])]
  const several = chosen?.includes(',')
    ? [
        {
          value: chosen,
          label: chosen
            .split(',')
            .map((each) => valueName(page, name, each))
            .join(', '),
        },
      ]
    : []
  return [
    { value: '', label: page.t('any') },
    ...all.map((value) => ({ value, label: valueName(page, name, value) })),
    ...several,
  ]
}

/**
 * The languages of creators of the region, then the other languages that captions are recognised
 * as.
 */
const FREQUENT_LANGUAGES = [...new Set(['ru', 'kk', 'en', 'uz', 'ky', ...LANGUAGE_CODES])]

const withoutPercent = (value: string): string =>
  value.endsWith('%') ? value.slice(0, -1).trimEnd() : value
