import { command, query, word, type Command } from '../../cli/command.ts'
import { choice, PAGE, text, whole } from '../../cli/option.ts'
import { FILE_OPTIONS, saveDownload, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const ACCOUNT = {
  name: 'ACCOUNT',
  about: 'the id of a connected account, see gramd connections list',
  field: 'account_id',
}
const POST = { name: 'ID', about: 'the id of a post, see gramd reels list', field: 'id' }

const FILTERS = {
  type: choice(
    ['reels', 'videos', 'images', 'carousels', 'stories', 'posts'],
    'only posts of this type',
  ),
  since: text('TIME', 'from this time on, as 2026-11-01T00:00:00Z'),
  until: text('TIME', 'before this time'),
}
const DAYS = {
  since: text('DAY', 'the first day, as 2026-11-01'),
  until: text('DAY', 'the last day'),
}

const pathOf = (input: { words: readonly string[] }): string =>
  `/api/ig/media/${encodeURIComponent(word(input, 0))}`
const accountPath = (input: { words: readonly string[] }): string =>
  `/api/ig/${encodeURIComponent(word(input, 0))}`

export const REELS_COMMANDS: readonly Command[] = [
  command({
    name: 'reels list',
    summary: 'posts of a connected account with their newest metrics',
    words: [ACCOUNT],
    options: { ...FILTERS, ...PAGE },
    view: {
      columns: [
        'id',
        'type',
        'published_at',
        'sync_status',
        'metrics.views',
        'metrics.reach',
        'metrics.likes',
        'metrics.comments',
        'metrics.saves',
        'metrics.shares',
        'last_synced_at',
      ],
      empty: 'No posts yet: gramd lists a new account within minutes.',
    },
    run: async (api, input) =>
      await api.send('GET', query(`${accountPath(input)}/media`, input.options)),
  }),
  command({
    name: 'reels show',
    summary: 'a post with its metrics, and why others are missing',
    words: [POST],
    run: async (api, input) => await api.send('GET', pathOf(input)),
  }),
  command({
    name: 'reels find',
    summary: 'the post behind a link',
    words: [{ name: 'LINK', about: 'the address of a post or reel', field: 'permalink' }],
    run: async (api, input) =>
      await api.send('GET', query('/api/ig/resolve', { permalink: word(input, 0) })),
  }),
  command({
    name: 'reels history',
    summary: 'the metrics of a post over time, and its growth per hour in the first 48 hours',
    words: [POST],
    options: PAGE,
    view: {
      columns: [
        'collected_at',
        'metrics.views',
        'metrics.reach',
        'metrics.likes',
        'metrics.comments',
        'metrics.saves',
        'metrics.shares',
      ],
    },
    run: async (api, input) =>
      await api.send('GET', query(`${pathOf(input)}/insights`, input.options)),
  }),
  command({
    name: 'reels raw',
    summary: "Meta's answers about a post as they came",
    words: [POST],
    run: async (api, input) => await api.send('GET', `${pathOf(input)}/insights/raw`),
  }),
  command({
    name: 'reels sync',
    summary: 'read the metrics of a post now',
    words: [POST],
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'created'
          ? `Queued as task ${String(fieldAt(answer, 'task_id'))}.`
          : `It is under way already, as task ${String(fieldAt(answer, 'task_id'))}.`,
    },
    run: async (api, input) => await api.send('POST', `${pathOf(input)}/sync`),
  }),
  command({
    name: 'reels sync-account',
    summary: 'read the metrics of all posts of the last days',
    words: [ACCOUNT],
    options: { days: whole('how many days, 30 unless you say so', { min: 1, max: 3_650 }) },
    view: {
      says: (answer) =>
        `Queued ${String(fieldAt(answer, 'queued'))} of ${String(fieldAt(answer, 'posts'))} posts; the others were queued already.`,
    },
    run: async (api, input) =>
      await api.send('POST', `${accountPath(input)}/sync/enqueue`, input.options),
  }),
  command({
    name: 'reels audience',
    summary: 'the numbers of a connected account by day, and who its audience is',
    words: [ACCOUNT],
    options: { ...DAYS, ...PAGE },
    run: async (api, input) =>
      await api.send('GET', query(`${accountPath(input)}/insights`, input.options)),
  }),
  command({
    name: 'reels export',
    summary: 'all posts of a connected account as a file, or on standard output',
    words: [ACCOUNT],
    options: { ...FILE_OPTIONS, ...FILTERS },
    view: WRITTEN,
    async run(api, input) {
      const { output: file, force, bom, ...asked } = input.options
      const path = query(`${accountPath(input)}/media/export`, { bom: bom || undefined, ...asked })
      return await saveDownload(api, path, { file, force, format: asked.format, unit: 'post' })
    },
  }),
]
