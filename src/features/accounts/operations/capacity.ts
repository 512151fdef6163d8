import { createRoute, createRouter, json, z, type Router } from '../../../http/router.ts'
import { readCapacity, type Capacity } from '../../../pool/budget/capacity.ts'
import type { Services } from '../../manifest.ts'

/** Real time for which an answer serves everybody: reading it looks at every account. */
const KEPT_MS = 30_000

const count = z.int()

const capacity = createRoute({
  method: 'get',
  path: '/api/pool/capacity',
  access: 'accounts:read',
  operationId: 'getPoolCapacity',
  summary: 'How many requests the accounts in service may still send',
  description:
    'With the budgets of accounts and proxies, rests, stops, warm-ups and active hours. Up to 30 seconds old.',
  responses: {
    200: json(
      'The requests',
      z
        .object({
          accounts: count.openapi({ description: 'In service, resting ones included' }),
          now: count.openapi({ description: 'Of accounts that do not rest' }),
          today: count.openapi({ description: 'Left today, of all accounts' }),
          per_hour: count,
          per_day: count,
          per_day_of_all: count.openapi({
            description: 'What `per_day` would be with every account of the pool in service',
          }),
        })
        .openapi('PoolCapacity'),
    ),
  },
})

export function capacityRoutes({ db, poolContext }: Pick<Services, 'db' | 'poolContext'>): Router {
  let kept: { at: number; capacity: Promise<Capacity> } | null = null
  const read = async (): Promise<Capacity> => {
    const at = performance.now()
    if (kept === null || at - kept.at > KEPT_MS)
      kept = { at, capacity: readCapacity(db, poolContext.limits) }
    try {
      return await kept.capacity
    } catch (error) {
      kept = null
      throw error
    }
  }
  return createRouter().openapi(capacity, async (c) => {
    const { accounts, now, today, perHour, perDay, perDayOfAll } = await read()
    const answer = {
      accounts,
      now: Math.floor(now),
      today: Math.floor(today),
      per_hour: Math.floor(perHour),
      per_day: Math.floor(perDay),
      per_day_of_all: Math.floor(perDayOfAll),
    }
    return c.json(answer, 200)
  })
}
