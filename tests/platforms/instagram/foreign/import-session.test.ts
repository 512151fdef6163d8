import { createPublicKey, verify } from 'node:crypto'
import { inspect } from 'node:util'
import { IgApiClient } from 'instagram-private-api'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FORMER_APP, NEWEST_APP } from '../../../../src/accounts/app-profiles.ts'
import type { InvalidInputError } from '../../../../src/base/errors.ts'
import type { ImportedSession, SessionInput } from '../../../../src/platforms/account-session.ts'
import { prepareDevice } from '../../../../src/platforms/instagram/session-state.ts'
import type { InstagramSim, InstagrapiSettings } from '../../../../sim/instagram/index.ts'
import { startJsonOrigin, startOrigin } from '../origin.ts'
import { anAdapter, APP, aHeldAccount, failureOf, logIn, startSim } from '../held-account.ts'

let sim: InstagramSim
let exported: string
let serialized: string
beforeAll(async () => {
  sim = await startSim('import-session', 4)
  exported = await logIn(sim, 0)
  serialized = await serializedByTheLibrary(exported)
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())

const importing = (input: SessionInput): Promise<ImportedSession> =>
  anAdapter(sim).importSession(input, 'device-0')
const importingFile = (content: unknown): Promise<ImportedSession> =>
  importing({
    kind: 'file',
    text: typeof content === 'string' ? content : JSON.stringify(content),
  })

test.for(['encoded', 'plain'])('a session id that is %s opens a session', async (form) => {
  const { sessionId, platformId } = sim.control.openSession(nameOf(1))
  const given = form === 'plain' ? decodeURIComponent(sessionId) : sessionId

  const imported = await importing({ kind: 'sessionid', sessionId: ` ${given}\n` })

  expect(imported).toMatchObject({ platformId, username: null, expiresAt: null })
  const owner = await anAdapter(sim)
    .open(aHeldAccount(sim, 1, { session: imported.session }))
    .checkSession()
  expect(owner).toEqual({ platformId, username: nameOf(1) })
  expect(sim.referee.violations()).toEqual([])
})

test('a session id is used on the device of the seed', async () => {
  const { sessionId } = sim.control.openSession(nameOf(1))
  const input: SessionInput = { kind: 'sessionid', sessionId }

  const [first, second, other] = await Promise.all(
    ['one', 'one', 'two'].map((seed) => anAdapter(sim).importSession(input, seed)),
  )

  expect(deviceOf(second?.session ?? '')).toEqual(deviceOf(first?.session ?? ''))
  expect(deviceOf(other?.session ?? '')).not.toEqual(deviceOf(first?.session ?? ''))
})

test.for([
  '',
  'abc',
  '42',
  '42:',
  ':abc:1',
  '42%3Aab\r\nCookie: x',
  '42:a;b',
  `42:${'a'.repeat(201)}`,
])('%o is no session id', async (sessionId) => {
  const error = await failureOf(importing({ kind: 'sessionid', sessionId }))
  expect(error).toMatchObject({ code: 'invalid_input', problems: [{ field: 'sessionid' }] })
  if (sessionId.length > 5) expect(inspect(error, { depth: 9 })).not.toContain(sessionId)
})

test('our own export comes back as it was, with its owner and its end', async () => {
  const imported = await importingFile(exported)

  const { authorization, igWWWClaim, language, timezoneOffset } = parsed(exported)
  const login = { authorization, igWWWClaim, language, timezoneOffset }
  expect(parsed(imported.session)).toMatchObject({ ...login, ...deviceOf(exported) })
  expect(valuesOf(imported.session)).toEqual(valuesOf(exported))
  expect(imported.platformId).toBe(valuesOf(exported)['ds_user_id'])
  const days = ((imported.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(90)
})

test.for(['with', 'without'])(
  'what instagram-private-api serializes opens the same session, %s its constants',
  async (how) => {
    const { constants, ...rest } = parsed(serialized)
    const state =
      how === 'with'
        ? { ...rest, constants: { ...constants, APP_VERSION: 'an old version' } }
        : rest

    const { session } = await importingFile(state)

    expect(deviceOf(session)).toEqual(deviceOf(exported))
    expect(valuesOf(session)).toEqual(valuesOf(exported))
    expect(session).not.toContain('an old version')
    await anAdapter(sim)
      .open(aHeldAccount(sim, 0, { session }))
      .checkSession()
    expect(sim.referee.violations()).toEqual([])
  },
)

test('a saved state whose login is in its cookies alone has the authorization made of them', async () => {
  const { session } = await importingFile({ ...parsed(exported), authorization: undefined })
  expect(parsed(session)['authorization']).toMatch(/^Bearer IGT:2:/)
  await anAdapter(sim)
    .open(aHeldAccount(sim, 0, { session }))
    .checkSession()
})

test('the settings of instagrapi open its session on its device', async () => {
  const settings = sim.control.instagrapiSettings(nameOf(2))

  const imported = await importingFile(settings)

  expect(imported.platformId).toBe(settings.authorization_data.ds_user_id)
  expect(deviceOf(imported.session)).toMatchObject({
    deviceId: settings.uuids.android_device_id,
    uuid: settings.uuids.uuid,
    phoneId: settings.uuids.phone_id,
    adid: settings.uuids.advertising_id,
    deviceString: '34/14; 480dpi; 1344x2992; Google/google; Pixel 8 Pro; husky; husky',
  })
  const owner = await anAdapter(sim)
    .open(aHeldAccount(sim, 2, { session: imported.session }))
    .checkSession()
  expect(owner.username).toBe(nameOf(2))
  expect(sim.referee.violations()).toEqual([])
})

test('the settings of instagrapi give the headers that it sends itself', async () => {
  const settings = sim.control.instagrapiSettings(nameOf(2))
  const { session, app } = await importingFile(settings)

  const headers = await headersSentWith(session, app)

  expect(headers).toMatchObject({
    'user-agent': settings.user_agent,
    'x-ig-android-id': settings.uuids.android_device_id,
    'x-ig-device-id': settings.uuids.uuid,
    'x-mid': settings.mid,
    'x-ig-www-claim': settings.ig_www_claim,
    'x-ig-app-locale': settings.locale,
    'x-bloks-version-id': settings.device_settings['bloks_versioning_id'],
    'ig-u-rur': settings.ig_u_rur,
  })
  const [, encoded = ''] = /^Bearer IGT:2:(.+)$/.exec(headers['authorization'] ?? '') ?? []
  expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toEqual(settings.authorization_data)
})

test('a device that has registered a key signs its id with each request', async () => {
  const settings = sim.control.instagrapiSettings(nameOf(2))
  const { session, app } = await importingFile(settings)

  const header = (await headersSentWith(session, app))['x-meta-usdid'] ?? ''

  const [usdid = '', ends = '', signature = '', ...more] = header.split('.')
  expect([usdid, more]).toEqual([settings.usdid.usdid, []])
  expect(Number(ends) * 1_000).toBeGreaterThan(Date.now() + 3_500_000)
  const key = createPublicKey(settings.usdid.private_key)
  const signed = Buffer.from(`${usdid}.${ends}`)
  expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
  // What the device has registered outlives a login, where its data lives does not.
  const device = parsed(anAdapter(sim).withoutLogin(session) ?? '')
  expect(device['deviceKey']).toMatchObject({ usdid, isRegistered: true })
  expect(device['igURur']).toBeUndefined()
})

test('where the data of an account lives is kept as the platform last wrote it', async () => {
  const { session } = await importingFile(sim.control.instagrapiSettings(nameOf(2)))
  const body = JSON.stringify({ status: 'ok', user: { pk: 1, username: 'ada' } })
  const moved = `ig-set-ig-u-rur: PRN,2,new\r\ncontent-length: ${body.length}`
  const origin = await startOrigin(moved, body)
  const held = aHeldAccount(sim, 2, { session, proxyUrl: origin.url })

  await anAdapter(origin).open(held).checkSession()

  await origin.close()
  expect((await headersSentWith(held.saved.at(-1) ?? ''))['ig-u-rur']).toBe('PRN,2,new')
})

test.for<[string, Record<string, unknown>, object]>([
  ['whole', {}, NEWEST_APP],
  ['without a code', { version_code: undefined }, APP],
  ['with a version that is none', { app_version: 'a\r\nX: y' }, APP],
  ['that is refused everywhere', { app_version: '222.0.0.13.114', version_code: '350696709' }, APP],
])('the app of a file %s is kept, or the configured one taken', async ([, change, expected]) => {
  const { device_settings, ...settings } = sim.control.instagrapiSettings(nameOf(2))
  const { app } = await importingFile({
    ...settings,
    device_settings: { ...device_settings, ...change },
  })
  expect(app).toEqual(expected)
})

test('what instagram-private-api serializes keeps its app', async () => {
  const constants = {
    APP_VERSION: '428.0.0.47.67',
    APP_VERSION_CODE: '961145276',
    BLOKS_VERSION_ID: '7189b949425f9bf80ea8bd880cf5a3080b292d9b1c4b38a18d112f7c4b71e7a8',
  }
  const { app } = await importingFile({ ...parsed(serialized), constants })
  expect(app).toEqual(FORMER_APP)
  expect((await importingFile(exported)).app).toEqual(APP)
})

test.for(['own', 'library'])(
  'an imported session (%s) sends the headers of the original',
  async (kind) => {
    const { session } = await importingFile(kind === 'own' ? exported : serialized)
    expect(await headersSentWith(session)).toEqual(await headersSentWith(exported))
  },
)

test.for<[string, (settings: InstagrapiSettings) => unknown, string]>([
  ['without ids', (s) => ({ ...s, uuids: undefined }), 'session_file.uuids'],
  [
    'without one id',
    (s) => ({ ...s, uuids: { ...s.uuids, phone_id: undefined } }),
    'session_file.uuids.phone_id',
  ],
  [
    'with an id of a wrong type',
    (s) => ({ ...s, uuids: { ...s.uuids, uuid: 7 } }),
    'session_file.uuids.uuid',
  ],
  [
    'with a line break in an id',
    (s) => ({ ...s, uuids: { ...s.uuids, android_device_id: 'android-00\r\nX: y' } }),
    'session_file.uuids.android_device_id',
  ],
  [
    'with a key that signs nothing',
    (s) => ({ ...s, usdid: { ...s.usdid, private_key: 'nonsense' } }),
    'session_file.usdid',
  ],
  [
    'with a line break in the region',
    (s) => ({ ...s, ig_u_rur: 'a\r\nX: y' }),
    'session_file.ig_u_rur',
  ],
  [
    'without its device',
    (s) => ({ ...s, device_settings: undefined }),
    'session_file.device_settings',
  ],
  [
    'with a line break in the model',
    (s) => ({ ...s, device_settings: { ...s.device_settings, model: 'a\nb' } }),
    'session_file.device_settings.model',
  ],
  [
    'with another part in the model',
    (s) => ({ ...s, device_settings: { ...s.device_settings, model: 'a; b' } }),
    'session_file.device_settings.model',
  ],
  [
    'with a line break in the claim',
    (s) => ({ ...s, ig_www_claim: 'a\r\nb' }),
    'session_file.ig_www_claim',
  ],
  ['with a locale that is none', (s) => ({ ...s, locale: 'en_US) x (' }), 'session_file.locale'],
  [
    'with a cookie that ends its line',
    (s) => ({ ...s, cookies: { ...s.cookies, rur: 'a; b\r\n' } }),
    'session_file.cookies.rur',
  ],
  [
    'without a login',
    (s) => ({ ...s, authorization_data: {}, cookies: {} }),
    'session_file.authorization_data.sessionid',
  ],
  [
    'with a session of another account',
    (s) => ({ ...s, authorization_data: { ...s.authorization_data, ds_user_id: '999' } }),
    'session_file.authorization_data.sessionid',
  ],
  [
    'with a session id that is none',
    (s) => ({ ...s, authorization_data: { ...s.authorization_data, sessionid: 'x' } }),
    'session_file.authorization_data.sessionid',
  ],
])('settings of instagrapi %s are refused', async ([, change, field]) => {
  const settings = sim.control.instagrapiSettings(nameOf(3))
  expect(await fieldsRefused(change(settings))).toEqual([field])
})

test('every fault is named at once, missing ones as missing, with the remedy', async () => {
  const { uuids, ...settings } = sim.control.instagrapiSettings(nameOf(3))
  const faulty = { ...settings, uuids: { uuid: uuids.uuid }, locale: 7 }

  const error = (await failureOf(importingFile(faulty))) as InvalidInputError

  expect(error.problems.map(({ field }) => field)).toEqual([
    'session_file.uuids.phone_id',
    'session_file.uuids.advertising_id',
    'session_file.uuids.android_device_id',
    'session_file.locale',
  ])
  expect(error.problems[0]?.reason).toBe(
    'missing: expected a UUID; save the session with instagrapi again',
  )
})

test.for<[string, Record<string, unknown>, string]>([
  ['a device of few parts', { deviceString: 'Pixel' }, 'session_file.deviceString'],
  [
    'a device with a line break',
    { deviceString: '26/8.0.0; 480dpi; 1080x2150; HUAWEI; A\nB; HWANE; hi6250' },
    'session_file.deviceString',
  ],
  [
    'a device beyond ASCII',
    { deviceString: '26/8.0.0; 480dpi; 1080x2150; HUAWEI; Ж; HWANE; hi6250' },
    'session_file.deviceString',
  ],
  ['no device id', { deviceId: undefined }, 'session_file.deviceId'],
  ['an id that is a list', { uuid: ['a'] }, 'session_file.uuid'],
  [
    'an authorization that ends its line',
    { authorization: 'Bearer IGT:2:ab\r\nX: y' },
    'session_file.authorization',
  ],
  ['a claim that ends its line', { igWWWClaim: 'x\r\nX: y' }, 'session_file.igWWWClaim'],
  ['cookies that are no jar', { cookies: 'nonsense' }, 'session_file.cookies'],
  ['cookies that are missing', { cookies: undefined }, 'session_file.cookies'],
  [
    'no login',
    { authorization: undefined, cookies: { cookies: [] } },
    'session_file.authorization',
  ],
])('a saved state with %s is refused', async ([, change, field]) => {
  expect(await fieldsRefused({ ...parsed(exported), ...change })).toEqual([field])
})

test('a saved state whose cookies are of another account than its authorization is refused', async () => {
  const text = exported.replaceAll(valuesOf(exported)['ds_user_id'] ?? '', '999')
  expect(await fieldsRefused(text)).toEqual(['session_file.cookies'])
})

test('cookies of other sites are left out', async () => {
  const { cookies, ...state } = parsed(exported)
  const foreign = { key: 'tracker', value: 'x', domain: 'example.com', path: '/' }
  const lookalike = { key: 'lookalike', value: 'x', domain: 'notinstagram.com', path: '/' }

  const { session } = await importingFile({
    ...state,
    cookies: { cookies: [...cookies.cookies, foreign, lookalike] },
  })

  expect(valuesOf(session)).toEqual(valuesOf(exported))
})

test.for<[string, string, string]>([
  ['nothing', '', 'session_file'],
  ['no JSON', '{"uuids":', 'session_file'],
  ['no object', '[1]', 'session_file'],
  ['nothing known', '{"a":1}', 'session_file'],
  ['more than 1 MB', `{"uuids":"${'x'.repeat(1_000_000)}"}`, 'session_file'],
  ['a key that is no data', '{"uuids":{"__proto__":{"a":1}}}', 'session_file.uuids.__proto__'],
  [
    'a key that is no data, in disguise',
    '{"\\u005f_proto__":1,"uuids":{}}',
    'session_file.__proto__',
  ],
  ['a constructor', '{"deviceId":1,"constructor":{}}', 'session_file.constructor'],
])('a file with %s is refused', async ([, text, field]) => {
  expect(await fieldsRefused(text)).toEqual([field])
})

test('a file that is nested without end is refused, not followed', async () => {
  const nested = (depth: number) => `{"uuids":${'['.repeat(depth)}${']'.repeat(depth)}}`
  expect(await fieldsRefused(nested(400_000))).toEqual(['session_file'])
  const [field] = await fieldsRefused(nested(30))
  expect(field).toMatch(/^session_file\.uuids\.0/)
})

test('a file with more values than any session has is refused before they are made', async () => {
  expect(await fieldsRefused(`{"uuids":[${'{},'.repeat(300_000)}1]}`)).toEqual(['session_file'])
})

test('a thousand faults are not a thousand problems', async () => {
  const cookies = Array.from({ length: 150 }, () => ({ key: 'a b', value: 7 }))
  const error = await failureOf(importingFile({ ...parsed(exported), cookies: { cookies } }))
  expect((error as InvalidInputError).problems.length).toBe(20)
})

test('no refusal shows what is in the file', async () => {
  const settings = sim.control.instagrapiSettings(nameOf(3))
  const { sessionid } = settings.authorization_data
  const contents = [
    {
      ...settings,
      uuids: {},
      device_settings: { model: `${sessionid}\n` },
      ig_www_claim: `${sessionid}\n`,
    },
    { ...settings, authorization_data: { ds_user_id: '1', sessionid } },
    { ...parsed(exported), authorization: `Bearer IGT:2:${sessionid}\n` },
    { ...parsed(exported), cookies: { cookies: [{ key: 'sessionid', value: `${sessionid}\n` }] } },
    `{"sessionid":"${sessionid}`,
  ]
  for (const content of contents) {
    const error = await failureOf(importingFile(content))
    expect(error).toMatchObject({ code: 'invalid_input' })
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(sessionid)
  }
})

const nameOf = (account: number): string => sim.accounts[account]?.username ?? ''

async function fieldsRefused(content: unknown): Promise<string[]> {
  const error = (await failureOf(importingFile(content))) as InvalidInputError
  expect(error).toMatchObject({ code: 'invalid_input' })
  for (const { reason } of error.problems) expect(reason).not.toBe('')
  return error.problems.map(({ field }) => field)
}

type Exported = Record<string, unknown> & {
  constants?: object
  cookies: { cookies: { key: string; value: string }[] }
}
const parsed = (session: string): Exported => JSON.parse(session) as Exported

function deviceOf(session: string): object {
  const { deviceString, deviceId, uuid, phoneId, adid, build } = parsed(session)
  return { deviceString, deviceId, uuid, phoneId, adid, build }
}

const valuesOf = (session: string): Record<string, string> =>
  Object.fromEntries(parsed(session).cookies.cookies.map(({ key, value }) => [key, value]))

/** The session as the client library by itself would save it. */
async function serializedByTheLibrary(session: string): Promise<string> {
  const { state } = new IgApiClient()
  prepareDevice(state, APP, 'any')
  const { cookies, ...fields } = parsed(session)
  await state.deserialize({ ...fields, cookies: JSON.stringify(cookies) })
  return JSON.stringify(await state.serialize())
}

/** The headers of one request of the session, without those that differ from one moment to the next. */
async function headersSentWith(session: string, app = APP): Promise<Record<string, string>> {
  const origin = await startJsonOrigin({ status: 'ok', user: { pk: 1, username: 'ada' } })
  await anAdapter(origin)
    .open(aHeldAccount(sim, 0, { session, app, proxyUrl: origin.url }))
    .checkSession()
  await origin.close()
  const [head = ''] = (origin.requests[0] ?? '').split('\r\n\r\n')
  const pairs = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(': '))
    .map(([name = '', ...value]) => [name.toLowerCase(), value.join(': ')] as const)
    .filter(([name]) => !/^x-(?:pigeon|cm|ig-bandwidth|ig-connection-speed)/.test(name))
  return Object.fromEntries(pairs)
}
