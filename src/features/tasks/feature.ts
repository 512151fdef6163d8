import { eraseTasks } from '../../queue/care/erase.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { tasksDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { tasksPages } from './pages/index.ts'
import { createThroughput } from './store/reports.ts'

/** Looking at tasks, live too, and steering them. */
export const tasks: Feature = {
  ...tasksDeclaration,
  tasks: [],
  routes: (services) =>
    mountOperations({ ...services, readThroughput: createThroughput(services.db) }, operations),
  pages: tasksPages,
  erasure: [
    {
      table: 'scrape_tasks',
      ids: { subject: 'subject' },
      alsoIn: [
        'scrape_tasks.payload',
        'scrape_tasks.checkpoint',
        'scrape_tasks.progress',
        'scrape_tasks.result',
        'scrape_tasks.dedupe_key',
        'scrape_tasks.limit_key',
        'scrape_tasks.error_message',
        'past_attempts.error_message',
        'task_events.data',
      ],
      remove: async (tx, creator, { types }) => await eraseTasks(tx, types, creator),
    },
  ],
}
