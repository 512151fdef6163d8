import { z } from 'zod'
import { raiseAlert } from '../../../alerts/raise.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { OUTGOING_ALERTS } from '../declare.ts'
import { markFailed } from '../store/webhooks.ts'
import { sendRows } from '../webhooks/send-rows.ts'

const Payload = z.object({ webhook_id: z.uuid() })
const Result = z.object({ rows: z.int(), batches: z.int() })
type Result = z.output<typeof Result>

/** Sends the rows of an outgoing webhook that have changed. */
export const sendOutgoingRows = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'send_outgoing_rows',
  summary: 'Sends rows of a list or campaign that have changed to an outgoing webhook.',
  access: { read: 'lists:read', write: 'lists:write' },
  payload: Payload,
  result: Result,
  priority: 5,
  attempts: 6,
  backoffMinutes: [1, 5, 15, 60, 240],
  resource: 'none',
  share: 'upkeep',
  limit: { max: 1, key: ({ webhook_id }) => webhook_id },
  dedupeKey: ({ webhook_id }) => webhook_id,
  async handle({ payload }, { services, signal }) {
    try {
      return { kind: 'done', result: await sendRows(services, payload.webhook_id, signal) }
    } catch (error) {
      // Removed meanwhile, with its list or by itself.
      if (!(error instanceof NoSuchRecordError)) throw error
      return { kind: 'done', result: { rows: 0, batches: 0 } }
    }
  },
  async onRelease(tx, releases) {
    const ids = releases
      .filter(({ status }) => status === 'failed')
      .map(({ payload }) => Payload.parse(payload).webhook_id)
    if (ids.length === 0) return
    for (const webhook of await markFailed(tx, ids))
      await raiseAlert(tx, {
        ...OUTGOING_ALERTS.outgoing_webhook_failed,
        cause: `webhook:${webhook.id}`,
        item: {
          webhook_id: webhook.id,
          webhook: webhook.name,
          host: webhook.host,
          status: webhook.last_status,
        },
      })
  },
})
