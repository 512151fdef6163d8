import { command, query, word, type Input } from '../../cli/command.ts'
import {
  choice,
  flag,
  fraction,
  moment,
  onOff,
  orNone,
  PAGE,
  text,
  texts,
  whole,
} from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../cli/show/value.ts'
import { PRODUCT_COMMANDS } from './product-commands.ts'

const STORE = { name: 'STORE', about: 'its id, see gramd stores list', field: 'store' } as const
const SCAN = { name: 'SCAN', about: 'its id, see gramd scan history STORE', field: 'id' } as const
const DRAFT = { name: 'DRAFT', about: 'its id, see gramd drafts list', field: 'id' } as const

const storePath = (input: Pick<Input, 'words'>): string => `/api/stores/${word(input, 0)}`
const scanPath = (input: Pick<Input, 'words'>): string => `/api/instagram/scan/${word(input, 0)}`
const draftPath = (input: Pick<Input, 'words'>): string => `/api/products/drafts/${word(input, 0)}`

const STORE_FIELDS = {
  currency: text('CODE', 'of prices that name none, by ISO 4217'),
  languages: texts('CODE', 'of its captions, by ISO 639-1, as in en,sw'),
  account: orNone(text('ID', 'the connected account that it reads', 'connection_id')),
  'auto-sync': onOff('whether new posts become drafts by themselves', 'auto_sync'),
  'auto-approve-from': orNone(
    fraction('the confidence, from 0.9 on, at which drafts become products', 'auto_approve_from'),
  ),
  videos: onOff('whether videos are read', 'with_videos'),
  carousels: onOff('whether carousels are read', 'with_carousels'),
  categories: texts('NAME', 'of its products'),
  'product-url': orNone(text('URL', "of the shop's own pages, with {slug} in it", 'product_url')),
} as const

const storeFieldsIn = ({ options }: Input<typeof STORE_FIELDS>) => ({
  currency: options.currency,
  languages: options.languages,
  connection_id: options.account,
  auto_sync: options['auto-sync'],
  auto_approve_from: options['auto-approve-from'],
  with_videos: options.videos,
  with_carousels: options.carousels,
  categories: options.categories,
  product_url: options['product-url'],
})

const STORE_COMMANDS = [
  command({
    name: 'stores list',
    summary: 'shops whose products are made of posts, newest first',
    options: PAGE,
    view: {
      columns: ['id', 'name', 'username', 'currency', 'products', 'pending_drafts', 'owner.login'],
      empty: 'There are no stores. gramd stores create NAME opens one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/stores', options)),
  }),
  command({
    name: 'stores create',
    summary: 'open a store',
    words: [{ name: 'NAME', about: 'what it is called', field: 'name' }],
    options: STORE_FIELDS,
    view: { says: (_, { words }) => `Opened the store '${words[0]}'.`, fields: ['id', 'slug'] },
    run: async (api, input) =>
      await api.send('POST', '/api/stores', { name: input.words[0], ...storeFieldsIn(input) }),
  }),
  command({
    name: 'stores show',
    summary: 'one store',
    words: [{ ...STORE, field: 'id' }],
    run: async (api, input) => await api.send('GET', storePath(input)),
  }),
  command({
    name: 'stores stats',
    summary: 'what became of its drafts, how right the model was, and what it cost',
    words: [{ ...STORE, field: 'id' }],
    options: { days: whole('drafts of so many days, 90 unless you say so', { min: 1, max: 365 }) },
    run: async (api, input) =>
      await api.send('GET', query(`${storePath(input)}/stats`, input.options)),
  }),
  command({
    name: 'stores update',
    summary: 'change a store',
    words: [{ ...STORE, field: 'id' }],
    options: { name: text('NAME', 'its new name'), ...STORE_FIELDS },
    view: { says: () => 'Changed the store.' },
    run: async (api, input) =>
      await api.send('PATCH', storePath(input), {
        name: input.options.name,
        ...storeFieldsIn(input),
      }),
  }),
  command({
    name: 'stores delete',
    summary: 'remove a store with its drafts and products',
    words: [{ ...STORE, field: 'id' }],
    confirm: ({ words }) => `Remove the store ${words[0]} with all its drafts and products?`,
    view: { says: () => 'Removed the store; its account stays connected.' },
    run: async (api, input) => await api.send('DELETE', storePath(input)),
  }),
  command({
    name: 'stores connection',
    summary: 'the account that a store reads',
    words: [STORE],
    run: async (api, { words: [store] }) =>
      await api.send('GET', query('/api/instagram/connection', { store })),
  }),
  command({
    name: 'stores part',
    summary: 'part a store and its account; the account stays connected',
    words: [STORE],
    confirm: ({ words }) => `Part the store ${words[0]} and its account, and cancel its scans?`,
    view: { says: () => 'Parted them; drafts and products stay.' },
    run: async (api, { words: [store] }) =>
      await api.send('DELETE', query('/api/instagram/connection', { store })),
  }),
]

