import { setting } from './setting.ts'
import { retentionDays, seconds, timeZone, wholeFrom } from './types.ts'

export const taskSettings = {
  maxConcurrentTasks: setting(
    'GRAMD_MAX_CONCURRENT_TASKS',
    wholeFrom(1, 10_000).default(2),
    'Maximum number of scrapes, checks, syncs and other readings that this replica runs at ' +
      'once. Publications (GRAMD_PUBLISH_AT_ONCE) and upkeep have slots of their own.',
    {
      isCommon: true,
      unsafe: { above: 100, risk: 'the process may run out of memory' },
    },
  ),
  maxConcurrentUpkeep: setting(
    'GRAMD_MAX_CONCURRENT_UPKEEP',
    wholeFrom(1, 1_000).default(4),
    'Maximum number of upkeep tasks that this replica runs at once: retention, care of ' +
      'sessions and connections, AI batches, webhooks, plans of what to read.',
    { unsafe: { above: 50, risk: 'they may use up the connections to the database' } },
  ),
  pollIntervalMs: setting(
    'GRAMD_POLL_INTERVAL_SECONDS',
    seconds(0.05, 3_600).default(30_000),
    'How often the worker polls for tasks without a notification.',
  ),
}

export const timetableSettings = {
  cronTimeZone: setting(
    'GRAMD_CRON_TIMEZONE',
    timeZone.default('UTC'),
    'Time zone of all cron patterns, such as Europe/Berlin. When clocks go forward, a skipped ' +
      'time runs at the end of the gap; when they go back, a repeated time runs once. Patterns ' +
      'with * or / in minute or hour, such as "*/20 2 * * *", follow elapsed time instead.',
    { isCommon: true },
  ),
}

export const retentionSettings = {
  taskRetentionMs: setting(
    'GRAMD_TASK_RETENTION_DAYS',
    retentionDays.prefault('30'),
    'Retention of ended tasks, in days from their end. docs/privacy.md lists all data that ' +
      'each of these settings covers.',
  ),
}
