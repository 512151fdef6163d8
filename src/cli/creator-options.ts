import {
  AUDIENCE_AGES,
  AUDIENCE_GENDERS,
  AUDIENCE_REGIONS,
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  BLOG_SOURCES,
  BLOG_STATUSES,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  BLOG_WORDS,
  ENGAGEMENT_TRENDS,
  FOLLOWER_TIERS,
  RISK_FLAGS,
  type BlogMeasure,
  type BlogWord,
} from '../creators/fields.ts'
import type { Input } from './command.ts'
import {
  choice,
  choices,
  fraction,
  onOff,
  text,
  texts,
  whole,
  type Option,
  type Options,
} from './option.ts'

const nameOf = (parameter: string): string => parameter.replaceAll('_', '-')

/** Those whose values are known here; the others are texts. */
const KNOWN_WORDS: Partial<Record<BlogWord, (about: string) => Option>> = {
  status: (about) => choices(BLOG_STATUSES, about),
  source: (about) => choices(BLOG_SOURCES, about),
  tier: (about) => choices(FOLLOWER_TIERS, about),
  engagement_trend: (about) => choices(ENGAGEMENT_TRENDS, about),
  risk_flag: (about) => choices(RISK_FLAGS, about),
  language: (about) => texts('CODE', about),
  caption_language: (about) => texts('CODE', about),
  audience_gender: (about) => choices(AUDIENCE_GENDERS, about),
  audience_age: (about) => choices(AUDIENCE_AGES, about),
  audience_region: (about) => choices(AUDIENCE_REGIONS, about),
  has_children: onOff,
  verified: onOff,
  business: onOff,
  has_risk_flags: onOff,
}

const lower = (about: string): string =>
  about.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())

function wordOption(name: BlogWord): readonly [string, Option] {
  const { value, about } = BLOG_WORDS[name]
  const known = KNOWN_WORDS[name]
  return [nameOf(name), known ? known(lower(about)) : text(value, lower(about))]
}

const measureOption = (
  bound: 'min' | 'max',
  { parameter, type, about, min, max }: BlogMeasure,
): readonly [string, Option] => {
  const help = `${bound === 'min' ? 'at least' : 'at most'}: ${lower(about)}`
  const name = `${bound}-${nameOf(parameter)}`
  return [name, type === 'double precision' ? fraction(help) : whole(help, { min, max })]
}

const SORT_FIELDS = choice([...BLOG_SORT_COLUMNS, 'relevance'], 'by which field')
const COLUMN_OF = new Map<string, string>(
  Object.entries(BLOG_MEASURES).map(([column, { parameter }]) => [parameter, column]),
)
/** A field, also by the name that its filters have: `followers` is follower_count. */
const SORT: Option<string> = {
  ...SORT_FIELDS,
  read: (given, now) =>
    COLUMN_OF.get(given.replaceAll('-', '_')) ?? SORT_FIELDS.read(given.replaceAll('-', '_'), now),
}

/** What narrows and sorts creators, in the order of the tables of fields. */
export const SEARCH_OPTIONS: Options = Object.fromEntries([
  ...BLOG_WORD_NAMES.map(wordOption),
  ...Object.values(BLOG_MEASURES).flatMap((measure) => [
    measureOption('min', measure),
    measureOption('max', measure),
  ]),
  ...Object.values(BLOG_TIMES).map(({ parameter, about }): readonly [string, Option] => [
    nameOf(parameter),
    { ...whole(`${lower(about)} in the last so many days`, { min: 0 }), value: 'DAYS' },
  ]),
  ['sort', SORT],
  ['order', choice(['asc', 'desc'], 'lowest or highest first')],
])

/** The values of such options by the parameters of the API. */
export const searchIn = (options: Input['options']): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.keys(SEARCH_OPTIONS).map((name) => [name.replaceAll('-', '_'), options[name]]),
  )

export const CREATOR = {
  name: 'CREATOR',
  about: 'a username, the address of a profile, or an id',
  field: 'id',
}
