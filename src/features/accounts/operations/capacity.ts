import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Capacity } from '../../../pool/budget/capacity.ts'

/** `capacity` reads what accounts may send together; see `createPoolReaders`. */
const operation = operationsFor<{ capacity: () => Promise<Capacity> }>()

const count = z.int()

const PoolCapacity = z
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
  .openapi('PoolCapacity')

export const capacityOperations = {
  getPoolCapacity: operation.get({
    path: '/api/pool/capacity',
    access: 'accounts:read',
    summary: 'How many requests the accounts in service may still send',
    description:
      'With the budgets of accounts and proxies, rests, stops, warm-ups and active hours. Up ' +
      'to 30 seconds old.',
    answer: PoolCapacity,
    success: 'The requests',
    async run(_, { capacity }) {
      const { accounts, now, today, perHour, perDay, perDayOfAll } = await capacity()
      return {
        accounts,
        now: Math.floor(now),
        today: Math.floor(today),
        per_hour: Math.floor(perHour),
        per_day: Math.floor(perDay),
        per_day_of_all: Math.floor(perDayOfAll),
      }
    },
  }),
}
