import { sql } from 'kysely'
import { PUBLISHING_STATES } from '../../../../accounts/states.ts'
import type { Db } from '../../../../db/database.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { tags } from '../group-view.ts'
import { getPublishingAccount, type PublishingAccount } from '../store/publishing-accounts.ts'
import { listStates, type NotedState } from '../store/states.ts'

const status = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/status',
  access: { either: ['accounts:read', 'publishing:read'] },
  operationId: 'getPublishingStatus',
  tags,
  summary: 'How an account is, and how old that answer is',
  description:
    'It asks nobody: POST /api/accounts/{id}/check looks now. Accounts that read creators are for those who may see accounts.',
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: json(
      'The newest answer',
      z
        .object({
          id: z.uuid(),
          username: z.string(),
          state: z.enum(PUBLISHING_STATES),
          checked_at: Timestamp.nullable().openapi({ description: 'null: never' }),
          age_seconds: z.int().nullable(),
        })
        .openapi('PublishingStatus'),
    ),
    404: problem('No account has this id, or none that you may see'),
  },
})

const states = createRoute({
  method: 'get',
  path: '/api/accounts/{id}/states',
  access: { either: ['accounts:read', 'publishing:read'] },
  operationId: 'listPublishingStates',
  tags,
  summary: 'The states that an account to publish on was seen in, the newest first',
  description:
    'Noted every quarter of an hour; of accounts of the pool no change between is left out.' +
    ' GET /api/accounts/{id}/events has what happened to an account of the pool, for those who may see accounts.',
  request: { params: z.object({ id: z.uuid() }), query: z.strictObject(cursorFields) },
  responses: {
    200: json(
      'A page of states',
      pageOf(
        z
          .object({
            state: z.enum(PUBLISHING_STATES),
            since: Timestamp,
            until: Timestamp.nullable().openapi({ description: 'null: it still is' }),
          })
          .openapi('PublishingStateSpan'),
      ),
    ),
    404: problem('No account to publish on has this id'),
  },
})

const Key = z.tuple([z.uuid()])

/** The states of accounts to publish on. */
export const statusRoutes = ({ db, clock }: Pick<Services, 'db' | 'clock'>): Router =>
  createRouter()
    .openapi(states, async (c) => {
      const { id } = await getPublishingAccount(db, c.req.valid('param').id)
      const page = c.req.valid('query')
      const [before] = readCursor(page, Key) ?? []
      const rows = await listStates(db, id, { before, limit: page.limit + 1 })
      const item = ({ state, since, until }: NotedState) => ({
        state,
        since: since.toISOString(),
        until: until?.toISOString() ?? null,
      })
      return c.json(cutPage(rows, page.limit, { item, key: (row) => [row.id] }), 200)
    })
    .openapi(status, async (c) => {
      const { id } = c.req.valid('param')
      const seesPool = c.get('principal').scopes.includes('accounts:read')
      const account =
        (seesPool ? await findReader(db, id) : undefined) ?? (await getPublishingAccount(db, id))
      const checkedAt = await readChecked(db, account)
      const age = checkedAt === null ? null : clock.now().getTime() - checkedAt.getTime()
      return c.json(
        {
          id: account.id,
          username: account.username,
          state: account.state,
          checked_at: checkedAt?.toISOString() ?? null,
          age_seconds: age === null ? null : Math.max(0, Math.round(age / 1_000)),
        },
        200,
      )
    })

type Known = Pick<PublishingAccount, 'id' | 'username' | 'state' | 'account_id' | 'connection_id'>

/** An account that reads creators, as editors would know it. */
async function findReader(db: Db, id: string): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select a.id, a.username, a.id as account_id, null as connection_id,
      derived.pool_state_for_editors(a.state, x.state, a.rest_until > world_now()) as state
    from shared.instagram_accounts a left join shared.proxies x on x.id = a.proxy_id
    where a.id = ${id}::uuid and a.purpose = 'read'`.execute(db)
  return rows[0]
}

async function readChecked(
  db: Db,
  { account_id: accountId, connection_id: connectionId }: Known,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select coalesce(
      (select last_verified_at from shared.instagram_accounts where id = ${accountId}::uuid),
      (select checked_at from shared.connections where id = ${connectionId}::uuid)) as at`.execute(
    db,
  )
  return rows[0]?.at ?? null
}
