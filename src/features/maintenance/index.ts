import type { Feature } from '../manifest.ts'
import { recoverTasks } from './recover-tasks.ts'
import { retireTasks } from './retire-tasks.ts'
import { scheduleRoutes } from './schedule-routes.ts'

/** Keeps the queue itself in order. */
export const maintenance: Feature = {
  name: 'maintenance',
  tasks: [recoverTasks, retireTasks],
  routes: scheduleRoutes,
  cron: (config) => [
    {
      name: 'recover_tasks',
      pattern: config.CRON_RECOVER_TASKS,
      taskType: 'recover_tasks',
      payload: {},
    },
    {
      name: 'retire_tasks',
      pattern: config.CRON_RETIRE_TASKS,
      taskType: 'retire_tasks',
      payload: {},
    },
  ],
}
