import { setting, settingGroup } from './setting.ts'
import { count, orKeep, seconds } from './types.ts'

export const taskSettings = settingGroup('Tasks', {
  MAX_CONCURRENT_TASKS: setting(
    count.default(2),
    'Maximum number of tasks that this replica runs at once.',
    {
      isCommon: true,
      unsafe: { above: 100, risk: 'the process may run out of memory' },
    },
  ),
  MAX_CONCURRENT_TASKS_TOTAL: setting(
    count.optional(),
    'Maximum number of tasks that all replicas together run at once; by default the sum of their own maximums.',
  ),
  POLL_INTERVAL_SECONDS: setting(
    seconds.default(30_000),
    'How often the worker polls for tasks without a notification.',
  ),
})

export const retentionSettings = settingGroup('Retention', {
  TASK_RETENTION_DAYS: setting(
    count.default(30),
    'Retention of ended tasks, in days from their end. docs/privacy.md lists all data that each of these settings covers.',
  ),
  POST_RETENTION_DAYS: setting(
    orKeep.default(0),
    'Retention of posts, in days from their publication; 0 keeps them.',
  ),
  IMAGE_RETENTION_DAYS: setting(
    orKeep.default(180),
    'Retention of pictures of creators, in days; 0 keeps them. The next scrape downloads the pictures that it still needs again.',
  ),
  SNAPSHOT_RETENTION_DAYS: setting(
    orKeep.default(1_095),
    'Retention of the measurements of each scrape, in days; 0 keeps them.',
  ),
  GONE_CREATOR_RETENTION_DAYS: setting(
    orKeep.default(365),
    'Retention of deleted, private or restricted creators on no list, in days since gramd last read their posts; 0 keeps them.',
  ),
  SEEN_CREATOR_RETENTION_DAYS: setting(
    orKeep.default(180),
    'Retention of creators that discovery checked and rejected, in days; 0 keeps them.',
  ),
  RELATION_RETENTION_DAYS: setting(
    orKeep.default(90),
    'Retention of relation and pair checks, in days; 0 keeps them.',
  ),
  BATCH_RETENTION_DAYS: setting(
    orKeep.default(365),
    'Retention of OpenAI batches with their costs, in days; 0 keeps them.',
  ),
  INSIGHTS_RETENTION_DAYS: setting(
    orKeep.default(1_095),
    'Retention of replaced insights, in days from their replacement; the newest insights stay. 0 keeps all.',
  ),
  ACCOUNT_EVENT_RETENTION_DAYS: setting(
    orKeep.default(180),
    'Retention of the history of accounts, in days; 0 keeps it.',
  ),
})
