import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  BLOG_WORDS,
  type BlogWord,
} from '../creators/fields.ts'
import type { FieldOption } from './operation-option.ts'
import { choice, type Option } from './option.ts'

const SORT_FIELDS = choice([...BLOG_SORT_COLUMNS, 'relevance'], 'by which field')
const COLUMN_OF = new Map<string, string>(
  Object.entries(BLOG_MEASURES).map(([column, { parameter }]) => [parameter, column]),
)
/** A field, also by the name that its filters have: `followers` is follower_count. */
const SORT: Option<string> = {
  ...SORT_FIELDS,
  read: (text, now) =>
    COLUMN_OF.get(text.replaceAll('-', '_')) ?? SORT_FIELDS.read(text.replaceAll('-', '_'), now),
}

const lower = (about: string): string =>
  about.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase())

/** Lists of codes, and what has few values, say in the help what they take. */
const CODES: ReadonlySet<string> = new Set(['language', 'caption_language'])
const FEW: ReadonlySet<string> = new Set([
  'status',
  'source',
  'tier',
  'engagement_trend',
  'risk_flag',
  'audience_gender',
  'audience_age',
  'audience_region',
  'has_children',
  'verified',
  'business',
  'has_risk_flags',
])

const wordHelp = (name: BlogWord): FieldOption => ({
  about: lower(BLOG_WORDS[name].about),
  ...(!FEW.has(name) && { value: CODES.has(name) ? 'CODE' : BLOG_WORDS[name].value }),
})

/**
 * The options of commands for the fields that filter and sort creators, from the tables of those
 * fields.
 */
export const SEARCH_FIELDS: Readonly<Record<string, FieldOption>> = Object.fromEntries([
  ...BLOG_WORD_NAMES.map((name) => [name, wordHelp(name)] as const),
  ...Object.values(BLOG_MEASURES).flatMap(({ parameter, about }) => [
    [`min_${parameter}`, { about: `at least: ${lower(about)}` }] as const,
    [`max_${parameter}`, { about: `at most: ${lower(about)}` }] as const,
  ]),
  ...Object.values(BLOG_TIMES).map(
    ({ parameter, about }) =>
      [parameter, { value: 'DAYS', about: `${lower(about)} in the last so many days` }] as const,
  ),
  ['sort', { as: SORT }],
  ['order', { about: 'lowest or highest first' }],
])

export const CREATOR = {
  name: 'CREATOR',
  about: 'a username, the address of a profile, or an id',
} as const
