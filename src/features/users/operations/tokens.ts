import { fault, textMatching } from '../../../http/fault.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import { SCOPES } from '../../../base/roles.ts'
import { ForbiddenError } from '../../../http/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { createToken, deleteToken, listTokens } from '../store/tokens.ts'
import { getUser } from '../store/users.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

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

const TokenRequest = z
  .strictObject({
    name: textMatching(
      z.string(),
      /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u,
      fault('not_a_token_name', 'expected 1 to 64 letters, digits, spaces, dots, dashes'),
    ).openapi({
      pattern: String.raw`^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$`,
    }),
    scopes: z
      .array(z.enum(SCOPES))
      .min(1)
      .max(SCOPES.length)
      .openapi({ example: ['creators:read', 'lists:read'] }),
    user: z.string().min(1).max(100).optional().openapi({
      description: 'The login or id of its user, whose role bounds it; the service without one',
    }),
  })
  .openapi('TokenRequest')

export const tokenOperations = {
  createToken: operation.act({
    path: '/api/tokens',
    access: { elevated: 'users:write' },
    summary: 'Make a token',
    description: 'Idempotency-Key is not honoured here: no answer with a secret is kept.',
    body: TokenRequest,
    status: 201,
    answer: NewToken,
    success: 'The token with its secret',
    refusals: { 404: 'No such user', 409: 'There is already a token of this name' },
    hasSecret: true,
    async run({ body: { name, scopes, user } }, { db }, { principal }) {
      const foreign = scopes.find((scope) => !principal.scopes.includes(scope))
      if (foreign !== undefined) throw new ForbiddenError(foreign)
      const userId = user === undefined ? null : (await getUser(db, user)).id
      const { id, secret } = await createToken(db, { name, scopes: [...new Set(scopes)], userId })
      const [row] = await listTokens(db, id)
      if (!row) throw new NoSuchRecordError(`the token ${name} was revoked meanwhile`)
      return { ...row, token: secret }
    },
  }),

  listTokens: operation.get({
    path: '/api/tokens',
    access: 'users:read',
    summary: 'Tokens, without their secrets',
    answer: z.object({ data: z.array(TokenView) }),
    success: 'Every token',
    run: async (_, { db }) => ({ data: await listTokens(db) }),
  }),

  revokeToken: operation.remove({
    path: '/api/tokens/{id}',
    access: { elevated: 'users:write' },
    summary: 'Revoke a token',
    description: 'The token ends at once.',
    params: z.strictObject({ id: z.uuid() }),
    success: 'Revoked',
    refusals: { 404: 'No such token' },
    async run({ params }, { db }, { http }) {
      await deleteToken(db, params.id)
      http.get('streams').recheck()
    },
  }),
}
