import { expect, test } from 'vitest'
import type { TrueMember } from '../../../sim/instagram/members-truth.ts'
import { createMembersBook } from '../../../sim/relations/members-book.ts'

const member = (platformId: string, username = `user${platformId}`): TrueMember => ({
  platformId,
  username,
  isPrivate: false,
  isVerified: null,
})

async function* told(...members: TrueMember[]): AsyncGenerator<TrueMember> {
  yield* members
}

test('whoever came or went while a list was read may be found or not', async () => {
  const book = createMembersBook()
  await book.add([member('1'), member('2')])
  await book.add([member('1'), member('3')])

  for (const found of [['1'], ['1', '2'], ['1', '2', '3']]) {
    expect(await book.compare(told(...found.map((id) => member(id))))).toEqual({
      missing: 0,
      strangers: 0,
      changed: 0,
      examples: [],
    })
  }
})

test('whoever was there all the time must be found, and nobody else', async () => {
  const book = createMembersBook()
  await book.add([member('1'), member('2')])
  await book.add([member('1'), member('2', 'renamed')])

  const difference = await book.compare(told(member('2', 'invented'), member('9')))

  expect(difference).toEqual({
    missing: 1,
    strangers: 1,
    changed: 1,
    examples: ['changed 2', 'strangers 9', 'missing 1'],
  })
})

test('a member who was renamed may be found by either name', async () => {
  const book = createMembersBook()
  await book.add([member('2')])
  await book.add([member('2', 'renamed')])

  for (const name of ['user2', 'renamed'])
    expect(await book.compare(told(member('2', name)))).toMatchObject({ changed: 0 })
})
