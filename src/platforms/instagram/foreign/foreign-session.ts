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
  /** ISO 8601; absent without expiry. */
  expires?: string
}

/** A session read from another program; without a device if it brings none. */
export type ForeignSession = {
  username: string | null
  authorization: string
  cookies: ForeignCookie[]
  igWWWClaim?: string | undefined
  language?: string | undefined
  timezoneOffset?: string | undefined
  deviceString?: string
  deviceId?: string
  uuid?: string
  phoneId?: string
  adid?: string
  build?: string
  /** The region of the account's data. */
  igURur?: string | undefined
  deviceKey?: DeviceKey | undefined
  /** The app that made the session, when the file has all its values. */
  app?: AppProfile | undefined
}

/** A cookie of Instagram without expiry. */
export const sessionCookie = (key: string, value: string): ForeignCookie => ({
  key,
  value,
  domain: 'instagram.com',
  path: '/',
  secure: true,
  httpOnly: false,
  hostOnly: false,
})

/** The owner of a session id: its leading digits, plain or percent-encoded. Null when invalid. */
export function userIdOf(sessionId: string): string | null {
  return /^(\d{1,20})(?:(?::|%3A)[\w.~-]{1,200}){1,6}$/i.exec(sessionId)?.[1] ?? null
}

const PREFIX = 'Bearer IGT:2:'

export function authorizationOf(userId: string, sessionId: string): string {
  const data = { ds_user_id: userId, sessionid: sessionId, should_use_header_over_cookies: true }
  return PREFIX + Buffer.from(JSON.stringify(data)).toString('base64')
}
