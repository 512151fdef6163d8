import { command, query, word, type Command, type Input } from '../../cli/command.ts'
import { choices, flag, PAGE, text, texts, whole } from '../../cli/option.ts'
import { readText } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { UsageError } from '../../cli/usage-error.ts'

const FILTERS = {
  'min-followers': whole('only creators with so many followers or more'),
  'max-followers': whole('only creators with so many followers or fewer'),
  'min-posts': whole('only creators with so many posts or more'),
  'max-posts': whole('only creators with so many posts or fewer'),
  languages: texts('CODE', 'only creators who write in one of these, such as ru,kk'),
  categories: texts('NAME', "only creators in one of these, by the profile's own category"),
  'include-private': flag('private profiles, too'),
  'verified-only': flag('only creators with the badge'),
}

/** The filters of the options; undefined without any. */
function filtersOf({ options }: Input<typeof FILTERS>): Record<string, unknown> | undefined {
  const filters = Object.entries({
    min_followers: options['min-followers'],
    max_followers: options['max-followers'],
    min_posts: options['min-posts'],
    max_posts: options['max-posts'],
    languages: options.languages,
    categories: options.categories,
    public_only: options['include-private'] ? false : undefined,
    verified_only: options['verified-only'] || undefined,
  }).filter(([, value]) => value !== undefined)
  return filters.length === 0 ? undefined : Object.fromEntries(filters)
}

const SOURCES = {
  'similar-to': text('CREATOR', 'creators like this one'),
  location: text('PLACE', 'creators who post there: the number or address of a place'),
  'creators-file': text(
    'FILE',
    "creators whom a text file names, however they are written; '-' is standard input",
    'creators',
  ),
}

async function sourceOf({
  words,
  options,
}: Input<typeof SOURCES>): Promise<Record<string, unknown>> {
  const file = options['creators-file']
  const sources = Object.entries({
    hashtags: words.length === 0 ? undefined : words,
    similar_to: options['similar-to'],
    location: options.location,
    creators: file === undefined ? undefined : await readText(file),
  }).filter(([, value]) => value !== undefined)
  if (sources.length !== 1)
    throw new UsageError(
      'give exactly one of HASHTAG…, --similar-to, --location and --creators-file',
    )
  return Object.fromEntries(sources)
}

const HASHTAG = { name: 'HASHTAG', about: 'with or without #', field: 'hashtag' }

export const DISCOVER_COMMANDS: readonly Command[] = [
  command({
    name: 'discover',
    summary: 'find creators through hashtags, a similar creator, a place or a list',
    words: [{ ...HASHTAG, field: 'hashtags', optional: true, many: true }],
    options: {
      ...SOURCES,
      tabs: choices(['top', 'recent'], 'which posts of a hashtag or place'),
      posts: whole('the authors of so many posts of each, 50 unless you say so', { min: 1 }),
      ...FILTERS,
    },
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'created'
          ? `Enqueued as task ${String(fieldAt(answer, 'task_id'))}.`
          : `Task ${String(fieldAt(answer, 'task_id'))} does this already.`,
      fields: ['hashtags', 'similar_to', 'location', 'creators', 'filters'],
    },
    run: async (api, input) =>
      await api.send('POST', '/api/tasks/discover', {
        ...(await sourceOf(input)),
        tabs: input.options.tabs,
        posts: input.options.posts,
        filters: filtersOf(input),
      }),
  }),
  command({
    name: 'discovery sources',
    summary: 'where new creators came from, the best source first',
    options: {
      days: whole('discoveries of so many days, 90 unless you say so', { min: 1, max: 366 }),
      ...PAGE,
    },
    view: {
      columns: ['kind', 'source', 'runs', 'seen', 'created', 'requests', 'last_run_at'],
      empty: 'No discovery has ended yet.',
    },
    run: async (api, { options }) =>
      await api.send('GET', query('/api/discovery/sources', options)),
  }),
  command({
    name: 'discovery runs',
    summary: 'discoveries with what they found, newest first',
    options: PAGE,
    view: {
      columns: ['task_id', 'status', 'kind', 'source', 'seen', 'created', 'created_at'],
      empty: 'There is no discovery yet. gramd discover HASHTAG begins one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/discovery/runs', options)),
  }),
  command({
    name: 'hashtags list',
    summary: 'hashtags that are discovered every week',
    options: PAGE,
    view: {
      columns: [
        'hashtag',
        'is_paused',
        'found.seen',
        'found.created',
        'last_discovered_at',
        'filters',
      ],
      empty: 'There are no hashtags. gramd hashtags add HASHTAG adds one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/hashtags', options)),
  }),
  command({
    name: 'hashtags add',
    summary: 'discover a hashtag every week',
    words: [HASHTAG],
    options: FILTERS,
    view: { says: (_, { words }) => `#${bare(words)} is discovered every week.` },
    run: async (api, input) =>
      await api.send('POST', '/api/hashtags', {
        hashtag: input.words[0],
        filters: filtersOf(input),
      }),
  }),
  command({
    name: 'hashtags update',
    summary: 'replace the filters of a hashtag; without any, it has the usual ones',
    words: [HASHTAG],
    options: FILTERS,
    view: {
      says: (_, { words }) => `Changed the filters of #${bare(words)}.`,
      fields: ['filters'],
    },
    run: async (api, input) =>
      await api.send('PATCH', `/api/hashtags/${word(input, 0)}`, {
        filters: filtersOf(input) ?? {},
      }),
  }),
  command({
    name: 'hashtags remove',
    summary: 'stop discovering a hashtag; creators that it found stay',
    words: [HASHTAG],
    confirm: ({ words }) => `Stop discovering #${bare(words)} and delete its filters?`,
    view: { says: (_, { words }) => `#${bare(words)} is not discovered any more.` },
    run: async (api, input) => await api.send('DELETE', `/api/hashtags/${word(input, 0)}`),
  }),
  command({
    name: 'hashtags pause',
    summary: 'skip a hashtag until it is resumed',
    words: [HASHTAG],
    view: { says: (_, { words }) => `#${bare(words)} is skipped until you resume it.` },
    run: async (api, input) =>
      await api.send('PATCH', `/api/hashtags/${word(input, 0)}`, { is_paused: true }),
  }),
  command({
    name: 'hashtags resume',
    summary: 'discover a hashtag again',
    words: [HASHTAG],
    view: { says: (_, { words }) => `#${bare(words)} is discovered every week again.` },
    run: async (api, input) =>
      await api.send('PATCH', `/api/hashtags/${word(input, 0)}`, { is_paused: false }),
  }),
]

const bare = ([hashtag = '']: readonly string[]): string => hashtag.replace(/^#/, '')
