import { createRoute, createRouter, json, problem, z, type Router } from '../../http/router.ts'
import { findProxyId, getProxy, listBoundAccounts } from '../../pool/proxies/proxies-store.ts'
import { checkProxy, pauseProxy, resumeProxy } from '../../pool/work/proxy-care.ts'
import type { Services } from '../manifest.ts'
import { proxyDetail, ProxyDetail, ProxyParams } from './proxy-item.ts'

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

const tags = ['proxies']

const onProxy = {
  method: 'post',
  tags,
  request: { params: ProxyParams },
} as const

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

export function proxyCareRoutes({ db, poolContext }: Pick<Services, 'db' | 'poolContext'>): Router {
  const detailOf = async (id: string) =>
    proxyDetail(await getProxy(db, id), await listBoundAccounts(db, id))
  return createRouter()
    .openapi(check, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      const found = await checkProxy(poolContext, id, c.req.raw.signal)
      return c.json(
        {
          ok: found.ok,
          latency_ms: found.ok ? found.latency_ms : null,
          error: found.ok ? null : found.error,
          proxy: await detailOf(id),
        },
        200,
      )
    })
    .openapi(pause, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      await pauseProxy(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
    .openapi(resume, async (c) => {
      const id = await findProxyId(db, c.req.valid('param').id)
      await resumeProxy(poolContext, id)
      return c.json(await detailOf(id), 200)
    })
}
