import { requireScope } from '../../http/auth.ts'
import { cutPage, pageFields, pageOf, readCursor } from '../../http/pagination.ts'
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
import { addProxy, listProxies, removeProxy, type ProxyView } from '../../pool/proxies-store.ts'
import type { Services } from '../manifest.ts'

const NewProxy = z
  .strictObject({
    url: z.string().max(2000).openapi({
      description: 'With its credentials, which are stored encrypted and never shown',
      example: 'http://user:password@gate.example:8080',
    }),
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'expected a country code of two letters, such as KZ')
      .transform((code) => code.toUpperCase())
      .optional()
      .openapi({ type: 'string' }),
  })
  .openapi('NewProxy')

const ProxyItem = z
  .object({
    id: z.uuid(),
    protocol: z.string(),
    host: z.string(),
    port: z.int(),
    country: z.string().nullable(),
    state: z.string().openapi({ description: 'active, dead or paused' }),
    strikes: z.int().openapi({ description: 'Failures since its last success' }),
    last_error: z.string().nullable(),
    accounts: z.int().openapi({ description: 'How many accounts use it' }),
    created_at: Timestamp,
  })
  .openapi('Proxy')

const tags = ['accounts']

const add = createRoute({
  method: 'post',
  path: '/api/proxies',
  tags,
  summary: 'Add a proxy for accounts to use',
  middleware: requireScope('admin'),
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
  tags,
  summary: 'Proxies, without their credentials',
  request: { query: z.strictObject({ ...pageFields }) },
  responses: { 200: json('A page of proxies, oldest first', pageOf(ProxyItem)) },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/proxies/{id}',
  tags,
  summary: 'Forget a proxy that no account uses',
  middleware: requireScope('admin'),
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    204: { description: 'It is gone' },
    404: problem('No proxy has this id'),
    409: problem('An account uses it'),
  },
})

const ProxyCursor = z.tuple([z.uuid()])

export function proxyRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  return createRouter()
    .openapi(add, async (c) => {
      const { url, country } = c.req.valid('json')
      const proxy = await addProxy(db, config.GRAMD_ENCRYPTION_KEYS, {
        url,
        ...(country === undefined ? {} : { country }),
      })
      return c.json(proxyItem(proxy), 201)
    })
    .openapi(list, async (c) => {
      const page = c.req.valid('query')
      const rows = await listProxies(db, {
        limit: page.limit + 1,
        offset: page.offset ?? 0,
        after: readCursor(page, ProxyCursor)?.[0],
      })
      return c.json(cutPage(rows, page.limit, { item: proxyItem, key: (row) => [row.id] }), 200)
    })
    .openapi(remove, async (c) => {
      await removeProxy(db, c.req.valid('param').id)
      return c.body(null, 204)
    })
}

const proxyItem = (proxy: ProxyView): z.output<typeof ProxyItem> => ({
  ...proxy,
  created_at: proxy.created_at.toISOString(),
})
