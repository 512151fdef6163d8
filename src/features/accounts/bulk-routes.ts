import { AppError } from '../../base/errors.ts'
import { createRoute, json, jsonBody, z, type Router } from '../../http/router.ts'
import { pauseAccount, resumeAccount } from '../../pool/accounts/pause-account.ts'
import type { Services } from '../manifest.ts'

const MOST_ACCOUNTS = 200

const change = createRoute({
  method: 'post',
  path: '/api/accounts/bulk',
  access: 'accounts:write',
  operationId: 'changeAccounts',
  summary: 'Pause or resume chosen accounts',
  description:
    'Each account changes by itself, as POST /api/accounts/{id}/pause and /resume change it; the answer has what became ' +
    'of each, in the order of `ids`. A repeated request does no harm.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          action: z.enum(['pause', 'resume']),
          ids: z.array(z.uuid()).min(1).max(MOST_ACCOUNTS),
        })
        .openapi('AccountBulkRequest'),
    ),
  },
  responses: {
    200: json(
      'What became of each account',
      z
        .object({
          changed: z.int(),
          refused: z.int(),
          data: z.array(
            z.object({
              id: z.uuid(),
              is_done: z.boolean().openapi({ description: 'The account is as was asked for' }),
              code: z.string().nullable().openapi({
                description: 'Why not, for programs',
                example: 'conflict',
              }),
              detail: z.string().nullable().openapi({ description: 'Why not, with the remedy' }),
            }),
          ),
        })
        .openapi('AccountBulkResult'),
    ),
  },
})

/** Each account in a short transaction of its own: one that is held up does not lock the others. */
export function addBulkRoutes(
  router: Router,
  { poolContext }: Pick<Services, 'poolContext'>,
): void {
  router.openapi(change, async (c) => {
    const { action, ids } = c.req.valid('json')
    const act = action === 'pause' ? pauseAccount : resumeAccount
    const data = []
    for (const id of new Set(ids)) {
      try {
        await act(poolContext, id)
        data.push({ id, is_done: true, code: null, detail: null })
      } catch (error) {
        // What this account refuses is its answer; anything else ends the request.
        if (!(error instanceof AppError) || error.status >= 500) throw error
        data.push({ id, is_done: false, code: error.code, detail: error.message })
      }
    }
    const refused = data.filter(({ is_done }) => !is_done).length
    return c.json({ changed: data.length - refused, refused, data }, 200)
  })
}
