import type { FaultCode } from '../../base/fault-codes.ts'
import { fault, faultIssue } from '../../http/fault.ts'
import { ProxyReference } from './proxy-reference.ts'
import { APP_VALUES, type AppProfile } from '../../accounts/app-profiles.ts'
import { z } from '../../http/router.ts'
import { ACCOUNT_PURPOSES } from '../../accounts/states.ts'
import type { SessionInput } from '../../platforms/account-session.ts'
import { publishingFields } from '../publishing/index.ts'
import { withoutEnd } from '../../base/text.ts'

export const Username = z
  .string()
  .max(100)
  .transform((text) => text.trim().replace(/^@/, '').toLowerCase())
  .refine(
    (username) => /^[a-z0-9._]{1,30}$/.test(username),
    fault('not_a_handle', 'expected 1 to 30 letters a–z, digits, underscores and dots'),
  )
  .openapi({ type: 'string', example: 'our.reader.one' })

const Password = z.string().min(1).max(200).openapi({ format: 'password' })

/** People copy it in groups of four, in any case. */
const TotpSeed = z
  .string()
  .max(300)
  .transform((text) => withoutEnd(text.replaceAll(/[\s-]/g, ''), '=').toUpperCase())
  .refine(
    (seed) => /^[A-Z2-7]{16,128}$/.test(seed),
    fault(
      'not_a_setup_key',
      'expected the setup key of the authenticator in base32: at least 16 of A–Z and 2–7',
    ),
  )
  .openapi({
    type: 'string',
    format: 'password',
    description: 'The setup key of the authenticator, in base32; stored encrypted and never shown',
  })

const TimeZone = z.string().min(1).max(64).openapi({
  description: 'Name of the time zone in which the account keeps its active hours',
  example: 'Asia/Almaty',
})

const proxyFields = {
  proxy_id: ProxyReference.optional().openapi({
    description: 'An active proxy that no other account uses, by id or label',
  }),
  share_proxy: z.boolean().optional().openapi({
    description: 'The named proxy may have an account already',
    default: false,
  }),
}

const Notes = z.string().max(1000)

const Purpose = z.enum(ACCOUNT_PURPOSES).openapi({
  description: '`publish`: posts are published on it, and it never reads creators',
})

const sessionFields = {
  sessionid: z.string().min(1).max(1000).optional().openapi({
    format: 'password',
    description: 'The `sessionid` cookie of a browser in which the account is logged in',
  }),
  session_file: z
    .union([z.string().min(1), z.record(z.string(), z.unknown())], {
      error: 'expected the JSON of the file, as an object or as text',
    })
    .optional()
    .openapi({
      description:
        'The settings that instagrapi saves, or a saved session of instagram-private-api, as ' +
        'an object or as JSON text: device, app and session stay together',
    }),
}

const ONE_OF_BOTH = 'give either sessionid or session_file'

type SessionFields = {
  sessionid?: string | undefined
  session_file?: string | Record<string, unknown> | undefined
}

const hasBoth = (body: SessionFields): boolean =>
  body.sessionid !== undefined && body.session_file !== undefined

const newAccount = z
  .strictObject({
    username: Username,
    password: Password.optional(),
    totp_seed: TotpSeed.optional(),
    ...sessionFields,
    ...proxyFields,
    time_zone: TimeZone.optional(),
    warm_up: z.boolean().optional().openapi({
      description: 'Begin with a share of the budgets that grows from day to day over ten days',
      default: false,
    }),
    notes: Notes.optional(),
    purpose: Purpose.optional().openapi({ default: 'read' }),
    ...publishingFields,
  })
  .superRefine((body, context) => {
    const refuse = (path: string, code: FaultCode, message: string) =>
      context.addIssue(faultIssue(code, message, { path: [path] }))
    const hasSession = body.sessionid !== undefined || body.session_file !== undefined
    if (body.password === undefined && !hasSession)
      refuse(
        'password',
        'no_way_to_log_in',
        'expected a password, a sessionid or a session_file: one way to log in',
      )
    if (body.totp_seed !== undefined && body.password === undefined)
      refuse('totp_seed', 'needs_password', 'is of use with a password only; give that as well')
    if (hasBoth(body)) refuse('session_file', 'one_of_two', ONE_OF_BOTH)
  })

