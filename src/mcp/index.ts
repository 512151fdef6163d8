import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { Hono } from 'hono'
import { requireAccess } from '../http/access/access.ts'
import { readJson } from '../http/body/read.ts'
import { describeApi } from '../http/description/openapi.ts'
import { problemResponse } from '../http/problem.ts'
import type { HttpContext, HttpEnv, Router } from '../http/router.ts'
import { createMcpServer } from './server.ts'
import { toolsOf, type Tool } from './tools.ts'

type Parts = {
  /** Answers the calls, and serves `/mcp`. */
  app: Router
  version: string
  /** Origins whose pages may call it from a browser. */
  origins: readonly string[]
}

/** Enough for a call with ten thousand usernames, as of the API's bodies. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/**
 * Serves the Model Context Protocol at `/mcp`. Each request is answered by a server of its own, so
 * that any replica can answer it and nothing outlives it; both eras of the protocol get JSON.
 */
export function mountMcp({ app, version, origins }: Parts): void {
  let tools: readonly Tool[] | undefined
  const router = new Hono<HttpEnv>()
  router.use(async (c, next) => {
    c.set('route', '/mcp')
    return isForeignOrigin(c, origins) ? refuseOrigin(c) : await next()
  })
  router.use(requireAccess('signed-in'))
  router.post('/', readJson(MAX_BODY_BYTES), async (c) => {
    tools ??= toolsOf(describeApi(app, version))
    return await answer(c, { api: app, tools, version })
  })
  router.all('*', (c) => refuseMethod(c))
  app.route('/mcp', router)
}

type ServerParts = Parameters<typeof createMcpServer>[0]

async function answer(c: HttpContext, parts: ServerParts): Promise<Response> {
  const request = c.req.raw
  const text = await c.req.text()
  const parsedBody: unknown = text === '' ? null : JSON.parse(text)
  if (await isLegacyRequest(request, parsedBody)) {
    const server = createMcpServer(parts, c)
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
    await server.connect(transport)
    try {
      return await transport.handleRequest(request, { parsedBody })
    } finally {
      await server.close()
    }
  }
  const handler = createMcpHandler(() => createMcpServer(parts, c), {
    legacy: 'reject',
    // Nothing here announces changes.
    maxSubscriptions: 0,
  })
  return await handler.fetch(request, { parsedBody })
}

/** A page of another site must not speak to gramd with a browser's help (MCP, transports). */
function isForeignOrigin(c: HttpContext, origins: readonly string[]): boolean {
  const origin = c.req.header('origin')
  return origin !== undefined && !origins.includes(origin)
}

function refuseOrigin(c: HttpContext): Response {
  const detail = 'pages of this origin may not call /mcp: add it to GRAMD_CORS_ORIGINS'
  const errors = [{ field: 'origin', reason: detail, code: 'not_accepted' }] as const
  return problemResponse(c, { status: 403, code: 'origin_refused', detail, errors })
}

function refuseMethod(c: HttpContext): Response {
  const detail = '/mcp takes POST: it has no sessions and no stream of its own'
  const errors = [{ field: 'method', reason: 'expected POST', code: 'not_accepted' }] as const
  const headers = { allow: 'POST' }
  return problemResponse(c, { status: 405, code: 'method_not_allowed', detail, errors, headers })
}
