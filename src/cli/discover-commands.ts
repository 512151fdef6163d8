import { number, query, word, UsageError, type ApiCommand, type Input } from './api-command.ts'
import { readText } from './read-text.ts'

const FILTERS =
  '[--min-followers N] [--max-followers N] [--min-posts N] [--max-posts N] [--languages ru,kk] [--categories A,B] [--include-private] [--verified-only]'

/** The list that an option holds, separated by commas. */
const listOf = (value: string | undefined): string[] | undefined =>
  value
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** The filters of the options; undefined without any. */
function filtersOf(input: Input): Record<string, unknown> | undefined {
  const { options, flags } = input
  const filters = Object.entries({
    min_followers: number(input, 'min-followers'),
    max_followers: number(input, 'max-followers'),
    min_posts: number(input, 'min-posts'),
    max_posts: number(input, 'max-posts'),
    languages: listOf(options['languages']),
    categories: listOf(options['categories']),
    public_only: flags.has('include-private') ? false : undefined,
    verified_only: flags.has('verified-only') || undefined,
  }).filter(([, value]) => value !== undefined)
  return filters.length === 0 ? undefined : Object.fromEntries(filters)
}

async function sourceOf({ words, options }: Input): Promise<Record<string, unknown>> {
  const file = options['creators-file']
  const sources = Object.entries({
    hashtags: words.length === 0 ? undefined : words,
    similar_to: options['similar-to'],
    location: options['location'],
    creators: file === undefined ? undefined : await readText(file),
  }).filter(([, value]) => value !== undefined)
  if (sources.length !== 1)
    throw new UsageError(
      'give exactly one of HASHTAG…, --similar-to, --location and --creators-file',
    )
  return Object.fromEntries(sources)
}

export const DISCOVER_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'discover',
    usage: `HASHTAG… | --similar-to CREATOR | --location ID_OR_ADDRESS | --creators-file F [--tabs top,recent] [--posts N] ${FILTERS}`,
    summary:
      "find creators through hashtags, a similar creator, a place or a list (a file '-' is standard input)",
    needs: 0,
    hasMore: true,
    run: async (api, input) =>
      await api.send('POST', '/api/tasks/discover', {
        ...(await sourceOf(input)),
        tabs: listOf(input.options['tabs']),
        posts: number(input, 'posts'),
        filters: filtersOf(input),
      }),
  },
  {
    name: 'hashtags list',
    usage: '[--limit N] [--cursor C]',
    summary: 'hashtags that are discovered every week',
    needs: 0,
    run: (api, { options: { limit, cursor } }) =>
      api.send('GET', query('/api/hashtags', { limit, cursor })),
  },
  {
    name: 'hashtags add',
    usage: `HASHTAG ${FILTERS}`,
    summary: 'have a hashtag discovered every week',
    needs: 1,
    run: async (api, input) =>
      await api.send('POST', '/api/hashtags', {
        hashtag: input.words[0],
        filters: filtersOf(input),
      }),
  },
  {
    name: 'hashtags update',
    usage: `HASHTAG ${FILTERS}`,
    summary: 'replace the filters of a hashtag; without any, it has the usual ones',
    needs: 1,
    run: async (api, input) =>
      await api.send('PATCH', `/api/hashtags/${word(input, 0)}`, {
        filters: filtersOf(input) ?? {},
      }),
  },
  {
    name: 'hashtags remove',
    usage: 'HASHTAG',
    summary: 'have a hashtag discovered no more',
    needs: 1,
    run: (api, input) => api.send('DELETE', `/api/hashtags/${word(input, 0)}`),
  },
  {
    name: 'hashtags pause',
    usage: 'HASHTAG',
    summary: 'leave a hashtag out until it is resumed',
    needs: 1,
    run: (api, input) => api.send('PATCH', `/api/hashtags/${word(input, 0)}`, { is_paused: true }),
  },
  {
    name: 'hashtags resume',
    usage: 'HASHTAG',
    summary: 'discover a hashtag again',
    needs: 1,
    run: (api, input) => api.send('PATCH', `/api/hashtags/${word(input, 0)}`, { is_paused: false }),
  },
]
