import { setting } from './setting.ts'
import { count, days, seconds, timeZone } from './types.ts'

export const taskSettings = {
  maxConcurrentTasks: setting(
    'GRAMD_MAX_CONCURRENT_TASKS',
    count.default(2),
    'Tasks at once in this replica.',
    {
      isCommon: true,
      unsafe: { above: 100, risk: 'the process may run out of memory' },
    },
  ),
  pollIntervalMs: setting(
    'GRAMD_POLL_INTERVAL_SECONDS',
    seconds.default(30_000),
    'How often the worker looks for tasks when nothing notifies it.',
  ),
}

export const timetableSettings = {
  cronTimeZone: setting(
    'GRAMD_CRON_TIMEZONE',
    timeZone.default('UTC'),
    'The time zone of all cron patterns, as in Europe/Berlin. Where clocks are put forward, a time that does not exist comes at the end of the gap; where they are put back, one that comes twice counts once. Patterns with * or / in minute or hour, such as "*/20 2 * * *", go by the time that passes instead.',
    { isCommon: true },
  ),
}

export const retentionSettings = {
  taskRetentionMs: setting(
    'GRAMD_TASK_RETENTION_DAYS',
    days.prefault(30),
    'Tasks that have ended, in days since then. docs/privacy.md says what else goes with each of these.',
  ),
}
