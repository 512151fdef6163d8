import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../../src/features/blogs/question/conditions.ts'
import { relax, type IsMet } from '../../../../src/features/blogs/store/relax.ts'

const word = (value: string): Condition => ({ parameter: 'q', value, words: value })
const words = (text: string): Condition[] => text.split(' ').map(word)

/** Creators by the conditions that each meets. */
const among =
  (...creators: string[]): IsMet =>
  async (conditions) =>
    creators.some((creator) => conditions.every(({ value }) => creator.split(' ').includes(value)))

const valuesOf = (conditions: readonly Condition[]): string =>
  conditions.map(({ value }) => value).join(' ')

/** Numbers that look random and are the same each time. */
function* numbers(): Generator<number, never> {
  for (let seed = 7; ; seed = (seed * 48_271) % 2_147_483_647) yield seed
}

describe('relax', () => {
  test.for<[asked: string, creators: string[], kept: string, dropped: string]>([
    ['a b c', ['a b c'], 'a b c', ''],
    ['a b c', ['a b', 'b c'], 'a b', 'c'],
    ['a b c', ['b c'], 'b c', 'a'],
    ['a b', ['b'], 'b', 'a'],
    ['a b c d', ['d'], 'd', 'a b c'],
    ['a b c d', ['b d', 'a'], 'a', 'b c d'],
    ['a b c d e f g h i j', ['c j'], 'c j', 'a b d e f g h i'],
    ['a b', [], 'a b', ''],
    ['a', [], 'a', ''],
  ])('%s among %j', async ([asked, creators, kept, dropped]) => {
    const relaxed = await relax(words(asked), among(...creators))

    expect([valuesOf(relaxed.conditions), valuesOf(relaxed.dropped)]).toEqual([kept, dropped])
  })

  test('always finds somebody where a condition alone has anybody, and leaves out no more than needed', async () => {
    const random = numbers()
    const below = (most: number) => random.next().value % most
    for (let round = 0; round < 2_000; round++) {
      const creators = Array.from({ length: 1 + below(4) }, () =>
        Array.from({ length: 1 + below(5) }, () => `w${below(14)}`).join(' '),
      )
      const isMet = among(...creators)
      const asked = [...new Set(Array.from({ length: 1 + below(12) }, () => `w${below(14)}`))]
      const { conditions, dropped } = await relax(asked.map(word), isMet)
      const alone = await Promise.all(asked.map(async (each) => await isMet([word(each)])))

      expect(await isMet(conditions)).toBe(alone.includes(true))
      expect(conditions.length + dropped.length).toBe(asked.length)
      for (const each of dropped) expect(await isMet([...conditions, each])).toBe(false)
    }
  })
})
