import { z } from 'zod'
import { retireEnded } from '../../queue/retire.ts'
import { defineTask } from '../../queue/task-type.ts'
import { tidyEndedTasks } from '../../queue/tidy.ts'
import type { Services } from '../manifest.ts'

const DAY_MS = 24 * 3_600_000

const Payload = z.object({})
const Result = z.object({ retired: z.number().int() })

/** Keeps the table of ended tasks from growing without end. */
export const retireTasks = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>({
  name: 'retire_tasks',
  summary: 'Forgets tasks that ended longer ago than TASK_RETENTION_DAYS.',
  payload: Payload,
  result: Result,
  priority: 9,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'none',
  dedupeKey: () => 'retire_tasks',
  async handle(_task, { services: { db, config, queue }, signal }) {
    const retired = await retireEnded(db, queue.types, config.TASK_RETENTION_DAYS * DAY_MS, signal)
    if (retired > 0) await tidyEndedTasks(db)
    return { kind: 'done', result: { retired } }
  },
})
