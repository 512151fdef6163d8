import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { dueWebhooks } from '../store/webhooks.ts'
import { sendOutgoingRows } from './send-outgoing-rows.ts'

/** Hours after which gramd tries a receiver again that failed for good. */
const PAUSE_HOURS = 6

const Nothing = z.object({})
const Result = z.object({ webhooks: z.int() })

/** Queues a comparison of each outgoing webhook's rows with those that were sent. */
export const queueOutgoingWebhooks = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'queue_outgoing_webhooks',
  summary: 'Queues sending of rows that have changed to outgoing webhooks.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 5,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'queue_outgoing_webhooks',
  async handle(_task, { services: { db, queue } }) {
    const ids = await dueWebhooks(db, PAUSE_HOURS)
    return {
      kind: 'done',
      result: { webhooks: ids.length },
      async commit(tx) {
        await queue.enqueueMany(
          tx,
          sendOutgoingRows,
          ids.map((webhook_id) => ({ webhook_id })),
        )
      },
    }
  },
})
