import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import type { Command } from '../../cli/command.ts'

const LIST = { name: 'LIST', about: 'its name or id' } as const
const NEWS = { about: 'the id of a piece of news, see gramd watches news' } as const

export const WATCH_COMMANDS: readonly Command[] = [
  operationCommand('listWatches', {
    name: 'watches list',
    summary: 'watched lists, and how many news you have not read',
    view: {
      columns: ['list.name', 'list.members', 'digest', 'unread', 'news', 'next_digest_at'],
      empty: 'No list is watched. gramd watches set LIST begins.',
    },
  }),
  operationCommand('getWatch', {
    name: 'watches show',
    summary: 'the rules of a watched list, and who gets messages',
    words: { id: LIST },
  }),
  operationCommand('setWatch', {
    name: 'watches set',
    summary: 'watch a list, or change its rules and messages',
    words: { id: LIST },
    options: {
      growth_share: { value: 'SHARE', about: 'growth or fall of followers, as 0.05; null is off' },
      risk_flags: 'new risk flags',
      renamed: 'new usernames',
      private: 'profiles that were made private',
      gone: 'profiles that are gone or restricted',
      back: 'profiles that can be seen again',
      silent_days: { value: 'DAYS', about: 'days without a post; null is off' },
      far_above_times: {
        value: 'TIMES',
        about: "posts with so many times the usual post's views; null is off",
      },
      brands: { value: 'NAMES', about: 'advertising for these handles or words' },
      digest: 'when messages are sent',
      digest_time: { value: 'HH:MM', about: 'of a digest, in GRAMD_CRON_TIMEZONE' },
      digest_weekday: { value: 'DAY', about: 'of a weekly digest, 1 is Monday' },
      receivers: { value: 'USERS', about: 'logins of those who get the messages' },
      is_for_team: { option: 'team', about: "whether the team's channels get them, too" },
      language: { value: 'CODE', about: 'of messages to the team' },
    },
    view: {
      says: (answer) => `The list '${String(fieldAt(answer, 'list.name'))}' is watched.`,
      fields: ['digest', 'next_digest_at', 'receivers', 'is_for_team'],
    },
  }),
  operationCommand('removeWatch', {
    name: 'watches remove',
    summary: 'stop watching a list; its news stay',
    words: { id: LIST },
    view: { says: (_, { words }) => `The list '${words[0]}' is not watched any more.` },
  }),
  operationCommand('listWatchNews', {
    name: 'watches news',
    summary: 'what happened on watched lists, newest first',
    options: {
      list: { value: 'LIST', about: 'only of this list' },
      blog: { value: 'CREATOR', about: 'only about this creator' },
      kind: 'only of this kind',
      unread: 'only what you have not read, or all',
      since: { value: 'TIME', about: 'found since then' },
    },
    view: {
      columns: ['found_at', 'list.name', 'creator.username', 'kind', 'details', 'id'],
      empty: 'There is no news.',
    },
  }),
  operationCommand('readWatchNews', {
    name: 'watches read',
    summary: 'mark a piece of news as read',
    words: { id: NEWS },
    view: { says: () => 'Read.' },
  }),
  operationCommand('unreadWatchNews', {
    name: 'watches unread',
    summary: 'take back that you have read a piece of news',
    words: { id: NEWS },
    view: { says: (_, { words }) => `${words[0]} is new again.` },
  }),
  operationCommand('readAllWatchNews', {
    name: 'watches read-all',
    summary: 'mark the news of a list, or of all lists, as read',
    options: { list: { value: 'LIST', about: 'only of this list' } },
    view: { says: () => 'Read.' },
  }),
]
