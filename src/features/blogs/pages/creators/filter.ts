import { BLOG_SORT_COLUMNS, BLOG_TIMES, BLOG_WORD_NAMES } from '../../../../creators/fields.ts'
import { apiValueOf, MEASURES } from '../../../../creators/search-values.ts'
import { cityNamed, cityValue } from '../../../../places/find-cities.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { COLUMN_NAMES, DEFAULT_COLUMNS, type ColumnName } from './column-names.ts'
import type { QueryOf } from '../../../../console/api.ts'
import type { Context } from './kit.ts'

const TIMES = Object.values(BLOG_TIMES).map(({ parameter }) => parameter)

const FILTER_NAMES: readonly string[] = [
  ...BLOG_WORD_NAMES,
  ...[...MEASURES.keys()].flatMap((name) => [`min_${name}`, `max_${name}`]),
  ...TIMES,
]
const SORTS: readonly string[] = [...BLOG_SORT_COLUMNS, 'relevance']
const LONGEST_VALUE = 500

/** The filter in the address; unknown values of it are ignored. */
export type Filter = {
  /** The values as people write them: percentages without a sign, thousands in any way. */
  values: Readonly<Record<string, string>>
  /** A question as people ask it, and the question that is among the values already. */
  question?: string | undefined
  read?: string | undefined
  sort: string | undefined
  order: 'asc' | undefined
  cursor: string | undefined
  columns: readonly ColumnName[]
  isGallery: boolean
}

/** Reads the filter of an address, or of the text after its `?`. */
export function readFilter(query: URLSearchParams): Filter {
  const textOf = (name: string): string =>
    query
      .getAll(name)
      .map((value) => value.trim())
      .filter((value) => value !== '')
      .join(',')
      .slice(0, LONGEST_VALUE)
  const columns = textOf('columns').split(',')
  const known = COLUMN_NAMES.filter((name) => columns.includes(name))
  return {
    values: Object.fromEntries(
      FILTER_NAMES.map((name) => [
        name,
        name === 'city' ? asCities(textOf(name)) : textOf(name),
      ]).filter(([, value]) => value !== ''),
    ),
    question: textOf('question') || undefined,
    read: textOf('read') || undefined,
    sort: SORTS.find((sort) => sort === textOf('sort')),
    order: textOf('order') === 'asc' ? 'asc' : undefined,
    cursor: textOf('cursor') || undefined,
    columns: known.length === 0 ? DEFAULT_COLUMNS : known,
    isGallery: textOf('view') === 'gallery',
  }
}

/** Cities as questions are read, in whichever language they are; unknown ones as they are. */
function asCities(text: string): string {
  const names = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  return names
    .map((name) => {
      const city = cityNamed(name)
      return city === undefined ? name : cityValue(city)
    })
    .join(',')
}

export const filterOf = ({ c }: Context): Filter => readFilter(new URL(c.req.url).searchParams)

type Query = Record<string, string | undefined>
/** The query that every operation on a search takes. */
type BlogQuery = NonNullable<QueryOf<'countBlogs'>>

/** The filter as an address has it. */
export function queryOf(filter: Filter): Query {
  const { values, question, read, sort, order, cursor, columns, isGallery } = filter
  return {
    ...values,
    question,
    read,
    sort,
    order,
    cursor,
    columns: columns.join() === DEFAULT_COLUMNS.join() ? undefined : columns.join(','),
    view: isGallery ? 'gallery' : undefined,
  }
}

/** The address of the list with these changes, from its first page on. */
export const addressWith = (filter: Filter, change: Query = {}): string =>
  withQuery('/console/creators', { ...queryOf(filter), cursor: undefined, ...change })

/**
 * The filter and sort of an address; the API refuses a value that it does not take at its field.
 */
export function queryFor({ values, sort, order }: Filter): BlogQuery {
  const query: Query = {
    ...apiValues(values),
    sort: sort === 'relevance' && values['q'] === undefined ? undefined : sort,
    order,
  }
  return query
}

const apiValues = (values: Filter['values']): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, apiValueOf(name, value)]))

/** Whether each limit is a number: the API refuses all others. */
export const hasNumbers = ({ values }: Filter): boolean =>
  Object.entries(apiValues(values)).every(
    ([name, value]) => !/^m(in|ax)_/.test(name) || Number.isFinite(Number(value)),
  )

/** Whether anything narrows the list. */
export const isNarrowed = ({ values }: Filter): boolean => Object.keys(values).length > 0

/** The same filter without the question that it was read from: what a saved search has. */
export const withoutQuestion = (filter: Filter): Filter => ({
  ...filter,
  question: undefined,
  read: undefined,
})
