import { booleanText, cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../http/router.ts'
import {
  addProxy,
  findProxyId,
  getProxy,
  listBoundAccounts,
  listProxies,
  removeProxy,
  updateProxy,
} from '../../../pool/proxies/proxies-store.ts'
import { moveAccounts } from '../../../pool/proxies/move-accounts.ts'
import { checkProxy, pauseProxy, resumeProxy } from '../../../pool/work/proxy-care.ts'
import type { Db } from '../../../db/database.ts'
import type { Services } from '../../manifest.ts'
import { NewProxy, PROXY_STATES, ProxyChange, ProxyDetail, ProxyItem } from '../proxy-view.ts'

const byId = {
  params: z.object({
    id: z.string().min(1).max(60).openapi({ description: 'Its id, or its label', example: 'kz-1' }),
  }),
}

const add = createRoute({
  method: 'post',
  path: '/api/proxies',
  access: { elevated: 'accounts:write' },
  operationId: 'addProxy',
  summary: 'Add a proxy for accounts to use',
  request: { body: jsonBody(NewProxy) },
  responses: {
    201: json('The proxy', ProxyItem),
    409: problem('It is known already'),
    422: problem('The URL is faulty'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/proxies',
  access: 'accounts:read',
  operationId: 'listProxies',
  summary: 'Proxies, without their credentials',
  request: {
    query: z.strictObject({
      ...pageFields,
      state: z.enum(PROXY_STATES).optional(),
      spare: booleanText.optional(),
    }),
  },
  responses: { 200: json('A page of proxies, oldest first', pageOf(ProxyItem)) },
})

const show = createRoute({
  method: 'get',
  path: '/api/proxies/{id}',
  access: 'accounts:read',
  operationId: 'getProxy',
  summary: 'One proxy, with the accounts that are bound to it',
  request: byId,
  responses: { 200: json('The proxy', ProxyDetail), 404: problem('No proxy has this id') },
})

const change = {
  path: '/api/proxies/{id}',
  access: { elevated: 'accounts:write' },
  summary: 'Change the label, country or use of a proxy',
  request: { ...byId, body: jsonBody(ProxyChange) },
  responses: {
    200: json('The proxy', ProxyItem),
    404: problem('No proxy has this id'),
    409: problem('An account uses it, so that it cannot be a spare'),
  },
} as const
const patch = createRoute({ ...change, method: 'patch', operationId: 'updateProxy' })
const put = createRoute({
  ...change,
  method: 'put',
  operationId: 'putProxy',
  description: 'As PATCH: a field that is not given stays.',
})

const remove = createRoute({
  method: 'delete',
  path: '/api/proxies/{id}',
  access: { elevated: 'accounts:write' },
  operationId: 'removeProxy',
  summary: 'Delete a proxy that no account uses',
  request: byId,
  responses: {
    204: { description: 'It is gone' },
    404: problem('No proxy has this id'),
    409: problem('An account uses it'),
  },
})

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

const onProxy = { method: 'post', request: byId } as const

const unknown = { 404: problem('No proxy has this id') }

const check = createRoute({
  ...onProxy,
  path: '/api/proxies/{id}/check',
  access: 'accounts:write',
  operationId: 'checkProxy',
  summary: 'Open a connection through a proxy to a neutral place',
  description:
    'Nothing is sent there (GRAMD_PROXY_CHECK_TARGET). A proxy that died of failing is back with its ' +
    'accounts when this works; one that Instagram blocks stays dead until it is resumed.',
  responses: { 200: json('What was found', ProxyCheck), ...unknown },
})

const pause = createRoute({
  ...onProxy,
  path: '/api/proxies/{id}/pause',
  access: 'accounts:write',
  operationId: 'pauseProxy',
  summary: 'Send nothing more through a proxy; its accounts wait',
  responses: { 200: json('The proxy', ProxyDetail), ...unknown },
})

const resume = createRoute({
  ...onProxy,
  path: '/api/proxies/{id}/resume',
  access: 'accounts:write',
  operationId: 'resumeProxy',
  summary: 'Use a proxy again, whatever it was paused or dead for, with its accounts',
  responses: { 200: json('The proxy', ProxyDetail), ...unknown },
})

const move = createRoute({
  ...onProxy,
  path: '/api/proxies/{id}/replace',
  access: { elevated: 'accounts:write' },
  operationId: 'replaceProxy',
  summary: 'Move all accounts of a proxy to another',
  description:
    'Devices and sessions stay; accounts that waited for the old proxy are back. Another address under the same session ' +
    'is a risk that you take: give a proxy of the same country and kind.',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({
          proxy_id: z.string().min(1).max(60).openapi({ description: 'Id or label of the other' }),
          share_proxy: z
            .boolean()
            .optional()
            .openapi({ description: 'It may have accounts already', default: false }),
        })
        .openapi('ProxyReplacement'),
    ),
  },
  responses: {
    200: json('The other proxy', ProxyDetail),
    ...unknown,
    409: problem('A worker holds one of the accounts'),
    422: problem('The other proxy does not fit'),
  },
})

const ProxyCursor = z.tuple([z.uuid()])

export function proxyRoutes({ db, poolContext }: Pick<Services, 'db' | 'poolContext'>): Router {
  return createRouter()
    .openapi(add, async (c) => {
      const { url, label, country, is_spare: isSpare } = c.req.valid('json')
      const proxy = await addProxy(db, poolContext.keys, { url, label, country, isSpare })
      return c.json(proxy, 201, { location: `/api/proxies/${proxy.id}` })
    })
    .openapi(list, async (c) => {
      const page = c.req.valid('query')
      const rows = await listProxies(db, {
        limit: page.limit + 1,
        offset: page.offset ?? 0,
        after: readCursor(page, ProxyCursor)?.[0],
        state: page.state,
        isSpare: page.spare,
      })
      return c.json(cutPage(rows, page.limit, { key: (row) => [row.id] }), 200)
    })
    .openapi(show, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      return c.json(await detailOf(db, id), 200)
    })
    .openapi(patch, async (c) =>
      c.json(await changed(db, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(put, async (c) =>
      c.json(await changed(db, c.req.valid('param').id, c.req.valid('json')), 200),
    )
    .openapi(remove, async (c) => {
      await removeProxy(db, await findProxyId(db, c.req.valid('param').id))
      return c.body(null, 204)
    })
    .openapi(check, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      const found = await checkProxy(poolContext, id, c.req.raw.signal)
      const proxy = await detailOf(db, id)
      return c.json({ latency_ms: null, error: null, ...found, proxy }, 200)
    })
    .openapi(move, async (c) => {
      const { proxy_id: other, share_proxy: shareProxy } = c.req.valid('json')
      const from = await findProxyId(db, c.req.valid('param').id)
      const to = await findProxyId(db, other)
      await moveAccounts(poolContext, { from, to, shareProxy })
      return c.json(await detailOf(db, to), 200)
    })
    .openapi(pause, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      await pauseProxy(poolContext, id)
      return c.json(await detailOf(db, id), 200)
    })
    .openapi(resume, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      await resumeProxy(poolContext, id)
      return c.json(await detailOf(db, id), 200)
    })
}

const detailOf = async (db: Db, id: string) => ({
  ...(await getProxy(db, id)),
  bound_accounts: await listBoundAccounts(db, id),
})

async function changed(db: Db, name: string, body: z.output<typeof ProxyChange>) {
  const { label, country, is_spare: isSpare } = body
  return await updateProxy(db, await findProxyId(db, name), { label, country, isSpare })
}
