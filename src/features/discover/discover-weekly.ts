import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'

const Payload = z.object({})
const Result = z.object({ hashtags: z.number().int() })

/** Asks for a discovery of each configured hashtag. */
export const discoverWeekly = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'discover_weekly',
  summary: 'Queues a discovery for every hashtag of DISCOVER_HASHTAGS.',
  payload: Payload,
  result: Result,
  priority: 2,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'none',
  dedupeKey: () => 'discover_weekly',
  handle: async (_task, { services: { queue, config } }) => ({
    kind: 'done',
    result: { hashtags: config.DISCOVER_HASHTAGS.length },
    async commit(tx) {
      await queue.enqueueMany(
        tx,
        'discover',
        config.DISCOVER_HASHTAGS.map((hashtag) => ({ hashtag })),
      )
    },
  }),
})
