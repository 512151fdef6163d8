import { generateKeyPairSync } from 'node:crypto'
import type { Account } from './account.ts'
import { createRandom } from './random.ts'

/** The settings JSON of the Python library instagrapi, as far as other programs need it. */
export type InstagrapiSettings = {
  uuids: Record<
    | 'phone_id'
    | 'uuid'
    | 'client_session_id'
    | 'advertising_id'
    | 'android_device_id'
    | 'request_id'
    | 'tray_session_id',
    string
  >
  mid: string
  ig_u_rur: string
  ig_www_claim: string
  authorization_data: {
    ds_user_id: string
    sessionid: string
    should_use_header_over_cookies: boolean
  }
  cookies: Record<string, string>
  /** World time in seconds. */
  last_login: number
  device_settings: Record<string, string | number>
  user_agent: string
  /** The public key of the device, as newer versions save it. */
  usdid: { usdid: string; kid: string; private_key: string; registered: boolean }
  country: string
  country_code: number
  locale: string
  timezone_offset: number
}

const DEVICE = {
  app_version: '449.0.0.52.84',
  android_version: 34,
  android_release: '14',
  dpi: '480dpi',
  resolution: '1344x2992',
  manufacturer: 'Google/google',
  device: 'husky',
  model: 'Pixel 8 Pro',
  cpu: 'husky',
  version_code: '1079242191',
  bloks_versioning_id: '799db3e387d7a21a19c72918b8698b6cd28a1516ade363792c100ed45a0f9f0b',
}
/** One per process: generating it takes long, and no rule needs more. */
const DEVICE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const LOCALE = 'en_US'

export const newDeviceId = (seed: string, account: Account): string =>
  `android-${hex(seed, 'device', account, 16)}`

/** The settings file of a session on `deviceId` since `at` (world time, ms). */
export function createInstagrapiSettings(
  seed: string,
  account: Account,
  session: { id: string; deviceId: string; at: number },
): InstagrapiSettings {
  const uuid = (name: string): string =>
    hex(seed, name, account, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
  const random = createRandom(seed, 'settings', account.index, account.logins)
  const rur = `CLN,${account.pk},${random.token(12)}`
  const { android_version, android_release, dpi, resolution, manufacturer } = DEVICE
  const { model, device, cpu, app_version, version_code } = DEVICE
  const screen = `${android_version}/${android_release}; ${dpi}; ${resolution}`
  return {
    uuids: {
      phone_id: uuid('phone_id'),
      uuid: uuid('uuid'),
      client_session_id: uuid('client_session_id'),
      advertising_id: uuid('advertising_id'),
      android_device_id: session.deviceId,
      request_id: uuid('request_id'),
      tray_session_id: uuid('tray_session_id'),
    },
    mid: random.token(28),
    ig_u_rur: rur,
    ig_www_claim: `hmac.${random.token(43)}`,
    authorization_data: {
      ds_user_id: account.pk,
      sessionid: session.id,
      should_use_header_over_cookies: true,
    },
    cookies: {
      sessionid: session.id,
      ds_user_id: account.pk,
      csrftoken: random.token(32),
      rur,
    },
    last_login: session.at / 1_000,
    device_settings: { ...DEVICE },
    user_agent:
      `Instagram ${app_version} Android (${screen}; ${manufacturer}; ${model}; ${device}; ` +
      `${cpu}; ${LOCALE}; ${version_code})`,
    usdid: {
      usdid: uuid('usdid'),
      kid: random.token(43),
      private_key: DEVICE_KEY,
      registered: true,
    },
    country: 'US',
    country_code: 1,
    locale: LOCALE,
    timezone_offset: 0,
  }
}

function hex(seed: string, name: string, account: Account, length: number): string {
  const random = createRandom(seed, name, account.index, account.logins)
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('')
}
