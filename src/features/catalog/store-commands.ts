import { command, query, word, type Input } from '../../cli/command.ts'
import {
  choice,
  flag,
  fraction,
  onOff,
  orNone,
  PAGE,
  text,
  texts,
  whole,
} from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'

export const STORE = {
  name: 'STORE',
  about: 'its id, see gramd stores list',
  field: 'store',
} as const

const POST = { name: 'POST', about: 'its id, see gramd stores posts', field: 'post' } as const

const postPath = (input: Pick<Input, 'words'>): string =>
  `${storePath(input)}/posts/${word(input, 1)}`

const storePath = (input: Pick<Input, 'words'>): string => `/api/stores/${word(input, 0)}`

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
  'approved-as': choice(['active', 'draft'], 'the status of new products', 'approved_as'),
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
  approved_as: options['approved-as'],
  categories: options.categories,
  product_url: options['product-url'],
})

export const STORE_COMMANDS = [
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
    options: { slug: text('SLUG', 'its address, made of the name by default'), ...STORE_FIELDS },
    view: { says: (_, { words }) => `Opened the store '${words[0]}'.`, fields: ['id', 'slug'] },
    run: async (api, input) =>
      await api.send('POST', '/api/stores', {
        name: input.words[0],
        slug: input.options.slug,
        ...storeFieldsIn(input),
      }),
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
    name: 'stores posts',
    summary: 'its posts, what became of each and why, newest first',
    words: [{ ...STORE, field: 'id' }],
    options: {
      outcome: choice(['drafted', 'skipped', 'failed', 'gone', 'never', 'waiting'], 'only those'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'taken_at', 'outcome', 'reason', 'caption', 'permalink'],
      empty: 'There are none. gramd scan start STORE reads some.',
    },
    run: async (api, input) =>
      await api.send('GET', query(`${storePath(input)}/posts`, input.options)),
  }),
  command({
    name: 'stores draft',
    summary: 'make a draft of a post that was skipped or has failed',
    words: [{ ...STORE, field: 'id' }, POST],
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'made'
          ? 'Made a draft of its caption and pictures: write the rest.'
          : 'A model reads the post; gramd stores posts STORE shows what it found.',
      fields: [],
    },
    run: async (api, input) => await api.send('POST', `${postPath(input)}/draft`),
  }),
  command({
    name: 'stores never',
    summary: 'never make a draft of a post: scans and syncs skip it from now on',
    words: [{ ...STORE, field: 'id' }, POST],
    options: { undo: flag('take that back') },
    view: {
      says: (_, { options }) =>
        options.undo ? 'The post is read again.' : 'Scans and syncs skip the post from now on.',
      fields: ['outcome'],
    },
    run: async (api, input) =>
      await api.send(input.options.undo ? 'DELETE' : 'PUT', `${postPath(input)}/never`),
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
    name: 'stores connect',
    summary: 'the address at which its owner lets a store read an account',
    words: [STORE],
    options: { login: choice(['facebook', 'instagram'], 'which of Meta’s dialogs') },
    view: { fields: ['url', 'expiresAt'] },
    run: async (api, { words: [store], options: { login } }) =>
      await api.send('GET', query('/api/instagram/auth/url', { store, login })),
  }),
  command({
    name: 'stores refresh',
    summary: 'look at once for new, changed and deleted posts',
    words: [{ ...STORE, field: 'id' }],
    view: {
      says: (answer) =>
        `Begun. gramd scan show ${String(fieldAt(answer, 'scan_id'))} tells how far it is.`,
      fields: ['scan_id'],
    },
    run: async (api, input) => await api.send('POST', `${storePath(input)}/refresh`),
  }),
  command({
    name: 'stores part',
    summary: 'part a store and its account; the account stays connected',
    words: [STORE],
    options: {
      revoke: flag('disconnect the account, too'),
      confirmed: flag('although something else hangs on the account'),
    },
    confirm: ({ words, options: { revoke } }) =>
      `Part the store ${words[0]} and its account, ${revoke ? 'disconnect that, ' : ''}and cancel its scans?`,
    view: { says: () => 'Parted them; drafts and products stay.' },
    run: async (api, { words: [store], options: { revoke, confirmed } }) =>
      await api.send(
        'DELETE',
        query('/api/instagram/connection', {
          store,
          revoke: revoke || undefined,
          confirmed: confirmed || undefined,
        }),
      ),
  }),
]
