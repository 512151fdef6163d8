import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { ApiError, errorResponse, invalidRequest } from './api-error.ts'
import { batchRoutes } from './batch-routes.ts'
import type { BatchStore } from './batches.ts'
import { chatRoutes, type ChatServices } from './chat-routes.ts'
import { digest } from './draw.ts'
import { fileRoutes } from './file-routes.ts'
import type { FileStore } from './files.ts'
import { HTTP_FAULTS } from './http-faults.ts'

export type AppServices = ChatServices & {
  apiKey: string
  models: readonly string[]
  /** Days of announced shutdowns, by model; the list of models has them. */
  shutdowns: ReadonlyMap<string, string>
  files: FileStore
  /** Limit of an upload. */
  maxFileBytes: number
  batches: BatchStore
  /** Requests by route; counted here. */
  requests: Map<string, number>
}

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>

/** The API under `/v1`, with its HTTP faults. */
export function createApp(services: AppServices): Fetch {
  const api = createApi(services)
  return (request, env) => {
    const path = new URL(request.url).pathname
    const route = `${request.method} ${path.replaceAll(/(?:batch_|file-)[^/]+/g, ':id')}`
    services.requests.set(route, (services.requests.get(route) ?? 0) + 1)
    const rule = services.faults.takeForHttp(request.method, path)
    if (!rule) return api.fetch(request, env)
    return HTTP_FAULTS[rule.kind].answer({
      proceed: async () => api.fetch(request, env),
      outgoing: env.outgoing,
      retryAfterSeconds: rule.retry_after_seconds,
      status: rule.status,
    })
  }
}

function createApi(services: AppServices): Hono {
  const { apiKey, batches, clock, files, maxFileBytes, models } = services
  const api = new Hono()
  let count = 0
  api.use(async (c, next) => {
    count += 1
    await next()
    c.header('x-request-id', `req_${digest('http', count, clock.now().getTime()).slice(0, 32)}`)
  })
  api.use(async (c, next) => {
    const authorization = c.req.header('authorization')
    if (authorization !== `Bearer ${apiKey}`) throw unauthorized(authorization)
    await next()
  })
  api.route('/v1/files', fileRoutes(files, maxFileBytes))
  api.route(
    '/v1/batches',
    batchRoutes(batches, () => clock.now().getTime()),
  )
  api.route('/v1/chat/completions', chatRoutes(services))
  api.get('/v1/models', (c) =>
    c.json({ object: 'list', data: models.map((id) => modelObject(id, services.shutdowns)) }),
  )
  api.notFound((c) =>
    errorResponse(404, invalidRequest(`Invalid URL (${c.req.method} ${c.req.path})`)),
  )
  api.onError((thrown) => {
    if (thrown instanceof ApiError) return errorResponse(thrown.status, thrown.problem)
    throw thrown
  })
  return api
}

const unauthorized = (authorization: string | undefined): ApiError =>
  new ApiError(401, {
    message: authorization
      ? 'Incorrect API key provided.'
      : "You didn't provide an API key in the Authorization header.",
    type: 'invalid_request_error',
    param: null,
    code: authorization ? 'invalid_api_key' : null,
  })

const modelObject = (id: string, shutdowns: ReadonlyMap<string, string>) => ({
  id,
  object: 'model' as const,
  created: 1_767_225_600,
  owned_by: 'openai',
  shutdown_date: shutdowns.get(id) ?? null,
})
