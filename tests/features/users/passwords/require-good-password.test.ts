import { InvalidInputError } from '../../../../src/base/errors.ts'
import { readCommonPasswords } from '../../../../src/features/users/passwords/require-good-password.ts'
import { requireGoodPassword } from '../../../../src/features/users/passwords/require-good-password.ts'
import { describe, expect, test } from 'vitest'
import { passphrases, weakPasswords } from './weak-passwords.ts'

const common = readCommonPasswords()

/** The code of the reason; null for a password that is taken. */
async function faultOf(password: string, login = 'dana'): Promise<string | null> {
  try {
    await requireGoodPassword(password, login, async () => await common)
    return null
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems[0]?.code ?? 'none'
    throw error
  }
}

describe('a password is refused', () => {
  test.for([
    ['1qaz', 'password_length'],
    ['x'.repeat(129), 'password_length'],
    ['aaaaaaaaaaaaaa', 'password_repeats'],
    ['abababababab', 'password_repeats'],
    ['my-dana-password', 'password_login'],
    ['the-GRAMD-of-mine', 'password_login'],
    ['123456789012', 'password_keyboard'],
    ['1qaz2wsx3edc', 'password_keyboard'],
    ['!QAZ2wsx#EDC', 'password_keyboard'],
    ['cde3xsw2zaq1', 'password_keyboard'],
    ['q1w2e3r4t5y6', 'password_keyboard'],
    ['йцукенгшщзхъ', 'password_keyboard'],
    ['йфяцычувскам', 'password_keyboard'],
    ['abcdefghijklmn', 'password_keyboard'],
    ['абвгдежзийкл', 'password_keyboard'],
    ['passwordpassword', 'password_common'],
    ['password-password', 'password_common'],
    ['adminadmin12', 'password_common'],
    ['Password123456', 'password_common'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'password_common'],
    ['2024drowssap', 'password_common'],
    ['пароль123456', 'password_common'],
    ['dragon!!!dragon!!!', 'password_common'],
    ['dragondragondra', 'password_common'],
    ['696969202400', 'password_common'],
  ])('%s: %s', async ([password = '', code = '']) => {
    expect(await faultOf(password)).toBe(code)
  })

  test('when it is the login and little else, also a short login', async () => {
    expect(await faultOf('ed2024202420', 'ed')).toBe('password_login')
    expect(await faultOf('edededededed12', 'ed')).toBe('password_login')
    expect(await faultOf('red wedding needed', 'ed')).toBeNull()
  })
})

test('of 10,000 common passwords that people have lengthened, 99 % are refused', async () => {
  const passwords = weakPasswords(10_000)
  expect([(await common).size, passwords.every((each) => each.length >= 12)]).toEqual([
    49_233,
    true,
  ])

  const taken: string[] = []
  for (const password of passwords)
    if ((await faultOf(password, 'aigerim')) === null) taken.push(password)

  expect(taken.length, taken.slice(0, 30).join(' ')).toBeLessThanOrEqual(100)
}, 60_000)

test('of 1,000 random passphrases none is refused', async () => {
  const refused: string[] = []
  for (const password of passphrases(1_000))
    if ((await faultOf(password, 'aigerim')) !== null) refused.push(password)

  expect(refused).toEqual([])
}, 60_000)

test('the longest password is checked at once', async () => {
  const startedAt = process.cpuUsage()
  for (const password of ['1'.repeat(63) + 'a' + '1'.repeat(64), `я${'12!'.repeat(42)}`])
    await faultOf(password)

  expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(2_000)
})
