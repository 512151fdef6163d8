import { NoSuchRecordError } from '../../../base/errors.ts'
import { SCOPES } from '../../../base/roles.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { createToken, deleteToken, listTokens } from '../store/tokens.ts'
import { getUser } from '../store/users.ts'

const TokenView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    user: z
      .string()
      .nullable()
      .openapi({ description: 'The login of its user; null for the service' }),
    created_at: Timestamp,
    last_used_at: Timestamp.nullable().openapi({ description: 'Kept to the minute' }),
  })
  .openapi('Token')

const NewToken = TokenView.extend({
  token: z.string().openapi({ description: 'The secret; it is shown this once' }),
}).openapi('NewToken')

const add = createRoute({
  method: 'post',
  path: '/api/tokens',
  access: { elevated: 'users:write' },
  operationId: 'createToken',
  summary: 'Make a token',
  description: 'Idempotency-Key is not honoured here: no answer with a secret is kept.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          name: z
            .string()
            .regex(
              /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
              'expected 1 to 64 letters, digits, spaces, dots, dashes',
            )
            .openapi({
              pattern: String.raw`^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$`,
            }),
          scopes: z
            .array(z.enum(SCOPES))
            .min(1)
            .max(SCOPES.length)
            .openapi({ example: ['creators:read', 'lists:read'] }),
          user: z.string().min(1).max(100).optional().openapi({
            description:
              'The login or id of its user, whose role bounds it; the service without one',
          }),
        })
        .openapi('TokenRequest'),
    ),
  },
  responses: {
    201: json('The token with its secret', NewToken),
    404: problem('No such user'),
    409: problem('There is already a token of this name'),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/tokens',
  access: 'users:read',
  operationId: 'listTokens',
  summary: 'Tokens, without their secrets',
  responses: { 200: json('Every token', z.object({ data: z.array(TokenView) })) },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/tokens/{id}',
  access: { elevated: 'users:write' },
  operationId: 'revokeToken',
  summary: 'Revoke a token',
  description: 'The token ends at once.',
  request: { params: z.strictObject({ id: z.uuid() }) },
  responses: { 204: { description: 'Revoked' }, 404: problem('No such token') },
})

export function tokenRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(add, async (c) => {
    const { name, scopes, user } = c.req.valid('json')
    const { scopes: own } = c.get('principal')
    const foreign = scopes.find((scope) => !own.includes(scope))
    if (foreign !== undefined) throw new ForbiddenError(foreign)
    const userId = user === undefined ? null : (await getUser(db, user)).id
    const { id, secret } = await createToken(db, { name, scopes: [...new Set(scopes)], userId })
    const [row] = await listTokens(db, id)
    if (!row) throw new NoSuchRecordError(`the token ${name} was revoked meanwhile`)
    c.set('answerMayBeKept', false)
    return c.json({ ...row, token: secret }, 201)
  })
  router.openapi(list, async (c) => {
    return c.json({ data: await listTokens(db) }, 200)
  })
  router.openapi(remove, async (c) => {
    await deleteToken(db, c.req.valid('param').id)
    c.get('streams').recheck()
    return c.body(null, 204)
  })
  return router
}
