import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { choiceOfReadings, lockReadingBudget } from '../store/plan.ts'
import { storePlanned } from '../store/schedule.ts'
import { storeSpending } from '../store/spending.ts'
import { readCampaignCreator } from './read-campaign-creator.ts'

/** Creators that one transaction enqueues. */
const PAGE = 5_000

const Payload = z.object({})
const Result = z.object({
  planned: z.number().int(),
  /** The requests that they will probably take. */
  requests: z.number().int(),
  /** GRAMD_READING_REQUESTS_PER_DAY, and what this hour has left of it. */
  budget: z.number().int(),
  budget_left: z.number().int(),
})

/** Enqueues readings of the creators that are due, within the budget and each campaign's limit. */
export const planCampaignReadings = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'plan_campaign_readings',
  summary:
    'Queues readings of creators of running campaigns, within GRAMD_READING_REQUESTS_PER_DAY.',
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 2,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'plan_campaign_readings',
  didNothing: ({ planned }) => planned === 0,
  async handle(_task, context) {
    const { queue, config } = context.services
    const result = {
      planned: 0,
      requests: 0,
      budget: config.readingRequestsPerDay,
      budget_left: 0,
    }
    for (let isMore = true; isMore;) {
      context.signal.throwIfAborted()
      await context.checkpoint(null, async (tx) => {
        const page = await planReadings(tx, context.services)
        result.planned += page.planned
        result.requests += page.requests
        result.budget_left = page.budgetLeft
        isMore = page.isMore
      })
      queue.wake()
    }
    return { kind: 'done', result }
  },
})

/** Enqueues at most PAGE readings that are due, and counts them; both or neither. */
export async function planReadings(
  tx: Tx,
  { queue, config, clock }: Pick<Services, 'queue' | 'config' | 'clock'>,
): Promise<{ planned: number; requests: number; budgetLeft: number; isMore: boolean }> {
  const left = await lockReadingBudget(tx, config.readingRequestsPerDay)
  const limit = Math.min(left, PAGE)
  const { rows: chosen } = await choiceOfReadings(config, { left, limit }).execute(tx)
  const at = clock.now().toISOString()
  const payloads = chosen.map(({ blog_id, list_id, requests }) => ({
    blog_id,
    planned: { list_id, at, requests },
  }))
  const tasks = await queue.enqueueMany(tx, readCampaignCreator, payloads)
  // One whose task is open is planned, too, but its requests are counted already.
  const planned = chosen.map((each, place) =>
    tasks[place]?.created ? each : { ...each, requests: 0 },
  )
  await storePlanned(
    tx,
    planned.map(({ blog_id }) => blog_id),
  )
  await storeSpending(tx, planned)
  const requests = planned.reduce((sum, each) => sum + each.requests, 0)
  return {
    planned: planned.filter((each) => each.requests > 0).length,
    requests,
    budgetLeft: left - requests,
    isMore: limit > 0 && chosen.length === limit,
  }
}
