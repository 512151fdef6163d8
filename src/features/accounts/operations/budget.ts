import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { getAccount } from '../../../pool/accounts/account-views.ts'
import { readBudgetHistory } from '../../../pool/budget/budget-history.ts'
import type { Services } from '../../services.ts'
import { ofAccount } from './of-account.ts'

const operation = operationsFor<Pick<Services, 'db' | 'poolContext'>>()

const count = z.int()

const BudgetHistory = z
  .object({
    limits: z.object({
      hour: count.openapi({ description: 'Requests of an hour that it may send today' }),
      day: count,
    }),
    hours: z.array(
      z.object({
        hour: Timestamp.openapi({ description: 'When the hour began' }),
        requests: count,
        logins: count,
        failed: count.openapi({ description: 'Of both, those that ended in an error' }),
      }),
    ),
    outcomes: z
      .array(z.object({ outcome: z.string().openapi({ example: 'ok' }), requests: count }))
      .openapi({ description: 'How requests and logins ended, most frequent first' }),
  })
  .openapi('BudgetHistory')

export const budgetOperations = {
  getBudgetHistory: operation.get({
    ...ofAccount,
    path: '/api/accounts/{id}/budget-history',
    access: 'accounts:read',
    summary: 'How an account used its budget in the last seven days',
    answer: BudgetHistory,
    success: 'Hours with requests, oldest first',
    async run({ params: { id } }, { db, poolContext }) {
      const { budget } = await getAccount(db, poolContext.limits, id)
      const limits = { hour: budget.hour.limit, day: budget.day.limit }
      return { limits, ...(await readBudgetHistory(db, id)) }
    },
  }),
}
