import { ConnectionReference } from '../../connection-reference.ts'
import { disconnect, WITHDRAWALS } from '../../../connections/disconnect.ts'
import {
  CONNECTION_STATES,
  getConnection,
  listConnections,
  type Connection,
} from '../../../connections/connections-store.ts'
import { readUsage } from '../../../connections/usage-now.ts'
import type { Connections } from '../../../connections/parts.ts'
import { ownerScopeOf } from '../../../http/access/owner.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { ConnectionDetails, ConnectionView, LOGINS, viewConnection } from '../connection-view.ts'
import { readLastSyncs } from '../store/last-syncs.ts'

type Parts = Pick<
  Services,
  'db' | 'connections' | 'connectionUses' | 'announce' | 'queue' | 'clock'
>

const operation = operationsFor<Parts>()

export const tags = ['own accounts']

/** The maximum time that Meta may take to revoke access while a person disconnects. */
const REVOKE_MS = 10_000

const OwnAccountLogins = z
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
  .openapi('OwnAccountLogins')

const OwnAccountRemoved = z
  .object({
    revoked: z.enum(WITHDRAWALS).openapi({
      description:
        'Whether Meta forgot the grant: shared, when other connected accounts hang on the ' +
        'same one; not_offered, when the owner has to do it in the settings of Instagram',
    }),
    data: z.enum(['kept', 'deleted']),
  })
  .openapi('OwnAccountRemoved')

/** The settings that operations on one account share. */
const ofAccount = {
  tags,
  params: z.strictObject({ account_id: ConnectionReference }),
  refusals: { 404: 'No such connected account of yours' },
}

/** Accounts that are connected. */
export const accountOperations = {
  listLogins: operation.get({
    path: '/api/ig/logins',
    access: 'own:read',
    tags,
    summary: 'With which logins of Meta’s an account can be connected here, and what is asked for',
    answer: OwnAccountLogins,
    success: 'What is configured',
    run: async (_, { connections }) => await Promise.resolve(loginsOf(connections)),
  }),

  listOwnAccounts: operation.list({
    path: '/api/ig/accounts',
    access: 'own:read',
    tags,
    assistant: { tool: true },
    summary: 'Connected accounts: yours, or for admins everybody’s',
    filter: { state: z.enum(CONNECTION_STATES).optional() },
    answer: pageOf(ConnectionView),
    success: 'A page of accounts',
    key: z.tuple([z.uuid()]),
    async run({ query: { state }, page }, services, { principal }) {
      const rows = await listConnections(services.db, ownerScopeOf(principal), {
        limit: page.take,
        after: page.after?.[0],
        state,
      })
      const views = await viewsOf(services, rows)
      return page.cut(
        rows,
        ({ id }) => [id],
        (row) => viewIn(views, row),
      )
    },
  }),

  getOwnAccount: operation.get({
    ...ofAccount,
    path: '/api/ig/accounts/{account_id}',
    access: 'own:read',
    summary: 'One connected account, with what hangs on it',
    answer: ConnectionDetails,
    success: 'The account',
    async run({ params }, services, { principal }) {
      const { db, connectionUses } = services
      const row = await getConnection(db, ownerScopeOf(principal), params.account_id)
      const view = viewIn(await viewsOf(services, [row]), row)
      const uses = await Promise.all(connectionUses.map(async (read) => await read(db, row.id)))
      return { ...view, uses: uses.flat().filter(({ count }) => count > 0) }
    },
  }),

  removeOwnAccount: operation.act({
    ...ofAccount,
    method: 'delete',
    path: '/api/ig/accounts/{account_id}',
    access: 'own:write',
    summary: 'Disconnect an account: its tasks end, its tokens are deleted, Meta forgets the grant',
    description:
      'Its posts and metrics stay, and go on when the same user connects it again; ' +
      '`data=delete` deletes them. GET names first what hangs on it.',
    query: z.strictObject({ data: z.enum(['keep', 'delete']).default('keep') }),
    answer: OwnAccountRemoved,
    success: 'It is disconnected',
    async run({ params, query: { data } }, { db, connections, announce, queue }, { principal }) {
      const onRemoved: Connections['onRemoved'] = async (tx, event) =>
        await announce(tx, 'connection.removed', event)
      const revoked = await disconnect(
        connections,
        { db, onRemoved },
        {
          id: params.account_id,
          owner: ownerScopeOf(principal),
          keepData: data === 'keep',
          signal: AbortSignal.timeout(REVOKE_MS),
        },
      )
      queue.pollSoon()
      return { revoked, data: data === 'keep' ? ('kept' as const) : ('deleted' as const) }
    },
  }),
}

const loginsOf = (connections: Connections | null) => ({
  logins: [...(connections?.api.logins ?? [])],
  redirect_uri: connections?.redirectUri ?? null,
  rights: {
    facebook: [...(connections?.rights.facebook ?? [])],
    instagram: [...(connections?.rights.instagram ?? [])],
  },
})

const UNREPORTED = { percent: 0, mode: 'free', freeAt: null, reportedAt: null } as const

/** Returns the views of these connections, by id. */
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
      const details = {
        usage: usage.get(row.id) ?? UNREPORTED,
        lastSyncAt: syncs.get(row.id) ?? null,
      }
      return [row.id, viewConnection(row, details)]
    }),
  )
}

function viewIn(views: ReadonlyMap<string, ConnectionView>, { id }: Connection): ConnectionView {
  const view = views.get(id)
  if (!view) throw new Error('a connection has no view')
  return view
}
