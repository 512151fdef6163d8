import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  replaceRecoveryCodes,
} from '../second-factor.ts'
import { sessionOf, type SignInParts } from '../sign-in.ts'

const operation = operationsFor<Pick<SignInParts, 'db' | 'config' | 'realClock'>>()

const RecoveryCodes = z
  .object({
    recovery_codes: z.array(z.string()).openapi({
      description: 'Each replaces a code of the app once; they are shown this once',
    }),
  })
  .openapi('RecoveryCodes')

const SecondFactor = z
  .object({
    secret: z.string().openapi({ description: 'Base32; it is shown this once' }),
    uri: z.string().openapi({
      description: 'The same for a QR code',
      example: 'otpauth://totp/gramd:aigerim?issuer=gramd&secret=…',
    }),
  })
  .openapi('SecondFactor')

const own = { access: { elevated: 'signed-in' } } as const

const noFactor = {
  404: 'There is no second factor',
  409: 'The token is not of a sign-in session',
}

/** Operations on one's own second factor. */
export const secondFactorOperations = {
  beginSecondFactor: operation.act({
    ...own,
    path: '/api/auth/second-factor',
    summary: 'Get a secret for an authenticator app, as a first step to a second factor',
    description: 'Nothing changes for sign-ins until the first code has confirmed it.',
    status: 201,
    answer: SecondFactor,
    success: 'The secret',
    refusals: {
      409: 'There is a second factor already, or the token is not of a sign-in session',
    },
    hasSecret: true,
    async run(_, { db, config }, { principal, http }) {
      const user = { id: sessionOf(http).userId, login: principal.name }
      return await beginSecondFactor(db, config.encryptionKeys, user)
    },
  }),

  confirmSecondFactor: operation.act({
    ...own,
    path: '/api/auth/second-factor/confirm',
    summary: 'Confirm the second factor with its first code: from now on a sign-in needs one',
    body: z.strictObject({ code: z.string().min(1).max(100) }).openapi('SecondFactorCode'),
    answer: RecoveryCodes,
    success: 'The recovery codes',
    refusals: { 409: 'No second factor waits for its first code' },
    hasSecret: true,
    async run({ body }, { db, config, realClock }, { http }) {
      const { userId } = sessionOf(http)
      const typed = { code: body.code, at: realClock.now() }
      const codes = await confirmSecondFactor(db, config.encryptionKeys, userId, typed)
      return { recovery_codes: codes }
    },
  }),

  replaceRecoveryCodes: operation.act({
    ...own,
    path: '/api/auth/second-factor/recovery-codes',
    summary: 'Get other recovery codes; the old ones count no more',
    answer: RecoveryCodes,
    success: 'The recovery codes',
    refusals: noFactor,
    hasSecret: true,
    run: async (_, { db }, { http }) => ({
      recovery_codes: await replaceRecoveryCodes(db, sessionOf(http).userId),
    }),
  }),

  removeSecondFactor: operation.remove({
    ...own,
    path: '/api/auth/second-factor',
    summary: 'Remove your second factor; the password alone signs you in',
    refusals: noFactor,
    async run(_, { db }, { http }) {
      await removeSecondFactor(db, sessionOf(http).userId)
      http.get('streams').recheck()
    },
  }),
}
