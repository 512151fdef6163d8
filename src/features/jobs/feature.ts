import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { jobsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { jobsPages } from './pages/index.ts'
import { deleteOldJobs } from './store/jobs.ts'
import { settleJobs } from './tasks/settle-jobs.ts'

/** Long enough for the programs that started it, and as long as ended tasks by default. */
const KEEP_MS = 30 * 86_400_000

/** One job for each request that starts many tasks. */
export const jobs: Feature = {
  ...jobsDeclaration,
  tasks: [settleJobs],
  routes: (services) => mountOperations(services, operations),
  pages: jobsPages,
  cron: () => [{ name: 'settle_jobs', pattern: '* * * * *', taskType: settleJobs, payload: {} }],
  retention: () => [
    {
      tables: ['jobs', 'job_tasks'],
      keepMs: KEEP_MS,
      remove: async ({ db }, keepMs, signal) => await deleteOldJobs(db, keepMs, signal),
    },
  ],
}
