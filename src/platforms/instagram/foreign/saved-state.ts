import { z } from 'zod'
import {
  authorizationOf,
  userIdOf,
  type ForeignCookie,
  type ForeignSession,
} from './foreign-session.ts'
import { parseJson } from '../../../base/text.ts'
import {
  AndroidId,
  AppVersion,
  AppVersionCode,
  Authorization,
  BloksVersionId,
  Build,
  Claim,
  CookieName,
  CookieValue,
  DeviceString,
  Locale,
  problemsOf,
  refusal,
  Region,
  text,
  TimezoneOffset,
  Username,
  UserId,
  Uuid,
} from './session-fields.ts'
import { DeviceKey } from '../session-state.ts'

const PROGRAM = 'the program that wrote it'

const flag = z.boolean().default(false)
const Cookie = z.object(
  {
    key: CookieName,
    value: CookieValue,
    domain: text(/^[\w.-]{1,253}$/, 'expected a host'),
    path: z
      .string()
      .regex(/^\/[!-:<-~]{0,200}$/, { error: 'expected a path' })
      .default('/'),
    secure: flag,
    httpOnly: flag,
    hostOnly: flag,
    expires: z
      .union([z.iso.datetime(), z.literal('Infinity')], { error: 'expected a time' })
      .nullish(),
    creation: z.iso.datetime({ error: 'expected a time' }).nullish(),
    maxAge: z.union([z.number(), z.string()]).nullish(),
  },
  { error: 'expected a cookie' },
)
type Cookie = z.infer<typeof Cookie>

const Jar = z.object(
  {
    cookies: z
      .array(Cookie, { error: 'expected a list of cookies' })
      .max(200, { error: 'expected a few cookies' }),
  },
  { error: 'expected a jar of cookies' },
)

/** The state that instagram-private-api or gramd saves: there the jar is text, here an object. */
const SavedState = z.object({
  cookies: z.preprocess((jar) => (typeof jar === 'string' ? parseJson(jar) : jar), Jar),
  authorization: Authorization.nullish(),
  igWWWClaim: Claim.nullish(),
  language: Locale,
  timezoneOffset: TimezoneOffset,
  deviceString: DeviceString,
  deviceId: AndroidId,
  uuid: Uuid,
  phoneId: Uuid,
  adid: Uuid,
  build: Build,
  igURur: Region.optional().catch(undefined),
  deviceKey: DeviceKey.optional().catch(undefined),
  constants: z
    .object({
      APP_VERSION: AppVersion,
      APP_VERSION_CODE: AppVersionCode,
      BLOKS_VERSION_ID: BloksVersionId,
    })
    .optional()
    .catch(undefined),
})

/** The device, the login and, if present, the app of a saved state. Throws InvalidInputError. */
export function readSavedState(content: unknown): ForeignSession {
  const parsed = SavedState.safeParse(content)
  if (!parsed.success) throw refusal(problemsOf(parsed.error, content, PROGRAM))
  const { cookies: jar, authorization, igWWWClaim, constants, ...device } = parsed.data
  const cookies = jar.cookies.filter(({ domain }) => /(?:^|\.)instagram\.com$/i.test(domain))
  const username = Username.safeParse(valueOf(cookies, 'ds_user')).data
  return {
    ...device,
    username: username?.toLowerCase() ?? null,
    authorization: loginOf(cookies, authorization ?? null),
    cookies: cookies.map(withEnd),
    igWWWClaim: igWWWClaim || undefined,
    app: constants && {
      version: constants.APP_VERSION,
      versionCode: constants.APP_VERSION_CODE,
      bloksVersionId: constants.BLOKS_VERSION_ID,
    },
  }
}

/** The authorization; built from the cookies when only they have the login. */
function loginOf(cookies: Cookie[], authorization: string | null): string {
  const sessionId = valueOf(cookies, 'sessionid')
  const owners = [
    authorization === null ? null : ownerOf(authorization),
    sessionId === undefined ? null : userIdOf(sessionId),
    valueOf(cookies, 'ds_user_id') ?? null,
  ].filter((owner) => owner !== null)
  if (new Set(owners).size > 1) {
    const reason = 'the cookies belong to another account than the authorization; save it again'
    throw refusal([{ field: 'session_file.cookies', reason, code: 'foreign_session' }])
  }
  const [owner] = owners
  if (authorization !== null && owner !== undefined) return authorization
  if (sessionId === undefined || owner === undefined) {
    const reason = 'missing: the file holds no login; log in and save it again'
    throw refusal([{ field: 'session_file.authorization', reason, code: 'no_login_in_file' }])
  }
  return authorizationOf(owner, sessionId)
}

const AuthorizationData = z.object({ ds_user_id: UserId })

function ownerOf(authorization: string): string | null {
  const encoded = authorization.slice('Bearer IGT:2:'.length)
  const data = AuthorizationData.safeParse(parseJson(Buffer.from(encoded, 'base64').toString()))
  return data.success ? data.data.ds_user_id : null
}

const valueOf = (cookies: Cookie[], key: string): string | undefined =>
  cookies.find((cookie) => cookie.key === key)?.value

/**
 * The cookie with an absolute expiry. Its age counts from a moment that is not saved; its creation
 * is the safe one.
 */
function withEnd({ expires, creation, maxAge, ...cookie }: Cookie): ForeignCookie {
  if (expires && expires !== 'Infinity') return { ...cookie, expires }
  if (typeof maxAge !== 'number' || !creation) return cookie
  return { ...cookie, expires: new Date(Date.parse(creation) + maxAge * 1_000).toISOString() }
}
