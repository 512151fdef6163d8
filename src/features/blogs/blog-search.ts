import { faultOf } from '../../http/field-fault.ts'
import { fault, faultIssue } from '../../http/fault.ts'
import {
  AUDIENCE_AGES,
  AUDIENCE_GENDERS,
  AUDIENCE_REGIONS,
  BLOG_MEASURES,
  BLOG_SOURCES,
  BLOG_STATUSES,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  BLOG_WORDS,
  ENGAGEMENT_TRENDS,
  FOLLOWER_TIERS,
  RISK_FLAGS,
  type BlogMeasureColumn,
  type BlogTimeColumn,
  type BlogWord,
} from '../../creators/fields.ts'
import { parseHashtag } from '../../creators/hashtag.ts'
import { parsedText } from '../../http/parsed-text.ts'
import { booleanText, integerText, numberText } from '../../http/pagination.ts'
import { queryArray, queryValues } from '../../http/query-values.ts'
import { z } from '../../http/router.ts'
import { describeUnknownLanguage, isLanguage } from '../../creators/language-names.ts'
import { LANGUAGE_CODES } from '../../creators/languages.ts'
import { cityIdsIn } from '../../places/cities.ts'
import { cityNamed } from '../../places/find-cities.ts'
import { cityHint } from '../../places/suggest-cities.ts'
import { creatorText, usernameText } from '../scrape/index.ts'
import { BLOG_SORTS, RELEVANCE, type BlogSort, type Order } from './store/blog-sort.ts'

const MAX_DAYS = 36_500
/**
 * Letters that are composed of others are single ones, as keyboards of phones write them and gramd
 * keeps names.
 */
const text = (most: number) => z.string().trim().normalize('NFC').min(1).max(most)

const MAX_VALUES = 20

/** Several values of one parameter, each once. */
function several<Value>(one: z.ZodType<Value, string>, openapi: object) {
  return queryValues
    .transform((values, context) => {
      const read = values.map((value) => one.safeParse(value))
      const issue = read.find(({ error }) => error)?.error?.issues[0]
      const most = { max: MAX_VALUES }
      if (issue) {
        const { code, limits } = faultOf(issue, 'query')
        context.addIssue(faultIssue(code, issue.message, { ...limits }))
      } else if (read.length > MAX_VALUES)
        context.addIssue(faultIssue('too_many', `expected at most ${MAX_VALUES} values`, most))
      return read.flatMap(({ data }) => (data === undefined ? [] : [data]))
    })
    .openapi(queryArray(openapi, { maxItems: MAX_VALUES }))
}

const severalOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  several(z.enum(values), { enum: [...values] })
const codes = several(
  text(35)
    .transform((code) => code.toLowerCase())
    .refine(
      isLanguage,
      fault('not_a_language', ({ input }) => describeUnknownLanguage(String(input))),
    ),
  {},
)

const captionLanguages = several(
  z
    .string()
    .transform((code) => code.toLowerCase())
    .refine(
      (code) => LANGUAGE_CODES.includes(code),
      fault('not_a_language', ({ input }) =>
        describeUnknownLanguage(String(input), LANGUAGE_CODES),
      ),
    ),
  { enum: [...LANGUAGE_CODES] },
)

const cities = several(
  text(100).transform((name, context) => {
    const city = cityNamed(name)
    if (city) return city.id
    context.addIssue(faultIssue('not_a_city', `there is no city '${name}'${cityHint(name)}`))
    return z.NEVER
  }),
  {},
)

const countries = several(
  text(2)
    .transform((code) => code.toUpperCase())
    .refine(
      (code) => cityIdsIn(code).length > 0,
      fault('not_a_country', ({ input }) => `there is no city of a country '${String(input)}'`),
    ),
  {},
)

const WORD_SCHEMAS = {
  q: text(500),
  username: usernameText,
  name: text(100),
  status: severalOf(BLOG_STATUSES),
  source: severalOf(BLOG_SOURCES),
  tier: severalOf(FOLLOWER_TIERS),
  engagement_trend: severalOf(ENGAGEMENT_TRENDS),
  category: text(100).openapi({ 'x-reference': 'category' }),
  about: several(text(100), { 'x-reference': 'category' }),
  business_category: text(100),
  language: codes,
  caption_language: captionLanguages,
  verified: booleanText,
  business: booleanText,
  has_risk_flags: booleanText,
  risk_flag: severalOf(RISK_FLAGS),
  mentions: creatorText,
  hashtag: parsedText('hashtag', parseHashtag, 'not_a_hashtag'),
  location: text(100),
  city: cities,
  country: countries,
  audience_gender: severalOf(AUDIENCE_GENDERS),
  audience_age: severalOf(AUDIENCE_AGES),
  audience_region: severalOf(AUDIENCE_REGIONS),
  has_children: booleanText,
  list: text(200).openapi({ 'x-reference': 'list' }),
} as const satisfies Record<BlogWord, z.ZodType<unknown, string | string[]>>

