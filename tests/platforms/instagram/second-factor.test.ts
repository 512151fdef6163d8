import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TwoFactorRequiredError } from '../../../src/platforms/errors.ts'
import {
  promptIn,
  readCode,
  readPrompt,
  totpCode,
} from '../../../src/platforms/instagram/second-factor.ts'
import type { PlatformAccount } from '../../../src/platforms/adapter.ts'
import type { InstagramSim } from '../../../sim/instagram/index.ts'
import {
  anAdapter,
  aHeldAccount,
  failureOf,
  logged,
  passwordOf,
  startSim,
  type TestHeldAccount,
} from './held-account.ts'

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let sim: InstagramSim
beforeAll(async () => {
  sim = await startSim('second-factor', 6)
})
afterAll(() => sim.close())
beforeEach(() => sim.control.clearAll())

test('a login gives the one-time password of the seed by itself, and is a login like any other', async () => {
  sim.control.requireTotp(nameOf(0), SEED)
  const held = aHeldAccount(sim, 0)

  await logInWith(held, 0, SEED)

  expect(held.ended.map(([endpoint]) => endpoint)).toEqual([
    'qe/sync',
    'launcher/sync',
    'accounts/login',
    'accounts/two_factor_login',
    'feed/reels_tray',
    'feed/timeline',
  ])
  expect(held.maxAtOnce).toBe(1)
  await anAdapter(sim)
    .open(aHeldAccount(sim, 0, { session: held.saved.at(-1) ?? '' }))
    .checkSession()
  expect(sim.referee.violations()).toEqual([])
})

test('a code is made when it is sent, however long the request waited for its turn', async () => {
  sim.control.requireTwoFactor(nameOf(1), totpCode(SEED, new Date('2026-11-21T12:00:40Z')))
  let now = new Date('2026-11-21T12:00:00Z')
  const clock = { now: () => now, realMs: () => 0, sleep: async () => undefined }
  const held = aHeldAccount(sim, 1)
  const reserve = held.reserve.bind(held)
  held.reserve = async (endpoint) => {
    if (endpoint === 'accounts/two_factor_login') now = new Date('2026-11-21T12:00:40Z')
    return await reserve(endpoint)
  }

  await anAdapter(sim, { clock })
    .open(held)
    .login({ password: passwordOf(sim, 1), totpSeed: SEED })

  expect(held.saved).not.toEqual([])
})

test.for([
  ['two_factor', '1'],
  ['two_factor_whatsapp', '6'],
  ['two_factor_unflagged', '1'],
] as const)(
  'a seed is of no use where the platform sends its code by message: %s',
  async ([kind, method]) => {
    sim.control.failLogin(nameOf(2), { kind, count: 1 })
    const held = aHeldAccount(sim, 2)

    const error = await failureOf(logInWith(held, 2, SEED))

    expect(error).toMatchObject({ code: 'two_factor_required' })
    expect(JSON.parse((error as TwoFactorRequiredError).pending ?? '')).toMatchObject({ method })
    expect(held.ended.at(-1)).toEqual(['accounts/login', 'two_factor_required'])
  },
)

