import { discover } from './discover.ts'
import { z } from 'zod'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { Filters } from '../filters.ts'
import { findActiveHashtags, markDiscovered } from '../store/hashtags.ts'

const Payload = z.object({})
const Result = z.object({ hashtags: z.number().int() })

/** Asks for a discovery of each hashtag that is not paused. */
export const discoverWeekly = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'discover_weekly',
  summary: 'Queues a discovery for every hashtag of /api/hashtags that is not paused.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'discover_weekly',
  async handle(_task, { services: { db, queue } }) {
    const rows = await findActiveHashtags(db)
    return {
      kind: 'done',
      result: { hashtags: rows.length },
      async commit(tx) {
        await markDiscovered(
          tx,
          rows.map(({ hashtag }) => hashtag),
        )
        await queue.enqueueMany(
          tx,
          discover,
          rows.map(({ hashtag, filters }) => ({
            hashtags: [hashtag],
            filters: Filters.parse(filters),
          })),
        )
      },
    }
  },
})