const SCAN_COMMANDS = [
  command({
    name: 'scan start',
    summary: 'read the posts of a store and make drafts of what they sell; costs money',
    words: [STORE],
    options: {
      limit: whole('how many posts at most, 100 unless you say so', { min: 1, max: 5_000 }),
      months: whole('how far back, 6 unless you say so', { min: 1, max: 60 }),
      since: moment('or since when'),
      batches: flag('ask the model in batches: at half the price, within a day'),
    },
    view: {
      says: (answer) =>
        `Begun: about ${String(fieldAt(answer, 'estimatedSeconds'))} s and $${String(fieldAt(answer, 'estimatedCost'))}. gramd scan show ${String(fieldAt(answer, 'scanId'))} tells how far it is.`,
      fields: ['scanId'],
    },
    run: async (api, { words: [store], options: { limit, months, since, batches } }) =>
      await api.send('POST', '/api/instagram/scan', {
        store,
        limit,
        months,
        since,
        inBatches: batches,
      }),
  }),
  command({
    name: 'scan show',
    summary: 'how far a scan is, and what it waits for',
    words: [SCAN],
    run: async (api, input) => await api.send('GET', scanPath(input)),
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
      columns: ['scanId', 'type', 'status', 'progress.draftsCreated', 'cost_usd', 'started_at'],
      empty: 'There were none. gramd scan start STORE begins one.',
    },
    run: async (api, { words: [store], options }) =>
      await api.send('GET', query('/api/instagram/sync-history', { store, ...options })),
  }),
]

const DRAFT_COMMANDS = [
  command({
    name: 'drafts list',
    summary: 'what posts sell, for you to approve',
    options: {
      store: text('ID', 'only of this store'),
      status: choice(['pending', 'approved', 'rejected', 'expired'], 'only those'),
      confidence: choice(['high', 'low'], 'only from 0.8 on, or below'),
      expiring: flag('only those that expire within two days'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'status', 'name', 'price', 'currency', 'confidence', 'flags', 'expires_at'],
      empty: 'There are none. gramd scan start STORE makes some.',
    },
    run: async (api, { options: { expiring, ...options } }) =>
      await api.send(
        'GET',
        query('/api/products/drafts', { ...options, expiring: expiring || undefined }),
      ),
  }),
  command({
    name: 'drafts show',
    summary: 'one draft, with the evidence of each value',
    words: [DRAFT],
    run: async (api, input) => await api.send('GET', draftPath(input)),
  }),
  command({
    name: 'drafts edit',
    summary: 'correct a draft',
    words: [DRAFT],
    options: {
      name: text('NAME', 'of the product'),
      description: text('TEXT', 'of the product'),
      price: orNone(text('AMOUNT', 'as in 2500.00')),
      currency: text('CODE', 'by ISO 4217'),
      category: orNone(text('NAME', "one of the store's")),
      tags: texts('TAG', 'all of them'),
    },
    view: { says: () => 'Corrected the draft.', fields: ['name', 'price', 'edited'] },
    run: async (api, input) => await api.send('PATCH', draftPath(input), input.options),
  }),
  command({
    name: 'drafts approve',
    summary: 'make products of drafts',
    words: [{ ...DRAFT, name: 'DRAFT', many: true }],
    view: {
      says: (answer) => decided(answer, 'approved'),
      fields: [],
    },
    run: async (api, { words }) =>
      await api.send('POST', '/api/products/drafts/batch-approve', { ids: words }),
  }),
  command({
    name: 'drafts reject',
    summary: 'reject drafts',
    words: [{ ...DRAFT, name: 'DRAFT', many: true }],
    options: { reason: text('TEXT', 'why') },
    view: { says: (answer) => decided(answer, 'rejected'), fields: [] },
    run: async (api, { words, options: { reason } }) =>
      await api.send('POST', '/api/products/drafts/batch-reject', { ids: words, reason }),
  }),
  command({
    name: 'drafts restore',
    summary: 'make a rejected or expired draft of the last 30 days pending again',
    words: [DRAFT],
    view: { says: () => 'It is pending again.', fields: ['name', 'expires_at'] },
    run: async (api, input) => await api.send('POST', `${draftPath(input)}/restore`),
  }),
]

/** How many were decided, and why the others were not. */
function decided(answer: unknown, how: string): string {
  const data = fieldAt(answer, 'data')
  const rows: unknown[] = Array.isArray(data) ? data : []
  const refused = rows.filter((row) => fieldAt(row, 'refused') !== null)
  const done = `${counted(rows.length - refused.length, 'draft')} ${how}.`
  const why = refused.map(
    (row) => `${String(fieldAt(row, 'id'))}: ${printable(String(fieldAt(row, 'message')))}`,
  )
  return [done, ...why].join('\n')
}

export const CATALOG_COMMANDS = [
  ...STORE_COMMANDS,
  ...SCAN_COMMANDS,
  ...DRAFT_COMMANDS,
  ...PRODUCT_COMMANDS,
]
