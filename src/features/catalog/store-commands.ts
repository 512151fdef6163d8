import { fieldHelp } from '../../cli/field-options.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation } from '../../cli/operation-request.ts'
import { flag } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { STORE_FIELDS } from './fields/stores.ts'

export const STORE = { name: 'STORE', about: 'its name or id, see gramd stores list' } as const

const POST = { about: 'its id, see gramd stores posts' } as const

/** The name of a new store is a word of its command. */
const { name: NAME, ...FIELDS } = STORE_FIELDS

export const STORE_COMMANDS = [
  operationCommand('listStores', {
    name: 'stores list',
    summary: 'shops whose products are made of posts, newest first',
    view: {
      columns: ['name', 'username', 'currency', 'products', 'pending_drafts', 'owner.login'],
      empty: 'There are no stores. gramd stores create NAME opens one.',
    },
  }),
  operationCommand('createStore', {
    name: 'stores create',
    summary: 'open a store',
    words: { name: { about: NAME.about } },
    options: {
      slug: { value: 'SLUG', about: 'its address, made of the name by default' },
      ...fieldHelp(FIELDS),
    },
    view: { says: (_, { words }) => `Opened the store '${words[0]}'.`, fields: ['id', 'slug'] },
  }),
  operationCommand('getStore', {
    name: 'stores show',
    summary: 'one store',
    words: { id: STORE },
  }),
  operationCommand('getStoreStats', {
    name: 'stores stats',
    summary: 'what became of its drafts, how right the model was, and what it cost',
    words: { id: STORE },
    options: { days: 'drafts of so many days, 90 unless you say so' },
  }),
  operationCommand('listStorePosts', {
    name: 'stores posts',
    summary: 'its posts, what became of each and why, newest first',
    words: { id: STORE },
    options: { outcome: 'only those' },
    view: {
      columns: ['id', 'taken_at', 'outcome', 'reason', 'caption', 'permalink'],
      empty: 'There are none. gramd scan start STORE reads some.',
    },
  }),
  operationCommand('draftStorePost', {
    name: 'stores draft',
    summary: 'make a draft of a post that was skipped or has failed',
    words: { id: STORE, post: POST },
    view: {
      says: (answer) =>
        fieldAt(answer, 'result') === 'made'
          ? 'Made a draft of its caption and pictures: write the rest.'
          : 'A model reads the post; gramd stores posts STORE shows what it found.',
      fields: [],
    },
  }),
  operationCommand('ignoreStorePost', {
    name: 'stores never',
    summary: 'never make a draft of a post: scans and syncs skip it from now on',
    words: { id: STORE, post: POST },
    own: { undo: flag('take that back') },
    view: {
      says: (_, { options }) =>
        options.undo ? 'The post is read again.' : 'Scans and syncs skip the post from now on.',
      fields: ['outcome'],
    },
    run: async ({ api, send }, { fields: { id, post }, options }) =>
      await (options.undo ? callOperation(api, 'unignoreStorePost', { id, post }) : send()),
  }),
  operationCommand('updateStore', {
    name: 'stores update',
    summary: 'change a store',
    words: { id: STORE },
    options: fieldHelp(STORE_FIELDS),
    view: { says: () => 'Changed the store.' },
  }),
  operationCommand('deleteStore', {
    name: 'stores delete',
    summary: 'remove a store with its drafts and products',
    words: { id: STORE },
    confirm: ({ words }) => `Remove the store ${words[0]} with all its drafts and products?`,
    view: { says: () => 'Removed the store; its account stays connected.' },
  }),
  operationCommand('getStoreConnection', {
    name: 'stores connection',
    summary: 'the account that a store reads',
    words: { store: STORE },
  }),
  operationCommand('beginConnectingStore', {
    name: 'stores connect',
    summary: 'the address at which its owner lets a store read an account',
    words: { store: STORE },
    options: { login: 'which of Meta’s dialogs' },
    view: { fields: ['url', 'expiresAt'] },
  }),
  operationCommand('refreshStore', {
    name: 'stores refresh',
    summary: 'look at once for new, changed and deleted posts',
    words: { id: STORE },
    view: {
      says: (answer) =>
        `Begun. gramd scan show ${String(fieldAt(answer, 'scan_id'))} tells how far it is.`,
      fields: ['scan_id'],
    },
  }),
  operationCommand('partStoreConnection', {
    name: 'stores part',
    summary: 'part a store and its account; the account stays connected',
    words: { store: STORE },
    options: {
      revoke: { about: 'disconnect the account, too', isSwitch: true },
      confirmed: { isSwitch: true },
    },
    confirm: ({ words, fields: { revoke } }) =>
      `Part the store ${words[0]} and its account, ${revoke ? 'disconnect that, ' : ''}and cancel its scans?`,
    view: { says: () => 'Parted them; drafts and products stay.' },
  }),
]
