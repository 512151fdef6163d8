import { retireEnded } from '../../queue/care/retire.ts'
import { tidyEndedTasks } from '../../queue/care/tidy.ts'
import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { maintenanceDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { maintenancePages } from './pages/index.ts'
import { recoverTasks } from './tasks/recover-tasks.ts'
import { retireTasks } from './tasks/retire-tasks.ts'
import { enqueueBackfills, runBackfill } from './tasks/run-backfill.ts'

/** Maintains the queue itself, and deletes rows of every table after their retention. */
export const maintenance: Feature = {
  ...maintenanceDeclaration,
  tasks: [recoverTasks, retireTasks, runBackfill],
  routes: (services) => mountOperations(services, operations),
  pages: maintenancePages,
  start: enqueueBackfills,
  cron: () => [
    // Often, so that tasks of a dead worker continue soon; cheap when there are none.
    { name: 'recover_tasks', pattern: '*/10 * * * *', taskType: recoverTasks, payload: {} },
    // It deletes in small batches beside the other nightly work, so the hour does not matter.
    { name: 'retire_tasks', pattern: '30 3 * * *', taskType: retireTasks, payload: {} },
  ],
  retention: (config) => [
    {
      tables: ['scrape_tasks', 'past_attempts', 'ai_batch_rows'],
      keepMs: config.taskRetentionMs,
      async remove({ db, queue }, keepMs, signal) {
        const retired = await retireEnded(db, queue.types, keepMs, signal)
        if (retired > 0) await tidyEndedTasks(db)
        return retired
      },
    },
  ],
}
