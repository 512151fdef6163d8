import { PoolAccountReference } from '../../publishing/index.ts'
import { CountChangedError } from '../../../base/count-changed.ts'
import { AppError, invalidField } from '../../../base/errors.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { findAccountIds } from '../../../pool/accounts/account-views.ts'
import { pauseAccount, resumeAccount } from '../../../pool/accounts/pause-account.ts'
import type { Services } from '../../services.ts'
import { accountFilterFields, filterOf } from '../account-filter.ts'

const operation = operationsFor<Pick<Services, 'db' | 'poolContext'>>()

/** The maximum of accounts in one request: each account has a transaction of its own. */
const MAX_ACCOUNTS = 1_000
const MAX_IDS = 200

const count = z.int().min(0)

const AccountBulkRequest = z
  .strictObject({
    action: z.enum(['pause', 'resume']),
    ids: z.array(PoolAccountReference).min(1).max(MAX_IDS).optional(),
    filter: z.strictObject(accountFilterFields).optional().openapi({
      description: 'Instead of `ids`: all accounts that match',
    }),
    expected: count.optional().openapi({
      description: 'The `matched` that a person has seen; a filter needs it',
      example: 12,
    }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only say how many match' }),
  })
  .openapi('AccountBulkRequest')

const AccountBulkResult = z
  .object({
    matched: count,
    changed: count,
    refused: count,
    left: count.openapi({ description: 'That match beyond those that one request takes' }),
    data: z.array(
      z.object({
        id: z.uuid(),
        is_done: z.boolean().openapi({ description: 'The account is as was asked for' }),
        is_changed: z.boolean().openapi({ description: 'It was otherwise before' }),
        code: z.string().nullable().openapi({
          description: 'Why not, for programs',
          example: 'conflict',
        }),
        detail: z.string().nullable().openapi({ description: 'Why not, with the remedy' }),
      }),
    ),
  })
  .openapi('AccountBulkResult')

export const bulkOperations = {
  changeAccounts: operation.act({
    path: '/api/accounts/bulk',
    access: 'accounts:write',
    summary: 'Pause or resume chosen accounts, or all that match a filter',
    description:
      'Each account changes by itself, as POST /api/accounts/{id}/pause and /resume change it; ' +
      'the answer has what became ' +
      'of each. For a filter, first ask with `dry_run`, and show a person `matched`; then send ' +
      'it as `expected`. When another ' +
      'number matches by then, nothing changes, and the 409 has the new number in ' +
      '`facts.matched`. ' +
      `A filter takes the oldest ${MAX_ACCOUNTS.toLocaleString('en')} accounts. A repeated request does no harm.`,
    body: AccountBulkRequest,
    answer: AccountBulkResult,
    success: 'What became of each account',
    refusals: {
      404: 'No proxy is called as in the filter',
      409: 'Another number of accounts matches now',
    },
    async run({ body: request }, { db, poolContext }) {
      const { ids, matched } = await choose(db, request)
      if (!request.dry_run && request.expected !== undefined && request.expected !== matched)
        throw new CountChangedError('accounts match', { matched, expected: request.expected })
      const data = request.dry_run ? [] : await changeEach(poolContext, ids, request.action)
      const refused = data.filter(({ is_done }) => !is_done).length
      const left = matched - ids.length
      return { matched, changed: data.length - refused, refused, left, data }
    },
  }),
}

type BulkRequest = z.output<typeof AccountBulkRequest>

async function choose(db: Db, request: BulkRequest): Promise<{ ids: string[]; matched: number }> {
  const { ids, filter, expected, dry_run: isDry } = request
  if (ids !== undefined && filter === undefined) {
    const unique = [...new Set(ids)]
    return { ids: unique, matched: unique.length }
  }
  if (ids !== undefined || filter === undefined)
    throw invalidField('filter', 'expected either ids or a filter', { code: 'one_of_two' })
  if (!isDry && expected === undefined)
    throw invalidField('expected', 'is missing: send the number that dry_run returned', {
      code: 'required',
    })
  return await findAccountIds(db, await filterOf(db, filter), MAX_ACCOUNTS)
}

/**
 * Changes each account in a short transaction of its own: one that is held up does not lock the
 * others.
 */
async function changeEach(
  poolContext: Services['poolContext'],
  ids: readonly string[],
  action: BulkRequest['action'],
) {
  const act = action === 'pause' ? pauseAccount : resumeAccount
  const data = []
  for (const id of ids) {
    try {
      const isChanged = await act(poolContext, id)
      data.push({ id, is_done: true, is_changed: isChanged, code: null, detail: null })
    } catch (error) {
      // What this account refuses is its answer; anything else ends the request.
      if (!(error instanceof AppError) || error.status >= 500) throw error
      data.push({ id, is_done: false, is_changed: false, code: error.code, detail: error.message })
    }
  }
  return data
}
