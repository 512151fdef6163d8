import { checkCommands, checkPath, checkWord } from '../../cli/check-commands.ts'
import { command, query, type Command, type Input } from '../../cli/command.ts'
import { choice, choices, flag, onOff, PAGE, text, whole } from '../../cli/option.ts'
import { FILE_OPTIONS, saveDownload, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { describeCheck, watchCheck } from './watch-command.ts'

const RELATIONS = {
  name: 'relations',
  path: '/api/relations',
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
}
const CHECK = checkWord(RELATIONS)
const KIND = choice(['followers', 'following'], 'only this list')

const FILTERS = {
  kind: KIND,
  relation: choice(
    ['mutual', 'fan', 'not_following_back', 'unknown'],
    'how they stand to each other',
  ),
  verified: onOff('only with the badge, or only without'),
  private: onOff('only private profiles, or only public ones'),
  q: text('TEXT', 'only usernames that begin with it; *TEXT has it anywhere'),
}

const TARGET = {
  'platform-id': text('ID', "Instagram's own id, instead of a username"),
  blog: text('ID', 'the id of a creator here, instead of a username', 'blog_id'),
}

function targetIn({ words, options }: Input<typeof TARGET>): Record<string, string> {
  const given = [
    ...words.map((word) => ({ username: word })),
    ...(options['platform-id'] === undefined ? [] : [{ platform_id: options['platform-id'] }]),
    ...(options.blog === undefined ? [] : [{ blog_id: options.blog }]),
  ]
  const [target] = given
  if (!target || given.length > 1)
    throw new UsageError('give exactly one of USERNAME, --platform-id and --blog')
  return target
}

const pathOf = (input: Pick<Input, 'words'>): string => checkPath(RELATIONS.path, input)

const SHOWN = { fields: RELATIONS.fields }

export const RELATION_COMMANDS: readonly Command[] = [
  command({
    name: 'relations check',
    summary: 'find out who follows an account, and whom it follows',
    words: [
      {
        name: 'USERNAME',
        about: 'a username or the address of a profile',
        field: 'username',
        optional: true,
      },
    ],
    options: {
      ...TARGET,
      kinds: choices(
        ['followers', 'following', 'mutuals'],
        'what to find out, all unless you say so',
      ),
      max: whole('the most members of each list', { min: 1, max: 10_000_000 }),
      confirm: flag('go ahead although it takes many requests'),
      watch: flag('follow it to its end'),
    },
    view: SHOWN,
    async run(api, input, tools) {
      const { kinds, max, confirm, watch } = input.options
      const check = await api.send('POST', '/api/relations', {
        ...targetIn(input),
        kinds,
        max,
        confirm: confirm || undefined,
      })
      return watch ? await watchCheck(api, String(fieldAt(check, 'id')), tools) : check
    },
  }),
  ...checkCommands(RELATIONS),
  command({
    name: 'relations watch',
    summary: 'follow a check to its end',
    words: [CHECK],
    view: SHOWN,
    run: async (api, input, tools) => await watchCheck(api, input.words[0] ?? '', tools),
  }),
  command({
    name: 'relations history',
    summary: 'what has happened in a check, newest first',
    words: [CHECK],
    options: PAGE,
    view: { columns: ['at', 'event', 'data'], empty: 'Nothing has happened in it yet.' },
    run: async (api, input) =>
      await api.send('GET', query(`${pathOf(input)}/history`, input.options)),
  }),
  command({
    name: 'relations members',
    summary: 'the people whom a check has found',
    words: [CHECK],
    options: { ...FILTERS, ...PAGE },
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
    run: async (api, input) =>
      await api.send('GET', query(`${pathOf(input)}/members`, input.options)),
  }),
  command({
    name: 'relations export',
    summary: 'all people whom a check has found as a file, or on standard output',
    words: [CHECK],
    options: { ...FILE_OPTIONS, ...FILTERS },
    view: WRITTEN,
    async run(api, input) {
      const { output: file, force, bom, ...asked } = input.options
      const path = query(`${pathOf(input)}/export`, { bom: bom || undefined, ...asked })
      const { format } = asked
      return await saveDownload(api, path, { file, force, format, unit: 'person', units: 'people' })
    },
  }),
  command({
    name: 'relations diff',
    summary: 'people who joined, left or changed name since an earlier check',
    words: [CHECK],
    options: {
      with: text('ID', 'the earlier check, the one before unless you say so'),
      kind: KIND,
      change: choice(['new', 'gone', 'renamed'], 'only this change'),
      ...PAGE,
    },
    view: {
      columns: ['username', 'change', 'previous_username', 'is_verified', 'is_private'],
      empty: 'No one joined, left or changed name.',
    },
    run: async (api, input) => await api.send('GET', query(`${pathOf(input)}/diff`, input.options)),
  }),
]
