import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../http/router.ts'
import type { AuthServices } from './auth-routes.ts'
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor } from './second-factor.ts'
import { sessionOf } from './sign-in.ts'

const tags = ['auth']
const access = { elevated: 'signed-in' } as const

const begin = createRoute({
  method: 'post',
  path: '/api/auth/second-factor',
  access,
  operationId: 'beginSecondFactor',
  tags,
  summary: 'Get a secret for an authenticator app, as a first step to a second factor',
  description: 'Nothing changes for sign-ins until the first code has confirmed it.',
  responses: {
    201: json(
      'The secret',
      z
        .object({
          secret: z.string().openapi({ description: 'Base32; it is shown this once' }),
          uri: z.string().openapi({
            description: 'The same for a QR code',
            example: 'otpauth://totp/gramd:aigerim?issuer=gramd&secret=…',
          }),
        })
        .openapi('SecondFactor'),
    ),
    409: problem('There is a second factor already, or the token is not of a sign-in session'),
  },
})

const confirm = createRoute({
  method: 'post',
  path: '/api/auth/second-factor/confirm',
  access,
  operationId: 'confirmSecondFactor',
  tags,
  summary: 'Confirm the second factor with its first code: from now on a sign-in needs one',
  request: {
    body: jsonBody(
      z.strictObject({ code: z.string().min(1).max(100) }).openapi('SecondFactorCode'),
    ),
  },
  responses: {
    200: json(
      'The recovery codes',
      z
        .object({
          recovery_codes: z.array(z.string()).openapi({
            description: 'Each stands for a code of the app once; they are shown this once',
          }),
        })
        .openapi('RecoveryCodes'),
    ),
    409: problem('No second factor waits for its first code'),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/auth/second-factor',
  access,
  operationId: 'removeSecondFactor',
  tags,
  summary: 'Remove your second factor; the password alone signs you in',
  responses: {
    204: { description: 'Removed' },
    404: problem('There is no second factor'),
    409: problem('The token is not of a sign-in session'),
  },
})

export function secondFactorRoutes({ db, config }: AuthServices): Router {
  const { encryptionKeys: keys } = config
  const router = createRouter()
  router.openapi(begin, async (c) => {
    c.set('answerMayBeKept', false)
    const user = { id: sessionOf(c).userId, login: c.get('principal').name }
    return c.json(await beginSecondFactor(db, keys, user), 201)
  })
  router.openapi(confirm, async (c) => {
    c.set('answerMayBeKept', false)
    const { code } = c.req.valid('json')
    const codes = await confirmSecondFactor(db, keys, sessionOf(c).userId, code)
    return c.json({ recovery_codes: codes }, 200)
  })
  router.openapi(remove, async (c) => {
    await removeSecondFactor(db, sessionOf(c).userId)
    return c.body(null, 204)
  })
  return router
}
