import { operationsFor } from '../../../http/operations/verbs.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { requireGoodPassword } from '../passwords/require-good-password.ts'
import { sessionOf, type SignInParts } from '../sign-in.ts'
import { endOtherSessions, endOwnSession, listSessions } from '../store/sessions.ts'
import { endTokens } from '../store/tokens.ts'
import { replacePassword } from '../store/users.ts'

const operation = operationsFor<Pick<SignInParts, 'db' | 'passwords'>>()

const noSession = { 409: 'The token is not of a sign-in session' }

const PasswordChange = z
  .strictObject({
    password: z.string().min(1).max(1_000),
    end_tokens: z.boolean().optional().openapi({
      description: 'True ends your long-lived tokens too',
    }),
  })
  .openapi('PasswordChange')

const OwnSessions = z
  .object({
    data: z.array(
      z.object({
        id: z.uuid(),
        is_this: z.boolean().openapi({ description: 'The session of this request' }),
        created_at: Timestamp,
        last_seen_at: Timestamp,
        expires_at: Timestamp,
        address: z.string().nullable(),
        user_agent: z.string().nullable(),
      }),
    ),
  })
  .openapi('OwnSessions')

/** Operations on one's own password and sessions. */
export const ownSessionOperations = {
  changePassword: operation.act({
    path: '/api/auth/password',
    access: { elevated: 'signed-in' },
    summary: 'Give yourself another password; your other sessions end',
    description:
      'POST /api/auth/elevate proves the present one first. The rules are those of POST ' +
      '/api/auth/welcome.',
    body: PasswordChange,
    answer: z.object({ ended: z.int(), tokens_ended: z.int() }).openapi('PasswordChanged'),
    success: 'How many other sessions and tokens ended',
    refusals: noSession,
    hasSecret: true,
    async run({ body }, { db, passwords }, { principal, http }) {
      const { userId, hash: sessionHash } = sessionOf(http)
      const { password, end_tokens: endsTokens = false } = body
      await requireGoodPassword(password, principal.name)
      const passwordHash = await passwords.hash(password)
      const ended = await db.transaction().execute(async (tx) => {
        await replacePassword(tx, userId, passwordHash)
        return {
          ended: await endOtherSessions(tx, userId, sessionHash),
          tokens_ended: endsTokens ? await endTokens(tx, userId) : 0,
        }
      })
      http.get('streams').recheck()
      return ended
    },
  }),

  listOwnSessions: operation.get({
    path: '/api/auth/sessions',
    access: 'signed-in',
    summary: 'Where you are signed in, last used first',
    answer: OwnSessions,
    success: 'Your sessions; at most 100',
    refusals: noSession,
    async run(_, { db }, { http }) {
      const { userId, hash } = sessionOf(http)
      return { data: await listSessions(db, userId, hash) }
    },
  }),

  endOwnSession: operation.remove({
    path: '/api/auth/sessions/{id}',
    access: 'signed-in',
    summary: 'End one of your sign-in sessions',
    params: z.strictObject({ id: z.uuid() }),
    success: 'Ended',
    refusals: { 404: 'You have no such session', ...noSession },
    async run({ params }, { db }, { http }) {
      await endOwnSession(db, sessionOf(http).userId, params.id)
      http.get('streams').recheck()
    },
  }),

  endOtherSessions: operation.act({
    path: '/api/auth/sessions/end-others',
    access: 'signed-in',
    summary: 'End all your sign-in sessions but this one',
    answer: z.object({ ended: z.int() }).openapi('OtherSessionsEnded'),
    success: 'How many ended',
    refusals: noSession,
    async run(_, { db }, { http }) {
      const { userId, hash } = sessionOf(http)
      const ended = await endOtherSessions(db, userId, hash)
      http.get('streams').recheck()
      return { ended }
    },
  }),
}
