import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'

const ACCOUNT = {
  name: 'ACCOUNT',
  about: 'a connected account: its username or id, see gramd connections list',
} as const
const POST = { about: 'the id of a post, see gramd reels list' } as const

const FILTERS = {
  type: 'only posts of this type',
  since: 'from this time on',
  until: { about: 'before this time', edge: 'end' },
} as const

export const REELS_COMMANDS: readonly Command[] = [
  operationCommand('listOwnMedia', {
    name: 'reels list',
    summary: 'posts of a connected account with their newest metrics',
    words: { account_id: ACCOUNT },
    options: FILTERS,
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
  }),
  operationCommand('getOwnMedia', {
    name: 'reels show',
    summary: 'a post with its metrics, and why others are missing',
    words: { id: POST },
  }),
  operationCommand('resolvePermalink', {
    name: 'reels find',
    summary: 'the post behind a link',
    words: { permalink: { name: 'LINK', about: 'the address of a post or reel' } },
  }),
  operationCommand('getOwnMediaInsights', {
    name: 'reels history',
    summary: 'the metrics of a post over time, and its growth per hour in the first 48 hours',
    words: { id: POST },
    options: { until: { edge: 'end' } },
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
  }),
  operationCommand('getRawOwnMediaInsights', {
    name: 'reels raw',
    summary: "Meta's answers about a post as they came",
    words: { id: POST },
  }),
  operationCommand('syncOwnMedia', {
    name: 'reels sync',
    summary: 'read the metrics of a post now',
    words: { id: POST },
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'created'
          ? `Queued as task ${String(fieldAt(answer, 'task_id'))}.`
          : `It is under way already, as task ${String(fieldAt(answer, 'task_id'))}.`,
    },
  }),
  operationCommand('syncOwnAccount', {
    name: 'reels sync-account',
    summary: 'read the metrics of all posts of the last days',
    words: { account_id: ACCOUNT },
    options: { days: 'how many days, 30 unless you say so' },
    view: {
      says: (answer) =>
        `Queued ${String(fieldAt(answer, 'queued'))} of ${String(fieldAt(answer, 'posts'))} ` +
        'posts; the others were queued already.',
    },
  }),
  operationCommand('getOwnAccountInsights', {
    name: 'reels audience',
    summary: 'the numbers of a connected account by day, and who its audience is',
    words: { account_id: ACCOUNT },
    options: { since: 'the first day, as 2026-11-01', until: 'the last day' },
  }),
  operationCommand('exportOwnMedia', {
    name: 'reels export',
    summary: 'all posts of a connected account as a file, or on standard output',
    words: { account_id: ACCOUNT },
    options: { ...FILE_FIELDS, ...FILTERS },
    own: FILE_OPTIONS,
    view: WRITTEN,
    run: saveFile('post'),
  }),
]
