import { setting, settingGroup } from './setting.ts'
import { count, orKeep, seconds } from './types.ts'

export const taskSettings = settingGroup('Tasks', {
  MAX_CONCURRENT_TASKS: setting(count.default(2), 'Tasks at once in this replica.', {
    isCommon: true,
    unsafe: { above: 100, risk: 'the process may run out of memory' },
  }),
  MAX_CONCURRENT_TASKS_TOTAL: setting(
    count.optional(),
    'Tasks at once in all replicas together; without it, as many as they have among them.',
  ),
  POLL_INTERVAL_SECONDS: setting(
    seconds.default(30_000),
    'How often the worker looks for tasks when nothing notifies it.',
  ),
})

export const retentionSettings = settingGroup('How long things are kept', {
  TASK_RETENTION_DAYS: setting(
    count.default(30),
    'Tasks that have ended, in days since then. docs/privacy.md says what else goes with each of these.',
  ),
  POST_RETENTION_DAYS: setting(
    orKeep.default(0),
    'Posts, in days since they were published; 0 keeps them.',
  ),
  IMAGE_RETENTION_DAYS: setting(
    orKeep.default(180),
    'Pictures of creators, in days; 0 keeps them. What is still wanted of them is fetched anew by the next scrape.',
  ),
  SNAPSHOT_RETENTION_DAYS: setting(
    orKeep.default(1_095),
    'What each scrape measured, in days; 0 keeps it.',
  ),
  GONE_CREATOR_RETENTION_DAYS: setting(
    orKeep.default(365),
    'Creators on no list that are deleted or private, in days since their posts were last read; 0 keeps them.',
  ),
  SEEN_CREATOR_RETENTION_DAYS: setting(
    orKeep.default(180),
    'Creators that discovery has looked at and not kept, in days; 0 keeps them.',
  ),
  RELATION_RETENTION_DAYS: setting(orKeep.default(90), 'Who follows whom, in days; 0 keeps it.'),
  BATCH_RETENTION_DAYS: setting(
    orKeep.default(365),
    'OpenAI batches, with what they cost, in days; 0 keeps them.',
  ),
  INSIGHTS_RETENTION_DAYS: setting(
    orKeep.default(1_095),
    'What models have said of creators, in days since newer insights replaced it; the newest stay. 0 keeps all.',
  ),
  ACCOUNT_EVENT_RETENTION_DAYS: setting(
    orKeep.default(180),
    'What happened to accounts, in days; 0 keeps it.',
  ),
})
