import {
  BLOG_MEASURES,
  BLOG_SORT_COLUMNS,
  BLOG_TIMES,
  BLOG_WORD_NAMES,
  BLOG_WORDS,
} from '../blog-fields.ts'
import { query, word, type ApiCommand, type Input } from './api-command.ts'

const optionOf = (parameter: string): string => `--${parameter.replaceAll('_', '-')}`

type QueryParameters = readonly (readonly [parameter: string, value: string])[]

/** What narrows and sorts creators, with what it takes, in the order of the tables of fields. */
export const SEARCH_PARAMETERS: QueryParameters = [
  ...BLOG_WORD_NAMES.map((name) => [name, BLOG_WORDS[name].value] as const),
  ...Object.values(BLOG_MEASURES).flatMap(({ parameter }) => [
    [`min_${parameter}`, 'N'] as const,
    [`max_${parameter}`, 'N'] as const,
  ]),
  ...Object.values(BLOG_TIMES).map(({ parameter }) => [parameter, 'DAYS'] as const),
  ['sort', 'F'],
  ['order', 'asc|desc'],
]
const LIST_PARAMETERS: QueryParameters = [...SEARCH_PARAMETERS, ['limit', 'N'], ['cursor', 'C']]

const OPTIONS_PER_LINE = 4

/** QueryParameters as options, a few on each line. */
export function usageOf(parameters: QueryParameters): string {
  const options = parameters.map(([name, value]) => `[${optionOf(name)} ${value}]`)
  const lines = options.flatMap((_, at) =>
    at % OPTIONS_PER_LINE === 0 ? [options.slice(at, at + OPTIONS_PER_LINE).join(' ')] : [],
  )
  return lines.join('\n      ')
}

/** The parameters that the options give, for a query. */
export const valuesOf = (
  parameters: QueryParameters,
  options: Input['options'],
): Record<string, string | undefined> =>
  Object.fromEntries(parameters.map(([name]) => [name, options[optionOf(name).slice(2)]]))

export const BLOG_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'blogs list',
    usage: usageOf(LIST_PARAMETERS),
    summary: `creators; sorted by one of ${BLOG_SORT_COLUMNS.join(', ')}, or with --q by relevance`,
    needs: 0,
    run: (api, { options }) =>
      api.send('GET', query('/api/blogs', valuesOf(LIST_PARAMETERS, options))),
  },
  {
    name: 'blogs show',
    usage: 'ID_OR_USERNAME',
    summary: 'one creator with posts, highlights, insights and history',
    needs: 1,
    run: (api, input) => api.send('GET', `/api/blogs/${word(input, 0)}`),
  },
  {
    name: 'blogs analyze',
    usage: 'ID_OR_USERNAME [--now]',
    summary: 'have a model describe a creator: in the next batch, or now at twice the price',
    needs: 1,
    run: (api, input) => {
      const mode = input.flags.has('now') ? 'now' : undefined
      return api.send('POST', query(`/api/blogs/${word(input, 0)}/analyze`, { mode }))
    },
  },
  {
    name: 'blogs history',
    usage: 'ID_OR_USERNAME [--interval scrape|week|month] [--limit N] [--cursor C]',
    summary: 'how a creator has changed, how followers grow and when posts are made',
    needs: 1,
    run: (api, input) => {
      const { interval, limit, cursor } = input.options
      const path = `/api/blogs/${word(input, 0)}/history`
      return api.send('GET', query(path, { interval, limit, cursor }))
    },
  },
]
