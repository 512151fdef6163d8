import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { TrieRouter } from 'hono/router/trie-router'
import type { Registry } from 'prom-client'
import { classify } from '../base/classify.ts'
import { createClock, type Clock } from '../base/clock.ts'
import type { Db } from '../db/handles.ts'
import type { Logger } from '../base/log/log.ts'
import { requireSignedIn } from './access/access.ts'
import { createRecordChange } from './access/audit.ts'
import { authenticateOnce, createAuthenticate, type Authenticator } from './access/authenticate.ts'
import { ANONYMOUS } from './access/principal.ts'
import { serveDocs } from './description/docs.ts'
import { encodeAnswers } from './encode-answers.ts'
import { keepAnswers } from './idempotency.ts'
import { countRequests, metricsRoutes } from './metrics.ts'
import { OutputFullError, InputFullError } from './errors.ts'
import { createOpenStreams } from './streams/open-streams.ts'
import { serveOpenApi } from './description/openapi.ts'
import { problemOf, problemResponse } from './problem.ts'
import { createRouter, type HttpContext, type HttpEnv, type Router } from './router.ts'

export type AppOptions = {
  db: Db
  log: Logger
  /** The token of the service (SCRAPER_API_KEY). */
  apiKey: string
  /**
   * Look up the principals of the other bearer tokens; without them, only the service has a token.
   */
  authenticators?: readonly Authenticator[]
  /** The routers of the features, with full paths. */
  routers: readonly Router[]
  version: string
  /** Whether the app serves its OpenAPI document and its documentation pages (default true). */
  isDocumented?: boolean
  /** Aborts when the process begins to stop: /readyz then fails. */
  stopping?: AbortSignal
  metrics?: Registry
  /** Origins whose pages may call the API from a browser; none by default. */
  corsOrigins?: readonly string[]
  /** The clock for Retry-After; real time by default. */
  clock?: Clock
  /** The real clock for the checks of open streams; tests replace it. */
  realClock?: Clock
}

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** The whole API as a function from Request to Response: `listenHttp` serves it, tests call it. */
export function createApp(options: AppOptions): Router {
  const app = createRouter()
  app.onError((thrown, c) => answerError(c, thrown))
  const methodsAt = allowedMethods(app)
  app.notFound(async (c) => await answerNoRoute(methodsAt, c))
  const get = async (path: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${options.apiKey}` }
    return await app.request(path, { headers }, { isInternal: true })
  }
  app.use(identify(options, get), logRequest, secureHeaders)
  if (options.corsOrigins?.length) app.use(crossOrigin(options.corsOrigins))
  if (options.metrics) app.use(countRequests(options.metrics))
  app.use(encodeAnswers)
  for (const router of options.routers) app.route('/', router)
  if (options.metrics) app.route('/', metricsRoutes(options.metrics))
  if (options.isDocumented !== false) {
    serveOpenApi(app, options.version)
    serveDocs(app)
  }
  return app
}

function identify(
  options: AppOptions,
  get: (path: string) => Promise<Response>,
): MiddlewareHandler<HttpEnv> {
  const { log, version, stopping, clock = createClock(), apiKey, authenticators = [] } = options
  const authenticate = createAuthenticate({ apiKey, authenticators })
  const streams = createOpenStreams({
    authenticate,
    clock: options.realClock ?? createClock(),
    log,
  })
  const keepAnswer = keepAnswers(options.db, apiKey)
  const recordChange = createRecordChange(options.db, get)
  return async (c, next) => {
    const sentId = c.req.header('x-request-id')
    const requestId = sentId !== undefined && SANE_REQUEST_ID.test(sentId) ? sentId : randomUUID()
    c.set('requestId', requestId)
    c.set('log', log.child({ request_id: requestId }))
    c.set('version', version)
    c.set('clock', clock)
    c.set('stopping', stopping?.aborted ?? false)
    c.set('isAnswerStorable', true)
    c.set('principal', ANONYMOUS)
    const found = c.env?.principals
    c.set('authenticate', found ? authenticateOnce(authenticate, found) : authenticate)
    c.set('streams', streams)
    c.set('keepAnswer', keepAnswer)
    c.set('recordChange', recordChange)
    await next()
    c.res.headers.set('x-request-id', requestId)
  }
}

const logRequest: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const startedAt = performance.now()
  await next()
  if (c.env?.isInternal) return
  const fields = {
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    duration_ms: Math.round(performance.now() - startedAt),
  }
  c.get('log').debug(fields, 'request answered')
}

/** Prevents misuse of answers in a browser; pages for people set their own policies. */
const secureHeaders: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next()
  const { headers } = c.res
  headers.set('x-content-type-options', 'nosniff')
  if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'no-referrer')
  headers.set('cross-origin-resource-policy', 'same-origin')
  if (!headers.has('content-security-policy')) {
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  }
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}

const DAY_SECONDS = 86_400

/** CORS for pages of these origins, which send a token; cookies are ignored. */
const crossOrigin = (origins: readonly string[]): MiddlewareHandler<HttpEnv> =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Last-Event-ID',
      'Mcp-Method',
      'Mcp-Name',
      'Mcp-Protocol-Version',
      'X-Request-Id',
    ],
    exposeHeaders: [
      'ETag',
      'Idempotency-Replayed',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'X-Request-Id',
    ],
    maxAge: DAY_SECONDS,
  })

const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz'])

/** The problem document of an error; a failure of gramd is logged. */
export function answerError(c: HttpContext, thrown: Error): Response {
  if (thrown instanceof HTTPException) return answerForeign(c, thrown)
  const error = classify(thrown)
  // A client that reads or writes slowly is not a failure of gramd, and would fill its log.
  const isCrowded = error instanceof OutputFullError || error instanceof InputFullError
  if (error.status >= 500 && !isCrowded) {
    const fields = { method: c.req.method, path: c.req.path, status: error.status }
    // A probe asks every few seconds and its caller acts on the answer, so the log needs no error.
    const level = PROBES.has(c.req.path) ? 'debug' : 'error'
    c.get('log')[level]({ ...fields, code: error.code, err: error }, 'request failed')
  }
  return problemOf(c, error)
}

/**
 * Answers refusals of the framework itself, such as a body in a format that the route does not
 * take.
 */
function answerForeign(c: HttpContext, { status, message }: HTTPException): Response {
  const code = status === 415 ? 'unsupported_media_type' : 'bad_request'
  const field = status === 415 ? 'content-type' : 'body'
  const reason = message === '' ? 'cannot be read' : message
  return problemResponse(c, {
    status,
    code,
    detail: reason,
    errors: [{ field, reason, code: 'not_accepted' }],
  })
}

/** A caller without a token does not learn which routes exist. */
async function answerNoRoute(
  methodsAt: (path: string) => string[],
  c: HttpContext,
): Promise<Response> {
  requireSignedIn(await c.get('authenticate')(c.req.header('authorization')))
  const allowed = methodsAt(c.req.path)
  if (allowed.length === 0) {
    const reason = 'there is nothing at this path'
    const errors = [{ field: 'path', reason, code: 'not_accepted' }] as const
    return problemResponse(c, { status: 404, code: 'no_such_route', detail: reason, errors })
  }
  const allow = allowed.join(', ')
  return problemResponse(c, {
    status: 405,
    code: 'method_not_allowed',
    detail: `this path takes ${allow}`,
    errors: [{ field: 'method', reason: `expected ${allow}`, code: 'not_accepted' }],
    headers: { allow },
  })
}

/**
 * Finds the methods of the routes at a path, for the Allow header. Adding the hundreds of paths
 * takes longer than the rest of the answer, so this happens at the first use, and again after more
 * routes are added.
 */
function allowedMethods(app: Router): (path: string) => string[] {
  let paths = new TrieRouter<string>()
  let added = 0
  return (path) => {
    if (added !== app.routes.length) {
      paths = new TrieRouter()
      for (const route of app.routes) {
        // Middleware is registered for every method.
        if (route.method !== 'ALL') paths.add('ANY', route.path, route.method)
      }
      added = app.routes.length
    }
    const methods = new Set(paths.match('ANY', path)[0].map(([method]) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return [...methods].sort()
  }
}
