import { booleanText, cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../http/router.ts'
import {
  addProxy,
  findProxyId,
  getProxy,
  listBoundAccounts,
  listProxies,
  removeProxy,
  updateProxy,
} from '../../pool/proxies/proxies-store.ts'
import { moveAccounts } from '../../pool/proxies/move-accounts.ts'
import { checkProxy, pauseProxy, resumeProxy } from '../../pool/work/proxy-care.ts'
import type { Db } from '../../db/database.ts'
import type { Services } from '../manifest.ts'
import { isUuid } from '../../base/text.ts'

const PROXY_STATES = ['active', 'dead', 'paused'] as const

const ProxyItem = z
  .object({
    id: z.uuid(),
    label: z.string().nullable().openapi({ description: 'What you call it', example: 'kz-1' }),
    protocol: z.string(),
    host: z.string(),
    port: z.int(),
    country: z.string().nullable(),
    state: z.string().openapi({ description: PROXY_STATES.join(', ') }),
    death_cause: z.string().nullable().openapi({
      description:
        'Why it is dead: `proxy_failed` is looked at again by itself, `ip_blocked` waits for an operator',
    }),
    is_spare: z.boolean(),
    strikes: z.int().openapi({ description: 'Failures since its last success' }),
    last_error: z.string().nullable(),
    last_checked_at: Timestamp.nullable(),
    last_latency_ms: z.int().nullable().openapi({
      description: 'Until a connection was open, at the last check that succeeded',
    }),
    last_ok_at: Timestamp.nullable().openapi({ description: 'When it last carried something' }),
    accounts: z.int().openapi({ description: 'How many accounts use it' }),
    created_at: Timestamp,
  })
  .openapi('Proxy')

const ProxyDetail = ProxyItem.extend({
  bound_accounts: z.array(z.object({ id: z.uuid(), username: z.string(), state: z.string() })),
}).openapi('ProxyDetail')

const Country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'expected a country code of two letters, such as KZ')
  .transform((code) => code.toUpperCase())
  .openapi({ type: 'string', example: 'KZ' })

const Spare = z.boolean().openapi({
  description:
    'Kept for the accounts of a dead proxy of the same country (GRAMD_REPLACE_DEAD_PROXIES)',
})

const Label = z
  .string()
  .trim()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u,
    'expected a short name such as kz-1: letters, digits, dots, - and _',
  )
  .refine((label) => !isUuid(label), 'looks like an id: choose another name')
  .openapi({
    type: 'string',
    description: 'What you call it; names it in commands',
    example: 'kz-1',
  })

const NewProxy = z
  .strictObject({
    url: z.string().max(2000).openapi({
      description:
        'http, https or socks5, with its credentials, which are stored encrypted and never shown',
      example: 'http://user:password@gate.example:8080',
    }),
    label: Label.optional(),
    country: Country.optional(),
    is_spare: Spare.optional(),
  })
  .openapi('NewProxy')

const ProxyChange = z
  .strictObject({
    label: Label.nullable().optional(),
    country: Country.nullable().optional(),
    is_spare: Spare.optional(),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    'expected something to change',
  )
  .openapi('ProxyChange')

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

const update = createRoute({
  method: 'patch',
  path: '/api/proxies/{id}',
  access: { elevated: 'accounts:write' },
  operationId: 'updateProxy',
  summary: 'Change the label, country or use of a proxy',
  request: { ...byId, body: jsonBody(ProxyChange) },
  responses: {
    200: json('The proxy', ProxyItem),
    404: problem('No proxy has this id'),
    409: problem('An account uses it, so that it cannot be a spare'),
  },
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
    .openapi(update, async (c) => {
      const { label, country, is_spare: isSpare } = c.req.valid('json')
      const id = await findProxyId(db, c.req.valid('param').id)
      return c.json(await updateProxy(db, id, { label, country, isSpare }), 200)
    })
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
