import { z } from 'zod'
import { authorizationOf, sessionCookie, userIdOf, type ForeignSession } from './foreign-session.ts'
import { readSigningKey } from '../device-key.ts'
import {
  AndroidId,
  AppVersion,
  AppVersionCode,
  BloksVersionId,
  Claim,
  CookieName,
  CookieValue,
  DevicePart,
  Locale,
  problemsOf,
  refusal,
  Region,
  TimezoneOffset,
  UserId,
  Uuid,
} from './session-fields.ts'

const PROGRAM = 'instagrapi'
const textOrNumber = (schema: z.ZodType<string, string>) =>
  z.union([z.string(), z.number()], { error: 'expected text' }).transform(String).pipe(schema)

const SessionId = z
  .string({ error: 'expected the id of a session' })
  .refine((id) => userIdOf(id) !== null, { error: 'expected the id of a session' })

const KEY = 'expected a P-256 private key in PEM'
/** The key that the device registered with the platform; empty in files without one. */
const Usdid = z.object({
  usdid: Uuid,
  kid: z.string().regex(/^[\w-]{0,100}$/, { error: 'expected the id of a key' }),
  private_key: z
    .string({ error: KEY })
    .refine((pem) => pem.length <= 2_000 && readSigningKey(pem) !== null, { error: KEY }),
  registered: z.boolean().default(false),
})

/** The instagrapi settings that identify a device and a login. */
const Settings = z.object(
  {
    uuids: z.object(
      { phone_id: Uuid, uuid: Uuid, advertising_id: Uuid, android_device_id: AndroidId },
      { error: 'expected the ids of the device' },
    ),
    device_settings: z.object(
      {
        android_version: textOrNumber(DevicePart),
        android_release: textOrNumber(DevicePart),
        dpi: DevicePart,
        resolution: DevicePart,
        manufacturer: DevicePart,
        model: DevicePart,
        device: DevicePart,
        cpu: DevicePart,
        app_version: AppVersion.nullish().catch(undefined),
        version_code: textOrNumber(AppVersionCode).nullish().catch(undefined),
        bloks_versioning_id: BloksVersionId.nullish().catch(undefined),
      },
      { error: 'expected the description of the device' },
    ),
    authorization_data: z
      .object({ ds_user_id: UserId.optional(), sessionid: SessionId.optional() })
      .optional(),
    cookies: z.record(CookieName, CookieValue, { error: 'expected cookies by name' }).optional(),
    mid: CookieValue.nullish(),
    ig_www_claim: Claim.nullish(),
    ig_u_rur: z.union([z.literal(''), Region]).nullish(),
    usdid: z.union([z.strictObject({}), Usdid], { error: 'expected a signing key' }).nullish(),
    bloks_versioning_id: BloksVersionId.nullish().catch(undefined),
    locale: Locale.optional(),
    timezone_offset: textOrNumber(TimezoneOffset).optional(),
  },
  { error: 'expected the settings of instagrapi' },
)
type Settings = z.infer<typeof Settings>

/** The device, the app and the login of instagrapi's settings. Throws InvalidInputError. */
export function readInstagrapiSettings(content: unknown): ForeignSession {
  const parsed = Settings.safeParse(content)
  if (!parsed.success) throw refusal(problemsOf(parsed.error, content, PROGRAM))
  const settings = parsed.data
  const { userId, sessionId } = loginOf(settings)
  const { uuids, device_settings: device } = settings
  const cookies = {
    ...settings.cookies,
    ...(settings.mid && { mid: settings.mid }),
    sessionid: sessionId,
    ds_user_id: userId,
  }
  return {
    username: null,
    authorization: authorizationOf(userId, sessionId),
    cookies: Object.entries(cookies).map(([key, value]) => sessionCookie(key, value)),
    deviceString: [
      `${device.android_version}/${device.android_release}`,
      device.dpi,
      device.resolution,
      device.manufacturer,
      device.model,
      device.device,
      device.cpu,
    ].join('; '),
    deviceId: uuids.android_device_id,
    uuid: uuids.uuid,
    phoneId: uuids.phone_id,
    adid: uuids.advertising_id,
    igURur: settings.ig_u_rur || undefined,
    deviceKey: deviceKeyOf(settings),
    app: appOf(settings),
    igWWWClaim: settings.ig_www_claim || undefined,
    language: settings.locale,
    timezoneOffset: settings.timezone_offset,
  }
}

function deviceKeyOf({ usdid: key }: Settings): ForeignSession['deviceKey'] {
  if (!key || !('usdid' in key)) return undefined
  const { usdid, kid, private_key: privateKey, registered: isRegistered } = key
  return { usdid, kid, privateKey, isRegistered }
}

/** All three values or none: some of them would be an app that does not exist. */
function appOf({ device_settings: device, ...settings }: Settings): ForeignSession['app'] {
  const { app_version: version, version_code: versionCode } = device
  const bloksVersionId = device.bloks_versioning_id ?? settings.bloks_versioning_id
  if (!version || !versionCode || !bloksVersionId) return undefined
  return { version, versionCode, bloksVersionId }
}

function loginOf({ authorization_data, cookies }: Settings): { userId: string; sessionId: string } {
  const field = 'session_file.authorization_data.sessionid'
  const sessionId = authorization_data?.sessionid ?? cookies?.['sessionid']
  const owner = sessionId === undefined ? null : userIdOf(sessionId)
  if (sessionId === undefined || owner === null) {
    const reason = 'missing: the file holds no login; log in with instagrapi and save it again'
    throw refusal([{ field, reason, code: 'no_login_in_file' }])
  }
  const userId = authorization_data?.ds_user_id ?? cookies?.['ds_user_id'] ?? owner
  if (userId !== owner) {
    const reason = 'another account than ds_user_id says; log in with instagrapi and save it again'
    throw refusal([{ field, reason, code: 'foreign_session' }])
  }
  return { userId, sessionId }
}
