import { z } from 'zod'
import { APP_VALUES } from '../../../accounts/app-profiles.ts'
import { cleanText } from '../../../base/text.ts'
import { InvalidInputError, type FieldProblem } from '../../../base/errors.ts'

// The fields of a session that are sent in headers or forms; none may contain a line break.

export const text = (pattern: RegExp, expected: string) =>
  z.string({ error: expected }).regex(pattern, { error: expected })

export const Uuid = text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'expected a UUID')
export const AndroidId = text(
  /^android-[0-9a-f]{1,16}$/i,
  'expected "android-" and up to 16 hexadecimal digits',
)
export const Locale = text(
  /^[a-z]{2,3}(?:[_-][a-z0-9]{2,8}){0,2}$/i,
  'expected a locale like en_US',
)
/** Seconds east of UTC. */
export const TimezoneOffset = text(/^-?\d{1,5}$/, 'expected the offset of the time zone in seconds')
export const Build = text(/^[\w.-]{1,40}$/, 'expected the build of Android, like NMF26X')
/** The device in the User-Agent: seven parts. */
export const DeviceString = text(
  /^\d{1,3}\/[^;]{1,20}; \d{2,4}dpi; \d{3,5}x\d{3,5}(?:; [^;\P{ASCII}\p{Cc}]{1,60}){4}$/u,
  'expected a device like "26/8.0.0; 480dpi; 1080x2150; HUAWEI; ANE-LX1; HWANE; hi6250"',
)
export const DevicePart = text(/^[ -:<-~]{1,60}$/, 'expected printable ASCII without ";"')
export const Claim = text(/^[!-~]{0,300}$/, 'expected printable ASCII without spaces')
export const Authorization = text(
  /^Bearer IGT:2:[A-Za-z0-9+/_=-]{1,4000}$/,
  'expected "Bearer IGT:2:" and Base64',
)
export const CookieName = text(/^[\w.-]{1,64}$/, 'expected the name of a cookie')
export const CookieValue = text(/^[ -:<-~]{0,4000}$/, 'expected printable ASCII without ";"')
export const UserId = z
  .union([z.string(), z.int().nonnegative()], { error: 'expected the digits of the user id' })
  .transform(String)
  .pipe(text(/^\d{1,20}$/, 'expected the digits of the user id'))
/** The region of an account's data: `ig_u_rur`. */
export const Region = text(/^[!-~]{1,300}$/, 'expected printable ASCII without spaces')
export const AppVersion = text(APP_VALUES.version, 'expected a version like 449.0.0.52.84')
export const AppVersionCode = text(APP_VALUES.versionCode, 'expected the digits of a version code')
export const BloksVersionId = text(
  APP_VALUES.bloksVersionId,
  'expected 64 hexadecimal digits in lower case',
)
export const Username = text(/^[a-z0-9._]{1,30}$/i, 'expected a username')

/** Maximum problems in an error. */
const MAX_PROBLEMS = 20
const MAX_FIELD = 100

export function refusal(problems: FieldProblem[]): InvalidInputError {
  // Keys come from the file too.
  const listed = problems.slice(0, MAX_PROBLEMS).map(({ field, reason, code }) => ({
    field: cleanText(field).slice(0, MAX_FIELD),
    reason,
    code,
  }))
  return new InvalidInputError('the session file cannot be used', listed)
}

/** Each fault with the path of its key; `program` is what wrote the file. */
export function problemsOf(error: z.ZodError, content: unknown, program: string): FieldProblem[] {
  return error.issues.map(({ path, message }) => {
    const keys = path.map(String)
    const isMissing = valueAt(content, keys) === undefined
    return {
      field: ['session_file', ...keys].join('.'),
      reason: `${isMissing ? 'missing: ' : ''}${message}; save the session with ${program} again`,
      code: 'not_a_session',
    }
  })
}

function valueAt(content: unknown, keys: string[]): unknown {
  let value = content
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return value
}
