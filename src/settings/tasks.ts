import { setting, settingGroup } from './setting.ts'
import { count, days, daysOrForever, seconds } from './types.ts'

export const taskSettings = settingGroup('Tasks', {
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
})

export const retentionSettings = settingGroup('How long things are kept', {
  taskRetentionMs: setting(
    'GRAMD_TASK_RETENTION_DAYS',
    days.prefault(30),
    'Tasks that have ended, in days since then. docs/privacy.md says what else goes with each of these.',
  ),
  postRetentionMs: setting(
    'GRAMD_POST_RETENTION_DAYS',
    daysOrForever.prefault(0),
    'Posts, in days since they were published; 0 keeps them.',
  ),
  imageRetentionMs: setting(
    'GRAMD_IMAGE_RETENTION_DAYS',
    daysOrForever.prefault(180),
    'Pictures of creators, in days; 0 keeps them. What is still wanted of them is fetched anew by the next scrape.',
  ),
  snapshotRetentionMs: setting(
    'GRAMD_SNAPSHOT_RETENTION_DAYS',
    daysOrForever.prefault(1_095),
    'What each scrape measured, in days; 0 keeps it.',
  ),
  goneCreatorRetentionMs: setting(
    'GRAMD_GONE_CREATOR_RETENTION_DAYS',
    daysOrForever.prefault(365),
    'Creators on no list that are deleted or private, in days since their posts were last read; 0 keeps them.',
  ),
  seenCreatorRetentionMs: setting(
    'GRAMD_SEEN_CREATOR_RETENTION_DAYS',
    daysOrForever.prefault(180),
    'Creators that discovery has looked at and not kept, in days; 0 keeps them.',
  ),
  relationRetentionMs: setting(
    'GRAMD_RELATION_RETENTION_DAYS',
    daysOrForever.prefault(90),
    'Who follows whom, in days; 0 keeps it.',
  ),
  batchRetentionMs: setting(
    'GRAMD_BATCH_RETENTION_DAYS',
    daysOrForever.prefault(365),
    'OpenAI batches, with what they cost, in days; 0 keeps them.',
  ),
  insightsRetentionMs: setting(
    'GRAMD_INSIGHTS_RETENTION_DAYS',
    daysOrForever.prefault(1_095),
    'What models have said of creators, in days since newer insights replaced it; the newest stay. 0 keeps all.',
  ),
  accountEventRetentionMs: setting(
    'GRAMD_ACCOUNT_EVENT_RETENTION_DAYS',
    daysOrForever.prefault(180),
    'What happened to accounts, in days; 0 keeps it.',
  ),
})
