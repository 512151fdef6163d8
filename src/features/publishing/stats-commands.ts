import { operationCommand } from '../../cli/operation-command.ts'

const DAYS = { days: 'of the last days, 30 unless you say so' } as const
const ENDS = ['success', 'failed', 'unknown', 'skipped', 'success_rate'] as const
const NONE = 'Nothing was published in these days. gramd posts publish POST begins it.'

/** Commands for the outcomes of publications. */
export const PUBLISHING_STATS_COMMANDS = [
  operationCommand('getPublishingStats', {
    name: 'stats overview',
    summary: 'what became of publications, by day and group, and accounts with most trouble',
    options: { ...DAYS, zone: { value: 'ZONE', about: 'of the days, as in Asia/Almaty' } },
  }),
  operationCommand('listAccountStats', {
    name: 'stats accounts',
    summary: 'what became of publications, by account',
    options: DAYS,
    view: { columns: ['username', ...ENDS, 'posts_today', 'last_post_at'], empty: NONE },
  }),
  operationCommand('listPostStats', {
    name: 'stats posts',
    summary: 'what became of posts that were begun, the newest first',
    options: DAYS,
    view: {
      columns: ['id', 'status', 'caption', ...ENDS, 'begun_at', 'completed_at'],
      empty: NONE,
    },
  }),
] as const
