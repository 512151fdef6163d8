import { createRoute, json, problem, Timestamp, z, type Router } from '../../../http/router.ts'
import { getAccount } from '../../../pool/accounts/account-views.ts'
import { readBudgetHistory } from '../../../pool/budget/budget-history.ts'
import type { Services } from '../../manifest.ts'

const count = z.int()

const budgetHistory = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/budget-history',
  access: 'accounts:read',
  operationId: 'getBudgetHistory',
  summary: 'How an account used its budget in the last seven days',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: json(
      'Hours with requests, oldest first',
      z
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
        .openapi('BudgetHistory'),
    ),
    404: problem('No account has this id'),
  },
})

export function addBudgetRoutes(
  router: Router,
  { db, poolContext }: Pick<Services, 'db' | 'poolContext'>,
): void {
  router.openapi(budgetHistory, async (c) => {
    const { id } = c.req.valid('param')
    const { budget } = await getAccount(db, poolContext.limits, id)
    const limits = { hour: budget.hour.limit, day: budget.day.limit }
    return c.json({ limits, ...(await readBudgetHistory(db, id)) }, 200)
  })
}
