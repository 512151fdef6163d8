import type { Feature } from '../manifest.ts'
import { recoverTasks } from './recover-tasks.ts'

/** Keeps the queue itself in order. */
export const maintenance: Feature = {
  name: 'maintenance',
  tasks: [recoverTasks],
  cron: (config) => [
    {
      name: 'recover_tasks',
      pattern: config.CRON_RECOVER_TASKS,
      taskType: 'recover_tasks',
      payload: {},
    },
  ],
}
