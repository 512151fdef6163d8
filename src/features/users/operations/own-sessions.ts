import type { Db } from '../../../db/database.ts'
import {
  createRoute,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'

import type { Passwords } from '../passwords/hash-passwords.ts'
import { requireGoodPassword } from '../passwords/require-good-password.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../store/sessions.ts'
import { sessionOf } from '../sign-in.ts'
import { endTokens } from '../store/tokens.ts'
import { replacePassword } from '../store/users.ts'

const NO_SESSION = 'The token is not of a sign-in session'

const changePassword = createRoute({
  method: 'post',
  path: '/api/auth/password',
  access: { elevated: 'signed-in' },
  operationId: 'changePassword',
  summary: 'Give yourself another password; your other sessions end',
  description:
    'POST /api/auth/elevate proves the present one first. The rules are those of POST /api/auth/welcome.',
  request: {
    body: jsonBody(
      z
        .strictObject({
          password: z.string().min(1).max(1_000),
          end_tokens: z.boolean().optional().openapi({
            description: 'True ends your long-lived tokens too',
          }),
        })
        .openapi('PasswordChange'),
    ),
  },
  responses: {
    200: json(
      'How many other sessions and tokens ended',
      z.object({ ended: z.int(), tokens_ended: z.int() }).openapi('PasswordChanged'),
    ),
    409: problem(NO_SESSION),
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/auth/sessions',
  access: 'signed-in',
  operationId: 'listOwnSessions',
  summary: 'Where you are signed in, last used first',
  responses: {
    200: json(
      'Your sessions; at most 100',
      z
        .object({
          data: z.array(
            z.object({
              id: z.uuid(),
              is_this: z.boolean().openapi({ description: 'The session of this request' }),
              created_at: Timestamp,
              seen_at: Timestamp,
              expires_at: Timestamp,
              address: z.string().nullable(),
              user_agent: z.string().nullable(),
            }),
          ),
        })
        .openapi('OwnSessions'),
    ),
    409: problem(NO_SESSION),
  },
})

const endOne = createRoute({
  method: 'delete',
  path: '/api/auth/sessions/{id}',
  access: 'signed-in',
  operationId: 'endOwnSession',
  summary: 'End one of your sign-in sessions',
  request: { params: z.strictObject({ id: z.uuid() }) },
  responses: {
    204: { description: 'Ended' },
    404: problem('You have no such session'),
    409: problem(NO_SESSION),
  },
})

const endOthers = createRoute({
  method: 'post',
  path: '/api/auth/sessions/end-others',
  access: 'signed-in',
  operationId: 'endOtherSessions',
  summary: 'End all your sign-in sessions but this one',
  responses: {
    200: json('How many ended', z.object({ ended: z.int() }).openapi('OtherSessionsEnded')),
    409: problem(NO_SESSION),
  },
})

/** What people do with their own password and sessions. */
export function addOwnRoutes(
  router: Router,
  { db, passwords }: { db: Db; passwords: Passwords },
): void {
  router.openapi(changePassword, async (c) => {
    c.set('answerMayBeKept', false)
    const { userId, hash: sessionHash } = sessionOf(c)
    const { password, end_tokens: endsTokens = false } = c.req.valid('json')
    await requireGoodPassword(password, c.get('principal').name)
    const passwordHash = await passwords.hash(password)
    const ended = await db.transaction().execute(async (tx) => {
      await replacePassword(tx, userId, passwordHash)
      return {
        ended: await endOtherSessions(tx, userId, sessionHash),
        tokens_ended: endsTokens ? await endTokens(tx, userId) : 0,
      }
    })
    c.get('streams').recheck()
    return c.json(ended, 200)
  })
  router.openapi(list, async (c) => {
    const { userId, hash } = sessionOf(c)
    return c.json({ data: await listSessions(db, userId, hash) }, 200)
  })
  router.openapi(endOne, async (c) => {
    await endOwnSession(db, sessionOf(c).userId, c.req.valid('param').id)
    c.get('streams').recheck()
    return c.body(null, 204)
  })
  router.openapi(endOthers, async (c) => {
    const { userId, hash } = sessionOf(c)
    const ended = await endOtherSessions(db, userId, hash)
    c.get('streams').recheck()
    return c.json({ ended }, 200)
  })
}