export const NewAccount = newAccount.openapi('NewAccount')

/** A line of an import, which names its proxy in a field of its own. */
export const AccountLine = newAccount.safeExtend({ proxy_id: z.uuid().optional() })

const NewApp = z
  .union(
    [
      z.literal('configured'),
      z.strictObject({
        version: z.string().regex(APP_VALUES.version),
        version_code: z.string().regex(APP_VALUES.versionCode),
        bloks_version_id: z.string().regex(APP_VALUES.bloksVersionId),
      }),
    ],
    {
      error:
        'expected "configured", or version (like 449.0.0.52.84), version_code (digits) and ' +
        'bloks_version_id (64 hexadecimal digits) of one build',
    },
  )
  .openapi({
    description:
      'A newer build of Instagram for its device: the configured one, or three values of one ' +
      'build. Ids and session stay',
  })

export const AccountChange = z
  .strictObject({
    password: Password.optional(),
    totp_seed: TotpSeed.nullable().optional().openapi({ description: 'null removes it' }),
    ...proxyFields,
    time_zone: TimeZone.nullable().optional(),
    warm_up: z.boolean().optional().openapi({ description: 'false ends a warm-up' }),
    automatic_renewal: z
      .boolean()
      .optional()
      .openapi({
        description:
          'false: gramd logs the account in only when a person says so. Counts from its next ' +
          'login on',
      }),
    notes: Notes.nullable().optional(),
    app_profile: NewApp.optional(),
    purpose: Purpose.optional(),
    ...publishingFields,
  })
  .superRefine((body, context) => {
    if (Object.values(body).every((value) => value === undefined))
      context.addIssue(faultIssue('nothing_to_change', 'expected something to change'))
    if (body.share_proxy && body.proxy_id === undefined)
      context.addIssue(
        faultIssue(
          'does_not_fit',
          'says something about the proxy in proxy_id; give that as well',
          { path: ['share_proxy'] },
        ),
      )
  })
  .openapi('AccountChange')

export const AppRaise = z.strictObject({ app_profile: NewApp }).openapi('AppRaise')

export const NewSession = z
  .strictObject(sessionFields)
  .superRefine((body, context) => {
    const isEmpty = body.sessionid === undefined && body.session_file === undefined
    if (isEmpty || hasBoth(body))
      context.addIssue(faultIssue('one_of_two', ONE_OF_BOTH, { path: ['sessionid'] }))
  })
  .openapi('NewSession')

export const ChallengeResult = z
  .union(
    [
      z.strictObject({
        code: z
          .string()
          .transform((text) => text.replaceAll(/[\s-]/g, ''))
          .refine(
            (code) => /^\d{4,10}$/.test(code),
            fault('not_a_second_factor', 'expected the digits of the code'),
          )
          .openapi({ type: 'string', example: '123456' }),
      }),
      z.strictObject({ resolved: z.literal(true) }),
    ],
    { error: 'expected {"code": "123456"} or {"resolved": true}' },
  )
  .openapi('ChallengeResult')

export function appInput(
  app: z.output<typeof NewApp> | undefined,
  configured: AppProfile | undefined,
): AppProfile | undefined {
  if (app === undefined || app === 'configured') return app && configured
  const { version, version_code: versionCode, bloks_version_id: bloksVersionId } = app
  return { version, versionCode, bloksVersionId }
}

export function sessionInput(body: SessionFields): SessionInput | undefined {
  const { sessionid, session_file: file } = body
  if (sessionid !== undefined) return { kind: 'sessionid', sessionId: sessionid.trim() }
  if (file === undefined) return undefined
  return { kind: 'file', text: typeof file === 'string' ? file : JSON.stringify(file) }
}
