import { expect, test } from 'vitest'
import { createPasswords } from '../../../../src/features/users/passwords/hash-passwords.ts'

test('a known client waits behind no crowd of strangers, and finds room when they have none', async () => {
  const passwords = createPasswords()
  const order: string[] = []
  const check = async (name: string, isKnown: boolean): Promise<void> => {
    await passwords.check('a password', null, { isKnown })
    order.push(name)
  }
  const crowd = Array.from({ length: 22 }, async () => await check('stranger', false))
  await expect(check('one too many', false)).rejects.toThrow('too many people sign in at once')

  await check('known', true)

  expect(order.indexOf('known')).toBeLessThan(5)
  await Promise.all(crowd)
  expect(order).toHaveLength(23)
})
