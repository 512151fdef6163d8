import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { Counter, Histogram, type Registry } from 'prom-client'
import { createRoute, createRouter, z, type HttpEnv, type Router } from './router.ts'

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Bucket bounds in seconds. They are few, because each route has all of them. */
const DURATIONS = [0.01, 0.05, 0.25, 1, 5]

/**
 * Counts and times answers by their declared route, such as /api/tasks/:id: a label needs bounded
 * values.
 */
export function countRequests(registry: Registry): MiddlewareHandler<HttpEnv> {
  const requests = new Counter({
    name: 'gramd_http_requests_total',
    help: 'Requests that the API of this process has answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'gramd_http_request_duration_seconds',
    help: 'Real time until the API of this process began to answer, by route.',
    labelNames: ['route'],
    buckets: DURATIONS,
    registers: [registry],
  })
  return async (c, next) => {
    const startedAt = performance.now()
    await next()
    if (c.env?.isInternal) return
    const matched = c.get('route') ?? routePath(c, -1)
    const route = matched.includes('*') ? 'none' : matched
    durations.observe({ route }, (performance.now() - startedAt) / 1_000)
    requests.inc({
      method: METHODS.has(c.req.method) ? c.req.method : 'other',
      route,
      status: String(c.res.status),
    })
  }
}

const show = createRoute({
  method: 'get',
  path: '/metrics',
  access: 'system:read',
  operationId: 'getMetrics',
  tags: ['health'],
  summary: 'Metrics of this process and of the pool, for Prometheus',
  responses: {
    200: {
      description: 'The text format of Prometheus',
      content: { 'text/plain': { schema: z.string() } },
    },
  },
})

/** Serves /metrics to tokens with the scope read. */
export function metricsRoutes(registry: Registry): Router {
  return createRouter().openapi(show, async (c) =>
    c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  )
}
