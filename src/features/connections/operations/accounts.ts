import { disconnect, WITHDRAWALS } from '../../../connections/disconnect.ts'
import {
  CONNECTION_STATES,
  getConnection,
  listConnections,
  type Connection,
} from '../../../connections/connections-store.ts'
import { readUsage } from '../../../connections/usage-now.ts'
import type { Connections } from '../../../connections/parts.ts'
import { ownerSeenBy } from '../../../http/access/owner.ts'
import { cursorFields, cutPage, pageOf, readCursor } from '../../../http/pagination.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { ConnectionDetails, ConnectionView, LOGINS, viewConnection } from '../connection-view.ts'
import { readLastSyncs } from '../store/last-syncs.ts'

export const tags = ['own accounts']
const noSuchAccount = problem('No such connected account of yours')
/** Meta may take as long as it likes; nobody who disconnects waits for it. */
const REVOKE_MS = 10_000

const byId = { params: z.strictObject({ accountId: z.uuid() }) }

const logins = createRoute({
  method: 'get',
  path: '/api/ig/logins',
  access: 'own:read',
  operationId: 'listLogins',
  tags,
  summary: 'With which logins of Meta’s an account can be connected here, and what is asked for',
  responses: {
    200: json(
      'What is configured',
      z
        .object({
          logins: z.array(z.enum(LOGINS)).openapi({ description: 'Those whose app is configured' }),
          redirect_uri: z.string().nullable().openapi({
            description: 'What the app has to have among its valid OAuth redirect URIs',
          }),
          rights: z.object({
            facebook: z.array(z.string()),
            instagram: z.array(z.string()),
          }),
        })
        .openapi('OwnAccountLogins'),
    ),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/ig/accounts',
  access: 'own:read',
  operationId: 'listOwnAccounts',
  tags,
  summary: 'Connected accounts: yours, or for admins everybody’s',
  request: {
    query: z.strictObject({ state: z.enum(CONNECTION_STATES).optional(), ...cursorFields }),
  },
  responses: { 200: json('A page of accounts', pageOf(ConnectionView)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/ig/accounts/{accountId}',
  access: 'own:read',
  operationId: 'getOwnAccount',
  tags,
  summary: 'One connected account, with what hangs on it',
  request: byId,
  responses: { 200: json('The account', ConnectionDetails), 404: noSuchAccount },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/ig/accounts/{accountId}',
  access: 'own:write',
  operationId: 'removeOwnAccount',
  tags,
  summary: 'Disconnect an account: its tasks end, its tokens are deleted, Meta forgets the grant',
  description:
    'Its posts and metrics stay, and go on when the same user connects it again; `data=delete` deletes them. GET names first what hangs on it.',
  request: {
    ...byId,
    query: z.strictObject({ data: z.enum(['keep', 'delete']).default('keep') }),
  },
  responses: {
    200: json(
      'It is disconnected',
      z
        .object({
          revoked: z.enum(WITHDRAWALS).openapi({
            description:
              'Whether Meta forgot the grant: shared, when other connected accounts hang on the same one; not_offered, when the owner has to do it in the settings of Instagram',
          }),
          data: z.enum(['kept', 'deleted']),
        })
        .openapi('OwnAccountRemoved'),
    ),
    404: noSuchAccount,
  },
})

type Parts = Pick<
  Services,
  'db' | 'connections' | 'connectionUses' | 'announce' | 'queue' | 'clock'
>

export function accountRoutes(services: Parts): Router {
  const { db, connections, connectionUses, announce, queue } = services
  const router = createRouter()
  router.openapi(logins, (c) => c.json(loginsOf(connections), 200))
  router.openapi(list, async (c) => {
    const { state, ...page } = c.req.valid('query')
    const [after] = readCursor(page, z.tuple([z.uuid()])) ?? []
    const rows = await listConnections(db, ownerSeenBy(c.get('principal')), {
      limit: page.limit + 1,
      after,
      state,
    })
    const shown = await viewsOf(services, rows)
    const item = (row: Connection): ConnectionView => {
      const view = shown.get(row.id)
      if (!view) throw new Error('a connection has no view')
      return view
    }
    return c.json(cutPage(rows, page.limit, { item, key: ({ id }) => [id] }), 200)
  })
  router.openapi(show, async (c) => {
    const owner = ownerSeenBy(c.get('principal'))
    const row = await getConnection(db, owner, c.req.valid('param').accountId)
    const view = (await viewsOf(services, [row])).get(row.id)
    if (!view) throw new Error('a connection has no view')
    const uses = await Promise.all(connectionUses.map(async (read) => await read(db, row.id)))
    return c.json({ ...view, uses: uses.flat().filter(({ count }) => count > 0) }, 200)
  })
  router.openapi(remove, async (c) => {
    const { data } = c.req.valid('query')
    const onRemoved = async (
      ...[tx, event]: Parameters<NonNullable<typeof connections>['onRemoved']>
    ) => await announce(tx, 'connection.removed', event)
    const revoked = await disconnect(
      connections,
      { db, onRemoved },
      {
        id: c.req.valid('param').accountId,
        owner: ownerSeenBy(c.get('principal')),
        keepData: data === 'keep',
        signal: AbortSignal.timeout(REVOKE_MS),
      },
    )
    queue.look()
    return c.json(
      { revoked, data: data === 'keep' ? ('kept' as const) : ('deleted' as const) },
      200,
    )
  })
  return router
}

const loginsOf = (connections: Connections | null) => ({
  logins: [...(connections?.api.logins ?? [])],
  redirect_uri: connections?.redirectUri ?? null,
  rights: {
    facebook: [...(connections?.rights.facebook ?? [])],
    instagram: [...(connections?.rights.instagram ?? [])],
  },
})

const UNTOLD = { percent: 0, mode: 'free', freeAt: null, toldAt: null } as const

/** How these connections are shown, by id. */
async function viewsOf(
  { db, connections, clock }: Parts,
  rows: readonly Connection[],
): Promise<Map<string, ConnectionView>> {
  const appIdOf = (login: Connection['login']): string | null =>
    connections?.api.logins.includes(login) ? connections.api.appIdOf(login) : null
  const usage = await readUsage(db, rows, { appIdOf, now: clock.now() })
  const ids = rows.map(({ id }) => id)
  const syncs = await readLastSyncs(db, ids)
  return new Map(
    rows.map((row) => {
      const told = { usage: usage.get(row.id) ?? UNTOLD, lastSyncAt: syncs.get(row.id) ?? null }
      return [row.id, viewConnection(row, told)]
    }),
  )
}
