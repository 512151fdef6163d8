import { checkCommands, checkWord } from '../../cli/check-commands.ts'
import type { Command } from '../../cli/command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { flag } from '../../cli/option.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { describeCheck, watchCheck } from './watch-command.ts'

const RELATIONS = {
  name: 'relations',
  operations: {
    list: 'listRelationChecks',
    get: 'getRelationCheck',
    confirm: 'confirmRelationCheck',
    cancel: 'cancelRelationCheck',
  },
  noun: 'relation checks',
  columns: [
    'id',
    'username',
    'kinds',
    'status',
    'progress.collected',
    'progress.expected',
    'created_at',
  ],
  fields: ['id', 'username', 'status', 'reason', 'waiting_until', 'lists', 'progress'],
  describe: (answer: unknown) => describeCheck(answer) ?? '',
} as const
const CHECK = checkWord(RELATIONS)
const FIELDS = { fields: RELATIONS.fields }

const FILTERS = {
  kind: 'only this list',
  relation: 'how they stand to each other',
  verified: 'only with the badge, or only without',
  private: 'only private profiles, or only public ones',
  expected: 'with not_following_back, also accounts of which that is expected',
  q: 'only usernames that begin with it; *TEXT has it anywhere',
} as const

const TARGETS = ['username', 'platform_id', 'blog_id'] as const

export const RELATION_COMMANDS: readonly Command[] = [
  operationCommand('createRelationCheck', {
    name: 'relations check',
    summary: 'find out who follows an account, and whom it follows',
    words: {
      username: { about: 'a username or the address of a profile', optional: true },
    },
    options: {
      platform_id: { value: 'ID', about: "Instagram's own id, instead of a username" },
      blog_id: {
        option: 'blog',
        value: 'ID',
        about: 'the id of a creator here, instead of a username',
      },
      kinds: 'what to find out, all unless you say so',
      max: 'the most members of each list',
      whole: { about: 'read whole lists, although an earlier check knows them', isSwitch: true },
      confirm: { about: 'go ahead although it takes many requests', isSwitch: true },
    },
    own: { watch: flag('follow it to its end') },
    view: FIELDS,
    values({ fields }) {
      if (TARGETS.filter((name) => fields[name] !== undefined).length !== 1)
        throw new UsageError('give exactly one of USERNAME, --platform-id and --blog')
      return {}
    },
    async run({ api, send }, { options: { watch } }, tools) {
      const check = await send()
      return watch ? await watchCheck(api, String(fieldAt(check, 'id')), tools) : check
    },
  }),
  ...checkCommands(RELATIONS),
  operationCommand('watchRelationCheck', {
    name: 'relations watch',
    summary: 'follow a check to its end',
    words: { id: CHECK },
    view: FIELDS,
    run: async ({ api }, { fields }, tools) => await watchCheck(api, String(fields.id), tools),
  }),
  operationCommand('listRelationCheckEvents', {
    name: 'relations history',
    summary: 'what has happened in a check, newest first',
    words: { id: CHECK },
    view: { columns: ['at', 'event', 'data'], empty: 'Nothing has happened in it yet.' },
  }),
  operationCommand('listRelationMembers', {
    name: 'relations members',
    summary: 'the people that a check has found',
    words: { id: CHECK },
    options: FILTERS,
    view: {
      columns: [
        'username',
        'relation',
        'follows_target',
        'followed_by_target',
        'is_verified',
        'is_private',
      ],
      empty: 'No one matches.',
    },
  }),
  operationCommand('getExpectedNonFollowers', {
    name: 'relations expected',
    summary: 'accounts that are not expected to follow the target of a check back',
    words: { id: CHECK },
  }),
  operationCommand('setExpectedNonFollowers', {
    name: 'relations expect',
    summary: 'replace the accounts that are not expected to follow the target back',
    words: {
      id: CHECK,
      usernames: { name: 'USERNAME', about: 'of the team, of brands', optional: true, many: true },
    },
    values: ({ fields }) => ({ usernames: fields.usernames ?? [] }),
    view: { fields: ['usernames'] },
  }),
  operationCommand('exportRelationMembers', {
    name: 'relations export',
    summary: 'all people that a check has found as a file, or on standard output',
    words: { id: CHECK },
    options: { ...FILE_FIELDS, ...FILTERS },
    own: FILE_OPTIONS,
    view: WRITTEN,
    run: saveFile('person', 'people'),
  }),
  operationCommand('diffRelationCheck', {
    name: 'relations diff',
    summary: 'people who joined, left or changed name since an earlier check',
    words: { id: CHECK },
    options: {
      with: { value: 'ID', about: 'the earlier check, the one before unless you say so' },
      kind: 'only this list',
      change: 'only this change',
    },
    view: {
      columns: ['username', 'change', 'previous_username', 'is_verified', 'is_private'],
      empty: 'No one joined, left or changed name.',
    },
  }),
]
