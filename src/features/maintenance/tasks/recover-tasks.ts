import { z } from 'zod'
import { rescueExpired } from '../../../queue/care/rescue.ts'
import { pruneTaskEvents } from '../../../queue/care/retire.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'

const EVENT_LIFETIME_MS = 24 * 3_600_000

const Payload = z.object({})
const Result = z.object({
  recovered: z.number().int(),
  events_pruned: z.number().int(),
  requests_pruned: z.number().int(),
})

/** The safety net behind lease rescue, which every worker does all the time. */
export const recoverTasks = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>(
  {
    name: 'recover_tasks',
    summary: 'Requeues tasks whose leases expired, and deletes old live-stream events.',
    access: UPKEEP,
    payload: Payload,
    result: Result,
    priority: 1,
    resource: 'none',
    share: 'upkeep',
    dedupeKey: () => 'recover_tasks',
    // Every run deletes what was of use for a day only, also of runs that did nothing.
    didNothing: ({ recovered }) => recovered === 0,
    async handle(_task, { services: { db, queue, pool }, log }) {
      const recovered = await rescueExpired(db, queue.types)
      for (const task of recovered) {
        log.warn(
          { stuck_task_id: task.id, stuck_task_type: task.task_type, status: task.status },
          'stuck task recovered',
        )
      }
      if (recovered.length > 0) queue.wake()
      return {
        kind: 'done',
        result: {
          recovered: recovered.length,
          events_pruned: await pruneTaskEvents(db, EVENT_LIFETIME_MS),
          requests_pruned: await pool.prune(),
        },
      }
    },
  },
)
