import { z } from 'zod'
import { defineTask } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'
import { takeDueInsights, takeDueLists } from './connections-store.ts'
import { listOwnMedia } from './list-own-media.ts'
import { MOST_DUE, takeDueMedia } from './media-store.ts'
import { readAccountInsights } from './read-account-insights.ts'
import { syncOwnMedia } from './sync-own-media.ts'

const Payload = z.object({})
const Result = z.object({ lists: z.int(), syncs: z.int(), days: z.int() })

/** Queues what is due of all connected accounts. What is queued has its next turn in the same transaction. */
export const planOwnMedia = defineTask<Services, z.output<typeof Payload>, z.output<typeof Result>>(
  {
    name: 'plan_own_media',
    summary: 'Queues lists of posts and syncs of metrics that are due.',
    payload: Payload,
    result: Result,
    priority: 1,
    resource: 'none',
    dedupeKey: () => 'plan_own_media',
    async handle(_task, { services: { db, queue, config }, signal }) {
      const planned = { lists: 0, syncs: 0, days: 0 }
      await db.transaction().execute(async (tx) => {
        const lists = await takeDueLists(tx, config)
        await queue.enqueueMany(tx, listOwnMedia, lists)
        const days = (await takeDueInsights(tx)).flatMap(daysToRead)
        await queue.enqueueMany(tx, readAccountInsights, days)
        planned.lists = lists.length
        planned.days = days.length
      })
      for (let isMore = true; isMore;) {
        signal.throwIfAborted()
        await db.transaction().execute(async (tx) => {
          const { taken, due } = await takeDueMedia(tx, config)
          await queue.enqueueMany(tx, syncOwnMedia, due)
          planned.syncs += due.length
          isMore = taken === MOST_DUE
        })
      }
      if (planned.lists + planned.syncs + planned.days > 0) queue.wake()
      return { kind: 'done', result: planned }
    },
  },
)

/** Yesterday, and the day before again: Meta counts for up to 48 hours. */
function daysToRead({
  connection_id,
  demographics,
  today,
}: Awaited<ReturnType<typeof takeDueInsights>>[number]) {
  const daysAgo = (days: number): string =>
    new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10)
  return [
    { connection_id, day: daysAgo(1), demographics },
    { connection_id, day: daysAgo(2), demographics: false },
  ]
}
