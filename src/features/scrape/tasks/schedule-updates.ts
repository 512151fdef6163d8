import { fullScrape } from './full-scrape.ts'
import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { choiceOfUpdates, countDue, lockUpdateBudget, sumUpdateRuns } from '../store/updates.ts'

const DUE_FOR_UPDATE_PRIORITY = 8
/** Creators that one transaction enqueues. */
const PAGE = 5_000

const Payload = z.object({})
const Result = z.object({
  scheduled: z.number().int(),
  /** The requests that they will probably take. */
  requests: z.number().int(),
  /** Creators that are due and have to wait for another day's budget. */
  left_due: z.number().int(),
  /** GRAMD_UPDATE_REQUESTS_PER_DAY, and what is left of it. */
  budget: z.number().int(),
  budget_left: z.number().int(),
})

/**
 * Enqueues scrapes of the creators for whom an update is worth most, with what is left of a day's
 * requests. The plan is counted in the transaction that enqueues it, so that neither a second run
 * nor a second try spends anything twice.
 */
export const scheduleUpdates = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'schedule_updates',
  summary: 'Queues updates of the creators that profit most, within GRAMD_UPDATE_REQUESTS_PER_DAY.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'schedule_updates',
  didNothing: ({ scheduled, left_due }) => scheduled === 0 && left_due === 0,
  async handle(task, context) {
    const { db, queue, config } = context.services
    let budgetLeft = 0
    for (let isMore = true; isMore;) {
      context.signal.throwIfAborted()
      await context.checkpoint(null, async (tx) => {
        const page = await planUpdates(tx, context.services, task.id)
        budgetLeft = page.budgetLeft
        isMore = page.isMore
      })
      queue.wake()
    }
    return {
      kind: 'done',
      result: {
        ...(await sumUpdateRuns(db, task.id)),
        left_due: await countDue(db, config),
        budget: config.updateRequestsPerDay,
        budget_left: budgetLeft,
      },
    }
  },
})

/**
 * Enqueues what is worth most within the budget that is left, at most PAGE updates, and counts it
 * as planned by `taskId`; both or neither. Transactions wait for each other from here to their end.
 */
export async function planUpdates(
  tx: Tx,
  { queue, config }: Pick<Services, 'queue' | 'config'>,
  taskId: number,
): Promise<{ budgetLeft: number; isMore: boolean }> {
  const left = await lockUpdateBudget(tx, config.updateRequestsPerDay)
  const limit = Math.min(left, PAGE)
  const { rows: chosen } = await choiceOfUpdates(config, { left, limit }).execute(tx)
  const payloads = chosen.map(({ blog_id }) => ({ blog_id, mode: 'update' as const }))
  const priority = DUE_FOR_UPDATE_PRIORITY
  const tasks = await queue.enqueueMany(tx, fullScrape, payloads, { priority })
  // Another transaction may have enqueued some of them a moment ago.
  const planned = chosen.filter((_, place) => tasks[place]?.created)
  const requests = planned.reduce((sum, each) => sum + each.requests, 0)
  if (planned.length > 0) {
    const run = { task_id: taskId, creators: planned.length, requests }
    await tx.insertInto('update_runs').values(run).execute()
  }
  return { budgetLeft: left - requests, isMore: limit > 0 && chosen.length === limit }
}
