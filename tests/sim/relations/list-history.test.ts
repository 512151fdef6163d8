import { expect, test } from 'vitest'
import type { TrueMember } from '../../../sim/instagram/members-truth.ts'
import { createListHistory } from '../../../sim/relations/list-history.ts'

const member = (platformId: string, username = `user${platformId}`): TrueMember => ({
  platformId,
  username,
  isPrivate: false,
  isVerified: null,
})

async function* found(...members: TrueMember[]): AsyncGenerator<TrueMember> {
  yield* members
}

test('a member that joined or left during the reading may be found or not', async () => {
  const history = createListHistory()
  await history.add([member('1'), member('2')])
  await history.add([member('1'), member('3')])

  for (const ids of [['1'], ['1', '2'], ['1', '2', '3']]) {
    expect(await history.compare(found(...ids.map((id) => member(id))))).toEqual({
      missing: 0,
      extra: 0,
      changed: 0,
      examples: [],
    })
  }
})

test('a member that stayed must be found, and no other', async () => {
  const history = createListHistory()
  await history.add([member('1'), member('2')])
  await history.add([member('1'), member('2', 'renamed')])

  const difference = await history.compare(found(member('2', 'invented'), member('9')))

  expect(difference).toEqual({
    missing: 1,
    extra: 1,
    changed: 1,
    examples: ['changed 2', 'extra 9', 'missing 1'],
  })
})

test('a renamed member may be found by either name', async () => {
  const history = createListHistory()
  await history.add([member('2')])
  await history.add([member('2', 'renamed')])

  for (const name of ['user2', 'renamed'])
    expect(await history.compare(found(member('2', name)))).toMatchObject({ changed: 0 })
})
