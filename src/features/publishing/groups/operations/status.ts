import { AccountReference } from '../account-reference.ts'
import { PUBLISHING_STATES } from '../../../../accounts/states.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { pageOf } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../group-view.ts'
import { findReader, readChecked } from '../store/checked.ts'
import { getPublishingAccount } from '../store/publishing-accounts/settings.ts'
import { listStates, type NotedState } from '../store/states.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock'>>()

const shared = {
  access: { either: ['accounts:read', 'publishing:read'] },
  tags,
  params: z.object({ id: AccountReference }),
} as const

const StatusView = z
  .object({
    id: z.uuid(),
    username: z.string(),
    state: z.enum(PUBLISHING_STATES),
    checked_at: Timestamp.nullable().openapi({ description: 'null: never' }),
    age_seconds: z.int().nullable(),
  })
  .openapi('PublishingStatus')

const StateSpan = z
  .object({
    state: z.enum(PUBLISHING_STATES),
    since: Timestamp,
    until: Timestamp.nullable().openapi({ description: 'null: it still is' }),
  })
  .openapi('PublishingStateSpan')

/** The states of accounts to publish on. */
export const statusOperations = {
  listPublishingStates: operation.list({
    ...shared,
    path: '/api/accounts/{id}/states',
    summary: 'The states that an account to publish on was seen in, the newest first',
    description:
      'Noted every quarter of an hour; of accounts of the pool no change between is left out.' +
      ' GET /api/accounts/{id}/events has what happened to an account of the pool, for those ' +
      'who may see accounts.',
    answer: pageOf(StateSpan),
    success: 'A page of states',
    refusals: { 404: 'No account to publish on has this id' },
    key: z.tuple([z.uuid()]),
    async run({ params, page }, { db }) {
      const { id } = await getPublishingAccount(db, params.id)
      const rows = await listStates(db, id, { before: page.after?.[0], limit: page.take })
      return page.cut(rows, (row) => [row.id], viewSpan)
    },
  }),

  getPublishingStatus: operation.get({
    ...shared,
    path: '/api/accounts/{id}/status',
    summary: 'How an account is, and how old that answer is',
    description:
      'It sends no request: POST /api/accounts/{id}/check does. Accounts that read creators ' +
      'are for those who may see accounts.',
    answer: StatusView,
    success: 'The newest answer',
    refusals: { 404: 'No account has this id, or none that you may see' },
    async run({ params }, { db, clock }, { principal }) {
      const seesPool = principal.scopes.includes('accounts:read')
      const reader = seesPool ? await findReader(db, params.id) : undefined
      const account = reader ?? (await getPublishingAccount(db, params.id))
      const { id, username, state } = account
      const checkedAt = await readChecked(db, account)
      const age = checkedAt === null ? null : clock.now().getTime() - checkedAt.getTime()
      return {
        id,
        username,
        state,
        checked_at: checkedAt,
        age_seconds: age === null ? null : Math.max(0, Math.round(age / 1_000)),
      }
    },
  }),
}

const viewSpan = ({ state, since, until }: NotedState) => ({ state, since, until })
