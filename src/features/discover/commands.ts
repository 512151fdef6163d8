import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { readText } from '../../cli/read-input.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { WAIT, waitForJob } from '../../cli/wait-for-job.ts'
import { UsageError } from '../../cli/usage-error.ts'

const FILTERS = {
  'filters.min_followers': 'only creators with so many followers or more',
  'filters.max_followers': 'only creators with so many followers or fewer',
  'filters.min_posts': 'only creators with so many posts or more',
  'filters.max_posts': 'only creators with so many posts or fewer',
  'filters.languages': {
    value: 'CODE',
    about: 'only creators who write in one of these, such as ru,kk',
  },
  'filters.categories': {
    value: 'NAME',
    about: "only creators in one of these, by the profile's own category",
  },
  'filters.public_only': {
    option: 'include-private',
    about: 'private profiles, too',
    isSwitch: true,
  },
  'filters.verified_only': { about: 'only creators with the badge', isSwitch: true },
} as const

/** The switch says the opposite of the field. */
const publicOnly = (fields: { readonly 'filters.public_only'?: unknown }) => ({
  'filters.public_only': fields['filters.public_only'] ? false : undefined,
})

const HASHTAG = { name: 'HASHTAG', about: 'with or without #' } as const

const SOURCES = ['hashtags', 'similar_to', 'location', 'creators'] as const

export const DISCOVER_COMMANDS: readonly Command[] = [
  operationCommand('discoverCreators', {
    name: 'discover',
    summary: 'find creators through hashtags, a similar creator, a place or a list',
    words: { hashtags: { ...HASHTAG, optional: true, many: true } },
    options: {
      similar_to: { value: 'CREATOR', about: 'creators like this one' },
      location: {
        value: 'PLACE',
        about: 'creators who post there: the number or address of a place',
      },
      creators: {
        option: 'creators-file',
        value: 'FILE',
        about: "creators whom a text file names, however they are written; '-' is standard input",
      },
      tabs: 'which posts of a hashtag or place',
      posts: 'the authors of so many posts of each, 50 unless you say so',
      ...FILTERS,
      hashtag: false,
      min_followers: false,
    },
    own: WAIT,
    run: async ({ api, send }, { options: { wait } }, { report }) =>
      await waitForJob(api, await send(), { wait, report }),
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'created'
          ? `Enqueued as task ${String(fieldAt(answer, 'task_id'))}.`
          : `Task ${String(fieldAt(answer, 'task_id'))} does this already.`,
      fields: ['hashtags', 'similar_to', 'location', 'creators', 'filters', 'job_id', 'job'],
    },
    async values({ fields }) {
      if (SOURCES.filter((name) => fields[name] !== undefined).length !== 1)
        throw new UsageError(
          'give exactly one of HASHTAG…, --similar-to, --location and --creators-file',
        )
      const file = fields.creators
      return {
        ...publicOnly(fields),
        ...(typeof file === 'string' && { creators: await readText(file) }),
      }
    },
  }),
  operationCommand('listDiscoverySources', {
    name: 'discovery sources',
    summary: 'where new creators came from, the best source first',
    options: {
      kind: 'only sources of this kind',
      days: 'discoveries of so many days, 90 unless you say so',
    },
    view: {
      columns: ['kind', 'source', 'runs', 'examined', 'created', 'requests', 'last_run_at'],
      empty: 'No discovery has ended yet.',
    },
  }),
  operationCommand('listDiscoveryRuns', {
    name: 'discovery runs',
    summary: 'discoveries with what they found, newest first',
    view: {
      columns: ['task_id', 'status', 'kind', 'source', 'examined', 'created', 'created_at'],
      empty: 'There is no discovery yet. gramd discover HASHTAG begins one.',
    },
  }),
  operationCommand('listHashtags', {
    name: 'hashtags list',
    summary: 'hashtags that are discovered every week',
    view: {
      columns: [
        'hashtag',
        'is_paused',
        'found.examined',
        'found.created',
        'last_discovered_at',
        'filters',
      ],
      empty: 'There are no hashtags. gramd hashtags add HASHTAG adds one.',
    },
  }),
  operationCommand('addHashtag', {
    name: 'hashtags add',
    summary: 'discover a hashtag every week',
    words: { hashtag: HASHTAG },
    options: { ...FILTERS, is_paused: false },
    view: { says: (_, { words }) => `#${bare(words)} is discovered every week.` },
    values: ({ fields }) => publicOnly(fields),
  }),
  operationCommand('updateHashtag', {
    name: 'hashtags update',
    summary: 'replace the filters of a hashtag; without any, it has the usual ones',
    words: { hashtag: HASHTAG },
    options: { ...FILTERS, is_paused: false },
    view: {
      says: (_, { words }) => `Changed the filters of #${bare(words)}.`,
      fields: ['filters'],
    },
    values: ({ fields }) => ({ filters: {}, ...publicOnly(fields) }),
  }),
  operationCommand('removeHashtag', {
    name: 'hashtags remove',
    summary: 'stop discovering a hashtag; creators that it found stay',
    words: { hashtag: HASHTAG },
    confirm: ({ words }) => `Stop discovering #${bare(words)} and delete its filters?`,
    view: { says: (_, { words }) => `#${bare(words)} is not discovered any more.` },
  }),
  operationCommand('updateHashtag', {
    name: 'hashtags pause',
    summary: 'skip a hashtag until it is resumed',
    words: { hashtag: HASHTAG },
    options: false,
    view: { says: (_, { words }) => `#${bare(words)} is skipped until you resume it.` },
    values: () => ({ is_paused: true }),
  }),
  operationCommand('updateHashtag', {
    name: 'hashtags resume',
    summary: 'discover a hashtag again',
    words: { hashtag: HASHTAG },
    options: false,
    view: { says: (_, { words }) => `#${bare(words)} is discovered every week again.` },
    values: () => ({ is_paused: false }),
  }),
]

const bare = ([hashtag = '']: readonly string[]): string => hashtag.replace(/^#/, '')
