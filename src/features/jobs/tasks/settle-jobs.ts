import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { settleJobs as settle } from '../store/jobs.ts'

const Payload = z.object({})
const Result = z.object({ ended: z.int() })

/** Counts the tasks of open jobs, and ends those that are done. */
export const settleJobs = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'settle_jobs',
  summary: 'Counts the tasks of open jobs, ends those that are done, and announces it.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'none',
  share: 'upkeep',
  limit: { max: 1, key: () => 'all' },
  dedupeKey: () => 'settle_jobs',
  async handle(_task, { services: { db, config } }) {
    return { kind: 'done', result: { ended: await settle(db, { publicUrl: config.publicUrl }) } }
  },
})
