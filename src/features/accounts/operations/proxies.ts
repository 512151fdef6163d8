import { ProxyReference } from '../proxy-reference.ts'
import type { Db } from '../../../db/handles.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields, type Precondition } from '../../../http/operations/version.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { moveAccounts } from '../../../pool/proxies/move-accounts.ts'
import {
  addProxy,
  findProxyId,
  getProxy,
  listBoundAccounts,
  listProxies,
  removeProxy,
  updateProxy,
  type ProxyView,
} from '../../../pool/proxies/store/proxies/proxies.ts'
import { PROXY_STATES } from '../../../pool/proxies/proxy-health.ts'
import { checkProxy, pauseProxy, resumeProxy } from '../../../pool/work/proxy-care.ts'
import type { Services } from '../../services.ts'
import { NewProxy, ProxyChange, ProxyDetail, ProxyItem } from '../proxy-view.ts'

type Parts = Pick<Services, 'db' | 'poolContext'>

const operation = operationsFor<Parts>()

const ProxyCheck = z
  .object({
    ok: z.boolean(),
    latency_ms: z.int().nullable().openapi({
      description: 'Until a connection through the proxy was open; null when there was none',
    }),
    error: z.string().nullable(),
    proxy: ProxyDetail,
  })
  .openapi('ProxyCheck')

const ProxyReplacement = z
  .strictObject({
    proxy_id: ProxyReference,
    share_proxy: z
      .boolean()
      .optional()
      .openapi({ description: 'It may have accounts already', default: false }),
  })
  .openapi('ProxyReplacement')

/** The properties that operations on one proxy share. */
const ofProxy = {
  params: z.object({
    id: ProxyReference,
  }),
  refusals: { 404: 'No proxy has this id' },
}

const version = editedFields(ProxyChange)

const changing = {
  path: '/api/proxies/{id}',
  access: { elevated: 'accounts:write' },
  summary: 'Change the label, country or use of a proxy',
  params: ofProxy.params,
  body: ProxyChange,
  answer: ProxyItem,
  success: 'The proxy',
  refusals: { ...ofProxy.refusals, 409: 'An account uses it, so that it cannot be a spare' },
  version,
  run: async (
    { params, body }: { params: { id: string }; body: z.output<typeof ProxyChange> },
    { db }: Parts,
    { requireMatch }: Precondition<ProxyView>,
  ) => {
    const { label, country, is_spare: isSpare } = body
    const id = await findProxyId(db, params.id)
    const change = { label, country, isSpare }
    return await updateProxy(
      db,
      id,
      change,
      async (tx) => await requireMatch(async () => await getProxy(tx, id)),
    )
  },
} as const

/** Proxies, each for one account or more. */
export const proxyOperations = {
  addProxy: operation.create({
    path: '/api/proxies',
    access: { elevated: 'accounts:write' },
    summary: 'Add a proxy for accounts to use',
    body: NewProxy,
    answer: ProxyItem,
    success: 'The proxy',
    refusals: { 409: 'It is known already', 422: 'The URL is faulty' },
    version,
    run: async ({ body: { is_spare: isSpare, ...body } }, { db, poolContext }) =>
      await addProxy(db, poolContext.keys, { ...body, isSpare }),
  }),

  listProxies: operation.list({
    path: '/api/proxies',
    access: 'accounts:read',
    summary: 'Proxies, without their credentials',
    filter: { state: z.enum(PROXY_STATES).optional(), spare: booleanText.optional() },
    hasOffset: true,
    answer: pageOf(ProxyItem),
    success: 'A page of proxies, oldest first',
    key: z.tuple([z.uuid()]),
    async run({ query: { state, spare: isSpare }, page }, { db }) {
      const { take: limit, offset = 0, after: [after] = [] } = page
      const rows = await listProxies(db, { limit, offset, after, state, isSpare })
      return page.cut(rows, ({ id }) => [id])
    },
  }),

  getProxy: operation.get({
    ...ofProxy,
    path: '/api/proxies/{id}',
    access: 'accounts:read',
    summary: 'One proxy, with the accounts that are bound to it',
    answer: ProxyDetail,
    success: 'The proxy',
    version,
    run: async ({ params }, { db }) => await detailOf(db, await findProxyId(db, params.id)),
  }),

  updateProxy: operation.update(changing),
  putProxy: operation.update({
    ...changing,
    method: 'put',
    description: 'As PATCH: a field that is not given stays.',
  }),

  removeProxy: operation.remove({
    ...ofProxy,
    path: '/api/proxies/{id}',
    access: { elevated: 'accounts:write' },
    summary: 'Delete a proxy that no account uses',
    success: 'It is gone',
    refusals: { ...ofProxy.refusals, 409: 'An account uses it' },
    run: async ({ params }, { db }) => await removeProxy(db, await findProxyId(db, params.id)),
  }),

  checkProxy: operation.act({
    ...ofProxy,
    path: '/api/proxies/{id}/check',
    access: 'accounts:write',
    summary: 'Open a connection through a proxy to a neutral place',
    description:
      'Nothing is sent there (GRAMD_PROXY_CHECK_TARGET). A proxy that died of failing is back ' +
      'with its ' +
      'accounts when this works; one that Instagram blocks stays dead until it is resumed.',
    answer: ProxyCheck,
    success: 'What was found',
    async run({ params }, { db, poolContext }, { http }) {
      const id = await findProxyId(db, params.id)
      const found = await checkProxy(poolContext, id, http.req.raw.signal)
      return { latency_ms: null, error: null, ...found, proxy: await detailOf(db, id) }
    },
  }),

  replaceProxy: operation.act({
    ...ofProxy,
    path: '/api/proxies/{id}/replace',
    access: { elevated: 'accounts:write' },
    summary: 'Move all accounts of a proxy to another',
    description:
      'Devices and sessions stay; accounts that waited for the old proxy are back. Another ' +
      'address under the same session ' +
      'is a risk that you take: give a proxy of the same country and kind.',
    body: ProxyReplacement,
    answer: ProxyDetail,
    success: 'The other proxy',
    refusals: {
      ...ofProxy.refusals,
      409: 'A worker holds one of the accounts',
      422: 'The other proxy does not fit',
    },
    async run({ params, body }, { db, poolContext }) {
      const from = await findProxyId(db, params.id)
      const to = await findProxyId(db, body.proxy_id)
      await moveAccounts(poolContext, { from, to, shareProxy: body.share_proxy })
      return await detailOf(db, to)
    },
  }),

  pauseProxy: operation.act({
    ...ofProxy,
    path: '/api/proxies/{id}/pause',
    access: 'accounts:write',
    summary: 'Send nothing more through a proxy; its accounts wait',
    answer: ProxyDetail,
    success: 'The proxy',
    async run({ params }, { db, poolContext }) {
      const id = await findProxyId(db, params.id)
      await pauseProxy(poolContext, id)
      return await detailOf(db, id)
    },
  }),

  resumeProxy: operation.act({
    ...ofProxy,
    path: '/api/proxies/{id}/resume',
    access: 'accounts:write',
    summary: 'Use a proxy again, whatever it was paused or dead for, with its accounts',
    answer: ProxyDetail,
    success: 'The proxy',
    async run({ params }, { db, poolContext }) {
      const id = await findProxyId(db, params.id)
      await resumeProxy(poolContext, id)
      return await detailOf(db, id)
    },
  }),
}

const detailOf = async (db: Db, id: string) => ({
  ...(await getProxy(db, id)),
  bound_accounts: await listBoundAccounts(db, id),
})