test('a refused code is named, and neither it nor the login is tried again', async () => {
  sim.control.requireTotp(nameOf(2), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const held = aHeldAccount(sim, 2)

  const error = await failureOf(logInWith(held, 2, SEED))

  expect(error).toMatchObject({ code: 'second_factor_refused', owner: 'account' })
  expect(held.ended.at(-1)).toEqual(['accounts/two_factor_login', 'second_factor_refused'])
  expect(held.ended.filter(([endpoint]) => endpoint.startsWith('accounts/'))).toHaveLength(2)
  expect(held.saved).toEqual([])
})

test.for(['', 'JBSWY3DP1', 'not base32!'])(
  'a seed that cannot be read (%o) costs no login',
  async (seed) => {
    const held = aHeldAccount(sim, 2)

    const error = await failureOf(logInWith(held, 2, seed))

    expect(error).toMatchObject({ code: 'invalid_input', problems: [{ field: 'totp_seed' }] })
    expect(held.ended).toEqual([])
  },
)

test('a person ends the login later, elsewhere, with the device and cookies it was begun with', async () => {
  sim.control.requireTwoFactor(nameOf(3), '123456')
  const error = await failureOf(logInWith(aHeldAccount(sim, 3), 3, null))
  if (!(error instanceof TwoFactorRequiredError)) throw error
  const held = aHeldAccount(sim, 3, { deviceSeed: 'another seed must not matter any more' })

  await anAdapter(sim)
    .open(held)
    .finishLogin(error.pending ?? '', ' 123 456 ')

  expect(held.ended).toEqual([
    ['accounts/two_factor_login', 'ok'],
    ['feed/reels_tray', 'ok'],
    ['feed/timeline', 'ok'],
  ])
  const session = held.saved.at(-1) ?? ''
  expect(error.pending).toContain(deviceIdOf(session))
  await anAdapter(sim)
    .open(aHeldAccount(sim, 3, { session }))
    .checkSession()
  expect(sim.referee.violations()).toEqual([])
})

test('a wrong code of a person is refused by name', async () => {
  sim.control.requireTwoFactor(nameOf(4), '123456')
  const error = await failureOf(logInWith(aHeldAccount(sim, 4), 4, null))
  const { pending } = error as TwoFactorRequiredError
  const held = aHeldAccount(sim, 4)

  const refusal = await failureOf(
    anAdapter(sim)
      .open(held)
      .finishLogin(pending ?? '', '654321'),
  )

  expect(refusal).toMatchObject({ code: 'second_factor_refused' })
  expect(held.ended).toHaveLength(1)
})

test.for(['12345', 'abcdef', '123456\r\nx'])('"%s" is no code, and is not sent', async (code) => {
  sim.control.requireTwoFactor(nameOf(4), '123456')
  const error = await failureOf(logInWith(aHeldAccount(sim, 4), 4, null))
  const { pending } = error as TwoFactorRequiredError
  const held = aHeldAccount(sim, 4)

  const refusal = await failureOf(
    anAdapter(sim)
      .open(held)
      .finishLogin(pending ?? '', code),
  )

  expect(refusal).toMatchObject({ code: 'invalid_input', problems: [{ field: 'code' }] })
  expect(held.ended).toEqual([])
})

test.for(['', 'nonsense', '{"identifier":"x","method":"3","session":"nonsense"}'])(
  'what is no waiting login (%o) asks for a new one',
  async (pending) => {
    const held = aHeldAccount(sim, 4)
    const error = await failureOf(anAdapter(sim).open(held).finishLogin(pending, '123456'))
    expect(error).toMatchObject({ code: 'invalid_input', problems: [{ field: 'code' }] })
    expect(held.ended).toEqual([])
  },
)

test('neither errors nor logs hold the password, the seed, the code or what ends the login', async () => {
  sim.control.requireTotp(nameOf(5), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const refused = await failureOf(logInWith(aHeldAccount(sim, 5), 5, SEED))
  const waiting = await failureOf(logInWith(aHeldAccount(sim, 5), 5, null))
  const { pending } = waiting as TwoFactorRequiredError
  const code = '135790'
  const wrong = await failureOf(
    anAdapter(sim)
      .open(aHeldAccount(sim, 5))
      .finishLogin(pending ?? '', code),
  )

  const { identifier, session } = JSON.parse(pending ?? '{}') as Record<string, string>
  for (const error of [refused, waiting, wrong]) {
    const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)} ${logged.join('')}`
    for (const secret of [passwordOf(sim, 5), SEED, code, identifier, session]) {
      expect(secret).toBeTruthy()
      expect(shown).not.toContain(secret)
    }
  }
})

test('the method is the one that the platform has switched on, the authenticator before messages', () => {
  const prompt = (info: object): unknown =>
    readPrompt(promptIn({ two_factor_info: { two_factor_identifier: 'id', ...info } }))
  const totp = { identifier: 'id', method: '3' }

  expect(prompt({ totp_two_factor_on: true, sms_two_factor_on: true })).toEqual(totp)
  expect(prompt({})).toEqual(totp)
  expect(prompt({ sms_two_factor_on: true })).toEqual({ identifier: 'id', method: '1' })
  expect(prompt({ whatsapp_two_factor_on: true, totp_two_factor_on: true })).toEqual(totp)
  for (const more of [{}, { sms_two_factor_on: false, totp_two_factor_on: null }])
    expect(prompt({ whatsapp_two_factor_on: true, ...more })).toEqual({
      identifier: 'id',
      method: '6',
    })
  expect(prompt({ obfuscated_phone_number: '34' })).toEqual({ identifier: 'id', method: '1' })
  expect(prompt({ obfuscated_phone_number: '' })).toEqual(totp)
  expect(readPrompt(promptIn({ two_factor_required: true }))).toBeNull()
  expect(readCode('1234 5678', '3')).toEqual({ code: '12345678', method: '2' })
})

test('one-time passwords are those of RFC 6238, appendix B', () => {
  // The seed is "12345678901234567890"; the RFC has two digits more.
  const seed = 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq'
  expect(totpCode(seed, new Date(59_000))).toBe('287082')
  expect(totpCode(seed, new Date(1_111_111_109_000))).toBe('081804')
})

const nameOf = (account: number): string => sim.accounts[account]?.username ?? ''

const logInWith = (
  held: PlatformAccount & Pick<TestHeldAccount, 'ended'>,
  account: number,
  totpSeed: string | null,
): Promise<Error | undefined> =>
  anAdapter(sim)
    .open(held)
    .login({ password: passwordOf(sim, account), totpSeed })

const deviceIdOf = (session: string): string =>
  (JSON.parse(session) as { deviceId: string }).deviceId
