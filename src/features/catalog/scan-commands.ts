import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { STORE } from './store-commands.ts'

const SCAN = { name: 'SCAN', about: 'its id, see gramd scan history STORE' } as const

const SCAN_FIELDS = {
  limit: 'how many posts at most, 100 unless you say so',
  months: 'how far back, 6 unless you say so',
  since: 'or since when',
  includeVideos: {
    option: 'videos',
    about: 'whether videos are read; as the store says by default',
  },
  includeCarousels: { option: 'carousels', about: 'whether carousels are read' },
  inBatches: {
    option: 'batches',
    about: 'ask the model in batches: at half the price, within a day',
    isSwitch: true,
  },
} as const

const costOf = (answer: unknown): string =>
  `about ${String(fieldAt(answer, 'estimatedSeconds'))} s and at most $${String(fieldAt(answer, 'estimatedCost'))}`

export const SCAN_COMMANDS = [
  operationCommand('estimateCatalogScan', {
    name: 'scan estimate',
    summary: 'what a scan would take and cost at most; begins nothing',
    words: { store: STORE },
    options: SCAN_FIELDS,
    view: { says: (answer) => `It would take ${costOf(answer)}.`, fields: [] },
  }),
  operationCommand('scanStore', {
    name: 'scan start',
    summary: 'read the posts of a store and make drafts of what they sell; costs money',
    words: { store: STORE },
    options: SCAN_FIELDS,
    view: {
      says: (answer) =>
        `Begun: ${costOf(answer)}. gramd scan show ${String(fieldAt(answer, 'scanId'))} tells how far it is.`,
      fields: ['scanId'],
    },
  }),
  operationCommand('getCatalogScan', {
    name: 'scan show',
    summary: 'how far a scan is, and what it waits for',
    words: { id: SCAN },
  }),
  operationCommand('listCatalogScanPosts', {
    name: 'scan posts',
    summary: 'the posts of a scan, and what it did with each',
    words: { id: SCAN },
    options: { outcome: 'only those' },
    view: {
      columns: ['id', 'inSync.outcome', 'inSync.code', 'caption', 'permalink'],
      empty: 'It has none yet.',
    },
  }),
  operationCommand('cancelCatalogScan', {
    name: 'scan cancel',
    summary: 'end a scan; its drafts stay',
    words: { id: SCAN },
    view: { says: () => 'Cancelled the scan.', fields: ['status', 'progress'] },
  }),
  operationCommand('listCatalogSyncs', {
    name: 'scan history',
    summary: 'scans and syncs of a store, newest first',
    words: { store: STORE },
    view: {
      columns: ['scanId', 'type', 'status', 'progress.draftsCreated', 'costUsd', 'startedAt'],
      empty: 'There were none. gramd scan start STORE begins one.',
    },
  }),
]
