import { createHash } from 'node:crypto'
import type { IgApiClient } from 'instagram-private-api'
import { z } from 'zod'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import { parseJson } from '../../base/text.ts'
import { phoneOf } from './phones.ts'

type State = IgApiClient['state']

const text = z.string().optional()

/** A cookie as tough-cookie writes it. */
const Cookie = z.looseObject({ key: z.string() })
const CookieJar = z.looseObject({ cookies: z.array(Cookie) })

/** The key with which a device signs its id in a header; the library only carries it along. */
export const DeviceKey = z.object({
  usdid: z.string(),
  kid: z.string(),
  /** PEM. */
  privateKey: z.string(),
  isRegistered: z.boolean(),
})
export type DeviceKey = z.output<typeof DeviceKey>

/** Our fields in the library's state. */
const StoredState = z.object({
  /** The region of the account's data, as the platform sent it: returned with each request. */
  igURur: text.catch(undefined),
  deviceKey: DeviceKey.optional().catch(undefined),
})
export type StoredState = z.output<typeof StoredState>

/**
 * The persistent part of an account's state: cookies, authorization and device. Unknown fields are
 * dropped, so that a stored session can change neither the app profile nor the proxy.
 */
const Session = z.object({
  cookies: CookieJar,
  authorization: text,
  igWWWClaim: text,
  passwordEncryptionPubKey: text,
  passwordEncryptionKeyId: z.union([z.string(), z.number()]).optional(),
  language: z.string(),
  timezoneOffset: z.string(),
  deviceString: z.string(),
  deviceId: z.string(),
  uuid: z.string(),
  phoneId: z.string(),
  adid: z.string(),
  build: z.string(),
  ...StoredState.shape,
})

/** The same as the library writes it: the cookies are text. */
const SerializedSession = Session.extend({ cookies: z.string() })

/** Sets up a device without a login; the same for the same seed. */
export function prepareDevice(state: State, app: AppProfile, deviceSeed: string): void {
  state.generateDevice(deviceSeed)
  const phone = phoneOf(deviceSeed)
  if (phone) Object.assign(state, { deviceString: phone.device, build: phone.build })
  useApp(state, app)
}

export function useApp(state: State, app: AppProfile): void {
  // Cloned, because all clients of the process share one object.
  const ours = {
    APP_VERSION: app.version,
    APP_VERSION_CODE: app.versionCode,
    BLOKS_VERSION_ID: app.bloksVersionId,
  }
  state.constants = Object.assign({ ...state.constants }, ours)
}

/** The session as text, about 2 KB of JSON. */
export async function exportSession(state: State): Promise<string> {
  const raw: unknown = await state.serialize()
  const session = SerializedSession.parse(raw)
  const jar = CookieJar.parse(JSON.parse(session.cookies))
  // The time of the last use changes with every request and is not needed.
  const cookies = jar.cookies.map((cookie) => ({ ...cookie, lastAccessed: undefined }))
  return JSON.stringify({ ...session, cookies: { ...jar, cookies } })
}

/**
 * Loads an exported session into a prepared state. The session's device overrides the seed's,
 * because the platform knows it. False when the text is not a session.
 */
export async function restoreSession(state: State, session: string): Promise<boolean> {
  const parsed = Session.safeParse(parseJson(session))
  if (!parsed.success) return false
  const { cookies, ...fields } = parsed.data
  await state.deserialize({ ...withoutUndefined(fields), cookies: JSON.stringify(cookies) })
  return true
}

export const withoutUndefined = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

export const storedIn = (state: State): StoredState => StoredState.parse(state)

export function keep(state: State, stored: Partial<StoredState>): void {
  Object.assign(state, stored)
}

/** Whether the state has a login; only the platform knows whether it is alive. */
export function isLoggedIn(state: State): boolean {
  if (state.authorization?.startsWith('Bearer IGT:')) return true
  return state.extractCookie('sessionid') !== null && state.extractCookie('ds_user_id') !== null
}

/** The secrets of the login, in each form in which an answer may repeat them. */
export function loginSecrets(state: State): string[] {
  const { authorization = '' } = state
  const token = authorization.replace(/^Bearer IGT:\d+:/, '')
  const inToken = /"sessionid":"([^"]+)"/.exec(Buffer.from(token, 'base64').toString())?.[1]
  const inCookies = ['sessionid', 'csrftoken'].map((key) => state.extractCookie(key)?.value)
  const values = [inToken, ...inCookies, storedIn(state).deviceKey?.privateKey].filter(
    (value) => value !== undefined,
  )
  return [authorization, token, ...values, ...values.map((value) => value.replaceAll('%3A', ':'))]
}

export function platformIdOf(state: State): string | null {
  return isLoggedIn(state) ? state.cookieUserId : null
}

/**
 * World time at which the login expires, with its first cookie. Cookies count real time, so their
 * remaining time is added to `worldNow`. Null without expiry.
 */
export function loginEndsAt(state: State, worldNow: Date, realNow: Date): Date | null {
  const ends = ['sessionid', 'ds_user_id'].map((key) => endOf(state.extractCookie(key)))
  const first = Math.min(...ends)
  return Number.isFinite(first) ? new Date(worldNow.getTime() + first - realNow.getTime()) : null
}

/**
 * Real time (ms) at which a cookie expires; rather too early when its age counts from a renewal,
 * which the jar does not store.
 */
function endOf(cookie: ReturnType<State['extractCookie']>): number {
  if (cookie === null) return Number.POSITIVE_INFINITY
  if (cookie.expires instanceof Date) return cookie.expires.getTime()
  const { maxAge, creation } = cookie
  if (typeof maxAge !== 'number' || !(creation instanceof Date)) return Number.POSITIVE_INFINITY
  return creation.getTime() + maxAge * 1_000
}

const Device = Session.omit({ authorization: true, igWWWClaim: true, igURur: true })

/** A session without its login: only its device and machine id. Null for any other text. */
export function withoutLogin(session: string): string | null {
  const parsed = Device.safeParse(parseJson(session))
  if (!parsed.success) return null
  return JSON.stringify({ ...parsed.data, cookies: onlyMachine(parsed.data.cookies) })
}

const onlyMachine = (jar: z.output<typeof CookieJar>) => ({
  ...jar,
  cookies: jar.cookies.filter(({ key }) => key === 'mid'),
})

/** Removes a dead login as the app does on logout: the device and its machine id stay. */
export async function clearLogin(state: State): Promise<void> {
  delete state.authorization
  delete state.igWWWClaim
  keep(state, { igURur: undefined })
  const jar = CookieJar.parse(await state.serializeCookieJar())
  await state.cookieStore.removeAllCookies()
  await state.deserializeCookieJar(JSON.stringify(onlyMachine(jar)))
}

export const digestOf = (session: string): string =>
  createHash('sha256').update(session).digest('base64')
