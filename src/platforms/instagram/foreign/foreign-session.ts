import type { AppProfile } from '../../../accounts/app-profiles.ts'
import type { DeviceKey } from '../session-state.ts'

/** A cookie as tough-cookie reads it. */
export type ForeignCookie = {
  key: string
  value: string
  domain: string
  path: string
  secure: boolean
  httpOnly: boolean
  hostOnly: boolean
  /** ISO 8601; left out for one without an end. */
  expires?: string
}

/** What was read of a session that another program made; the device is left out where it brings none. */
export type ForeignSession = {
  username: string | null
  authorization: string
  cookies: ForeignCookie[]
  igWWWClaim?: string
  language?: string
  timezoneOffset?: string
  deviceString?: string
  deviceId?: string
  uuid?: string
  phoneId?: string
  adid?: string
  build?: string
  /** Where the platform says that the account's data lives. */
  igURur?: string
  deviceKey?: DeviceKey
  /** The app that the session was made with, when the file says it whole. */
  app?: AppProfile
}

/** A cookie of Instagram's without an end of its own. */
export const sessionCookie = (key: string, value: string): ForeignCookie => ({
  key,
  value,
  domain: 'instagram.com',
  path: '/',
  secure: true,
  httpOnly: false,
  hostOnly: false,
})

/** Whose session id it is: its leading digits, plain or percent-encoded. Null when it cannot be one. */
export function userIdOf(sessionId: string): string | null {
  return /^(\d{1,20})(?:(?::|%3A)[\w.~-]{1,200}){1,6}$/i.exec(sessionId)?.[1] ?? null
}

const PREFIX = 'Bearer IGT:2:'

/** The authorization header by which the app says whose session it uses. */
export function authorizationOf(userId: string, sessionId: string): string {
  const data = {
    ds_user_id: userId,
    sessionid: sessionId,
    should_use_header_over_cookies: true,
  }
  return PREFIX + Buffer.from(JSON.stringify(data)).toString('base64')
}
