import { command, query } from '../../cli/command.ts'
import { PAGE, text, whole } from '../../cli/option.ts'

const DAYS = { days: whole('of the last days, 30 unless you say so', { min: 1, max: 365 }) }
const ENDS = ['success', 'failed', 'unknown', 'skipped', 'success_rate'] as const
const NONE = 'Nothing was published in these days. gramd posts publish POST begins it.'

/** What became of publications. */
export const PUBLISHING_STATS_COMMANDS = [
  command({
    name: 'stats overview',
    summary: 'what became of publications, by day and group, and accounts with most trouble',
    options: { ...DAYS, zone: text('ZONE', 'of the days, as in Asia/Almaty') },
    run: async (api, { options }) => await api.send('GET', query('/api/stats/overview', options)),
  }),
  command({
    name: 'stats accounts',
    summary: 'what became of publications, by account',
    options: { ...DAYS, ...PAGE },
    view: { columns: ['username', ...ENDS, 'posts_today', 'last_post_at'], empty: NONE },
    run: async (api, { options }) => await api.send('GET', query('/api/stats/accounts', options)),
  }),
  command({
    name: 'stats posts',
    summary: 'what became of posts that were begun, the newest first',
    options: { ...DAYS, ...PAGE },
    view: {
      columns: ['id', 'status', 'caption', ...ENDS, 'begun_at', 'completed_at'],
      empty: NONE,
    },
    run: async (api, { options }) => await api.send('GET', query('/api/stats/posts', options)),
  }),
] as const
