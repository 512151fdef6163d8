import { fault, textMatching } from '../../../../http/fault.ts'
import { ConflictError, NoSuchRecordError } from '../../../../base/errors.ts'
import { beginConnecting } from '../../../../connections/begin.ts'
import { disconnect } from '../../../../connections/disconnect.ts'
import { NotConnectedError } from '../../../../connections/errors.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { booleanText } from '../../../../http/pagination.ts'
import { Timestamp, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { storeQuery, tags } from '../store-view.ts'
import {
  changeConnection,
  findStoreConnection,
  STORE_USE,
  storePurpose,
} from '../store/stores/connection.ts'
import { getStore } from '../store/stores/stores.ts'

type Parts = Pick<Services, 'db' | 'queue' | 'connections' | 'connectionUses' | 'announce'>

const operation = operationsFor<Parts>()

const query = z.strictObject({ store: storeQuery })
/** The maximum time that Meta may take to revoke access while a person disconnects. */
const REVOKE_MS = 10_000
const LOGINS = ['facebook', 'instagram'] as const
const BROWSER_HEADER = 'x-gramd-browser'

/** The account that a store reads. */
export const connectionOperations = {
  beginConnectingStore: operation.get({
    path: '/api/instagram/auth/url',
    access: 'own:write',
    tags,
    summary: 'The address at which an owner lets a store read an account',
    description:
      'As GET /api/ig/auth/url, and leads back to the same address. The account becomes the ' +
      'store’s, unless another store reads it; a store that has one authorizes that one again.',
    query: query.extend({ login: z.enum(LOGINS).optional() }),
    headers: z.object({
      [BROWSER_HEADER]: textMatching(
        z.string(),
        /^[A-Za-z0-9_-]{43}$/,
        fault('wrong_format', 'expected 32 bytes in base64url'),
      ).optional(),
    }),
    answer: z
      .object({ url: z.string(), state: z.string(), expiresAt: Timestamp })
      .openapi('StoreConnectingAddress'),
    success: 'The address',
    refusals: {
      404: 'No such store of yours',
      409: 'It cannot be connected; `code` says why, and `detail` what to do',
    },
    hasSecret: true,
    async run({ query: { store, login } }, { db, connections }, { principal, http }) {
      const ownerScope = ownerScopeOf(principal)
      const { id, owner_id, connection_id: connectionId } = await getStore(db, ownerScope, store)
      if (!connections) throw new NotConnectedError('login_not_configured')
      const { url, state, expiresAt } = await beginConnecting(connections, {
        ownerId: owner_id,
        ownerScope,
        login: login ?? null,
        connectionId,
        rights: [],
        browser: http.req.header(BROWSER_HEADER) ?? null,
        purpose: storePurpose(id),
        returnTo: `/console/stores/${id}`,
      })
      return { url, state, expiresAt }
    },
  }),

  getStoreConnection: operation.get({
    path: '/api/instagram/connection',
    access: 'own:read',
    tags,
    summary: 'The account that a store reads',
    query,
    answer: z
      .object({
        connected: z.boolean(),
        connectionId: z.uuid().nullable(),
        username: z.string().nullable(),
        status: z.string().nullable(),
        lastValidatedAt: Timestamp.nullable().openapi({
          description: 'When gramd checked last that its token is valid',
        }),
        lastPolledAt: Timestamp.nullable().openapi({
          description: 'Its posts were looked at last',
        }),
        webhookSubscribed: z.boolean().openapi({
          description: 'Meta sends by itself what happens on the account',
        }),
        productsImported: z.int(),
      })
      .openapi('StoreConnection'),
    success: 'The account',
    refusals: { 404: 'No such store of yours' },
    async run({ query: { store } }, { db }, { principal }) {
      const { id } = await getStore(db, ownerScopeOf(principal), store)
      const found = await findStoreConnection(db, id)
      return {
        connected: found.connection_id !== null,
        connectionId: found.connection_id,
        username: found.username,
        status: found.state,
        lastValidatedAt: found.checked_at,
        lastPolledAt: found.polled_at,
        webhookSubscribed: found.has_webhooks,
        productsImported: found.products,
      }
    },
  }),

  partStoreConnection: operation.remove({
    path: '/api/instagram/connection',
    access: 'own:write',
    tags,
    summary: 'Part a store and its account; the account stays connected',
    description: 'What is queued for the store is cancelled; its drafts and products stay.',
    query: query.extend({
      revoke: booleanText.optional().openapi({
        description: 'Disconnects the account, too, as DELETE /api/ig/accounts/{account_id} does',
      }),
      confirmed: booleanText.optional().openapi({
        description: 'Although something else hangs on the account',
      }),
    }),
    success: 'Parted',
    refusals: {
      404: 'No such store of yours, or it reads no account',
      409: 'Something else hangs on the account, and `confirmed` was not given',
    },
    async run({ query: { store, revoke, confirmed } }, parts, { principal }) {
      const { db, queue } = parts
      const owner = ownerScopeOf(principal)
      const { id, connection_id: connectionId } = await getStore(db, owner, store)
      if (connectionId === null) throw new NoSuchRecordError('the store reads no account')
      // The removal of an account disconnects it from its store in the same transaction: by now the
      // store may have another one.
      if (revoke) await removeAccount(parts, { id: connectionId, owner, confirmed })
      else
        await db.transaction().execute(async (tx) => {
          const detached = { storeId: id, connectionId: null }
          await changeConnection(tx, queue, detached, 'the account was parted from the store')
        })
      queue.pollSoon()
    },
  }),
}

/**
 * Disconnects the account of a store; its posts and metrics stay. Throws ConflictError while more
 * depends on it.
 */
async function removeAccount(
  { db, connections, connectionUses, announce }: Parts,
  {
    id,
    owner,
    confirmed = false,
  }: { id: string; owner: string | null; confirmed?: boolean | undefined },
): Promise<void> {
  const uses = (await Promise.all(connectionUses.map(async (read) => await read(db, id)))).flat()
  const others = uses.filter(({ what, count }) => count > 0 && what !== STORE_USE)
  if (others.length > 0 && !confirmed) {
    const named = others.map(({ what, count }) => `${count} ${what.replaceAll('_', ' ')}`)
    throw new ConflictError(
      `the account has ${named.join(', ')} besides: confirm with confirmed=true`,
    )
  }
  await disconnect(
    connections,
    { db, onRemoved: async (tx, event) => await announce(tx, 'connection.removed', event) },
    { id, owner, keepData: true, signal: AbortSignal.timeout(REVOKE_MS) },
  )
}