/** The values of the words of BLOG_WORDS after they are read. */
export type BlogWordValues = { [Word in BlogWord]: z.output<(typeof WORD_SCHEMAS)[Word]> }

type Measure = (typeof BLOG_MEASURES)[BlogMeasureColumn]['parameter']
type Time = (typeof BLOG_TIMES)[BlogTimeColumn]['parameter']

/**
 * The conditions of a list of creators, all of which have to be met. Days are days of world time.
 */
export type BlogFilter = {
  [Name in `min_${Measure}` | `max_${Measure}` | Time]?: number | undefined
} & {
  [Word in BlogWord]?: BlogWordValues[Word] | undefined
}

type Optional<Output> = z.ZodOptional<z.ZodType<Output, string | string[]>>
type FilterFields = { [Name in keyof BlogFilter]-?: Optional<NonNullable<BlogFilter[Name]>> }

/** Returns the example as the parameter takes it: a list where it has several values. */
const exampleOf = (text: string) => (text.includes(',') ? text.split(',') : text)

/** The parameters that narrow a list of creators, as the tables of fields have them. */
function filterFields(): FilterFields {
  const words = BLOG_WORD_NAMES.map((word): [string, z.ZodType] => {
    const { about: description, ...rest } = BLOG_WORDS[word]
    const example = 'example' in rest ? { example: exampleOf(rest.example) } : {}
    return [word, WORD_SCHEMAS[word].optional().openapi({ description, ...example })]
  })
  const measures = Object.values(BLOG_MEASURES).flatMap((measure): [string, z.ZodType][] => {
    const description = measure.about
    const number = measure.type === 'double precision' ? numberText : integerText
    return [
      [`min_${measure.parameter}`, number(measure).optional().openapi({ description })],
      [`max_${measure.parameter}`, number(measure).optional()],
    ]
  })
  const times = Object.values(BLOG_TIMES).map(({ parameter, about }): [string, z.ZodType] => {
    const description = `${about} in as many last days`
    return [parameter, integerText({ min: 0, max: MAX_DAYS }).optional().openapi({ description })]
  })
  return Object.fromEntries<z.ZodType>([...words, ...measures, ...times]) as FilterFields
}

/** The parameters that narrow and sort a list of creators. */
export const blogSearchFields = {
  ...filterFields(),
  sort: z
    .enum(BLOG_SORTS)
    .optional()
    .openapi({
      description:
        `Creators without the value come last. ${RELEVANCE} needs q, and is the default with ` +
        'it; without q it is created_at',
    }),
  order: z.enum(['asc', 'desc']).default('desc'),
}

type SearchFields = z.output<z.ZodObject<typeof blogSearchFields>>

/**
 * Refuses contradictory fields: no range ends before it begins, and only an answer can be relevant.
 */
export function refineBlogSearch(fields: SearchFields, context: z.RefinementCtx): void {
  for (const { parameter } of Object.values(BLOG_MEASURES)) {
    const [min, max] = [fields[`min_${parameter}`], fields[`max_${parameter}`]]
    if ((min ?? -Infinity) > (max ?? Infinity))
      context.addIssue(
        faultIssue('range_backwards', `expected at least min_${parameter}`, {
          path: [`max_${parameter}`],
        }),
      )
  }
  if (fields.sort === RELEVANCE && fields.q === undefined)
    context.addIssue(faultIssue('does_not_fit', `${RELEVANCE} needs q`, { path: ['sort'] }))
}

export type BlogSearch = { filter: BlogFilter; sort: BlogSort; order: Order }

/** Reads the search of `listBlogs` from these fields among others. */
export function readBlogSearch(fields: SearchFields): BlogSearch {
  const { sort, order, ...filter } = fields
  return { filter, order, sort: sort ?? (filter.q === undefined ? 'created_at' : RELEVANCE) }
}

/**
 * Reads a filter of parameters as addresses have them; undefined for values that it does not take.
 * Parameters that are none of it are ignored.
 */
export function parseBlogFilter(params: Readonly<Record<string, string>>): BlogFilter | undefined {
  const parsed = z.object(blogSearchFields).safeParse(params)
  return parsed.success ? readBlogSearch(parsed.data).filter : undefined
}
