import { command, query, word, type Input } from '../../cli/command.ts'
import { choice, flag, moment, onOff, PAGE, whole } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { STORE } from './store-commands.ts'

const SCAN = { name: 'SCAN', about: 'its id, see gramd scan history STORE', field: 'id' } as const

const scanPath = (input: Pick<Input, 'words'>): string => `/api/instagram/scan/${word(input, 0)}`

const SCAN_FIELDS = {
  limit: whole('how many posts at most, 100 unless you say so', { min: 1, max: 5_000 }),
  months: whole('how far back, 6 unless you say so', { min: 1, max: 60 }),
  since: moment('or since when'),
  videos: onOff('whether videos are read; as the store says by default', 'includeVideos'),
  carousels: onOff('whether carousels are read', 'includeCarousels'),
  batches: flag('ask the model in batches: at half the price, within a day'),
} as const

const scanIn = ({ words: [store], options }: Input<typeof SCAN_FIELDS>) => ({
  store,
  limit: options.limit,
  months: options.months,
  since: options.since,
  includeVideos: options.videos,
  includeCarousels: options.carousels,
  inBatches: options.batches,
})

const costOf = (answer: unknown): string =>
  `about ${String(fieldAt(answer, 'estimatedSeconds'))} s and at most $${String(fieldAt(answer, 'estimatedCost'))}`

export const SCAN_COMMANDS = [
  command({
    name: 'scan estimate',
    summary: 'what a scan would take and cost at most; begins nothing',
    words: [STORE],
    options: SCAN_FIELDS,
    view: { says: (answer) => `It would take ${costOf(answer)}.`, fields: [] },
    run: async (api, input) =>
      await api.send('POST', '/api/instagram/scan/estimate', scanIn(input)),
  }),
  command({
    name: 'scan start',
    summary: 'read the posts of a store and make drafts of what they sell; costs money',
    words: [STORE],
    options: SCAN_FIELDS,
    view: {
      says: (answer) =>
        `Begun: ${costOf(answer)}. gramd scan show ${String(fieldAt(answer, 'scanId'))} tells how far it is.`,
      fields: ['scanId'],
    },
    run: async (api, input) => await api.send('POST', '/api/instagram/scan', scanIn(input)),
  }),
  command({
    name: 'scan show',
    summary: 'how far a scan is, and what it waits for',
    words: [SCAN],
    run: async (api, input) => await api.send('GET', scanPath(input)),
  }),
  command({
    name: 'scan posts',
    summary: 'the posts of a scan, and what it did with each',
    words: [SCAN],
    options: {
      outcome: choice(['drafted', 'updated', 'skipped', 'unchanged', 'failed'], 'only those'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'inSync.outcome', 'inSync.code', 'caption', 'permalink'],
      empty: 'It has none yet.',
    },
    run: async (api, input) =>
      await api.send('GET', query(`${scanPath(input)}/posts`, input.options)),
  }),
  command({
    name: 'scan cancel',
    summary: 'end a scan; its drafts stay',
    words: [SCAN],
    view: { says: () => 'Cancelled the scan.', fields: ['status', 'progress'] },
    run: async (api, input) => await api.send('POST', `${scanPath(input)}/cancel`),
  }),
  command({
    name: 'scan history',
    summary: 'scans and syncs of a store, newest first',
    words: [STORE],
    options: PAGE,
    view: {
      columns: ['scanId', 'type', 'status', 'progress.draftsCreated', 'costUsd', 'startedAt'],
      empty: 'There were none. gramd scan start STORE begins one.',
    },
    run: async (api, { words: [store], options }) =>
      await api.send('GET', query('/api/instagram/sync-history', { store, ...options })),
  }),
]
