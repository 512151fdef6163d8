import { html } from 'hono/html'
import { deauthorize, deleteOnRequest, findDeletion } from '../../../connections/disconnect.ts'
import { NotConnectedError } from '../../../connections/errors.ts'
import type { Connections } from '../../../connections/parts.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { randomSecret } from '../../../base/secrets.ts'
import { BadSignatureError, StaleSignatureError } from '../../../http/errors.ts'
import {
  createRoute,
  createRouter,
  formBody,
  json,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { SignedRequest } from '../../../platforms/graph-api.ts'
import type { Services } from '../../manifest.ts'
import { tags } from './accounts.ts'

/** Anybody may send it: the longest signed request fits. */
const MAX_BYTES = 16 * 1024

const signed = {
  body: formBody(
    z.object({
      signed_request: z
        .string()
        .max(10_000)
        .openapi({ description: 'Signed with the app’s secret' }),
    }),
    { maxBytes: MAX_BYTES },
  ),
}
const refused = problem('The signature is not that of our app, or older than a day')

/** A replayed message would delete what its owner has connected again since. */
const MAX_AGE_MS = 24 * 3_600_000
/** Clocks of Meta and gramd may differ by as much. */
const MAX_SKEW_MS = 10 * 60_000

function isRecent(issuedAt: Date | null, now: Date): boolean {
  if (issuedAt === null) return false
  const ageMs = now.getTime() - issuedAt.getTime()
  return ageMs <= MAX_AGE_MS && ageMs >= -MAX_SKEW_MS
}

const deauthorized = createRoute({
  method: 'post',
  path: '/api/ig/callbacks/deauthorize',
  access: 'open',
  operationId: 'receiveDeauthorization',
  tags,
  summary: 'Meta says that an owner removed the app: their accounts are not read any more',
  request: signed,
  responses: {
    200: json('Noted', z.object({ accounts: z.int() }).openapi('Deauthorization')),
    401: refused,
  },
})

const deletion = createRoute({
  method: 'post',
  path: '/api/ig/callbacks/deletion',
  access: 'open',
  operationId: 'receiveDeletionRequest',
  tags,
  summary: 'Meta says that an owner wants their data deleted: accounts go with posts and metrics',
  request: signed,
  responses: {
    200: json(
      'Deleted; the address says so',
      z.object({ url: z.string(), confirmation_code: z.string() }).openapi('DeletionConfirmation'),
    ),
    401: refused,
  },
})

const DeletionStatus = z
  .object({
    status: z.literal('deleted'),
    accounts: z.int().openapi({ description: 'How many accounts were deleted' }),
    deleted_at: Timestamp,
  })
  .openapi('DeletionStatus')

const status = createRoute({
  method: 'get',
  path: '/api/ig/callbacks/deletion/{code}',
  access: 'open',
  operationId: 'getDeletionStatus',
  tags,
  summary: 'What became of a request to delete; a page for browsers',
  request: { params: z.strictObject({ code: z.string().min(1).max(100) }) },
  responses: {
    200: {
      description: 'It is done',
      content: {
        'application/json': { schema: DeletionStatus },
        'text/html': { schema: z.string() },
      },
    },
    404: problem('No such request'),
  },
})

/** What Meta sends by itself. */
export function callbackRoutes({
  db,
  connections,
  queue,
  clock,
}: Pick<Services, 'db' | 'connections' | 'queue' | 'clock'>): Router {
  const read = (text: string): { parts: Connections; request: SignedRequest } => {
    if (!connections) throw new NotConnectedError('login_not_configured')
    const request = connections.api.readSignedRequest(text)
    if (!request) throw new BadSignatureError()
    if (!isRecent(request.issuedAt, clock.now())) throw new StaleSignatureError()
    return { parts: connections, request }
  }
  const router = createRouter()
  router.openapi(deauthorized, async (c) => {
    const { parts, request } = read(c.req.valid('form').signed_request)
    const accounts = await deauthorize(parts, request)
    c.get('log').info({ accounts, login: request.login }, 'an owner removed the app')
    return c.json({ accounts }, 200)
  })
  router.openapi(deletion, async (c) => {
    const { parts, request } = read(c.req.valid('form').signed_request)
    const code = randomSecret()
    const accounts = await deleteOnRequest(parts, request, code)
    queue.look()
    c.get('log').info({ accounts, login: request.login }, 'an owner had their data deleted')
    const url = `${new URL(parts.redirectUri).origin}/api/ig/callbacks/deletion/${code}`
    return c.json({ url, confirmation_code: code }, 200)
  })
  router.openapi(status, async (c) => {
    const found = await findDeletion(db, c.req.valid('param').code)
    if (!found) throw new NoSuchRecordError('no such request to delete')
    const { accounts, created_at: deletedAt } = found
    if (c.req.header('accept')?.includes('text/html')) {
      const text = `On ${deletedAt.toISOString().slice(0, 10)} we deleted ${accounts} connected accounts with everything that we had read of them.`
      c.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
      return c.html(
        await html`<!doctype html>
          <html lang="en">
            <head>
              <meta charset="utf-8" />
              <title>Your data was deleted</title>
            </head>
            <body>
              <h1>Your data was deleted</h1>
              <p>${text}</p>
            </body>
          </html>`,
      )
    }
    return c.json(
      { status: 'deleted' as const, accounts, deleted_at: deletedAt.toISOString() },
      200,
    )
  })
  return router
}
