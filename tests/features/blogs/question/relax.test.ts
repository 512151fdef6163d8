import { describe, expect, test } from 'vitest'
import type { Condition } from '../../../../src/features/blogs/question/conditions.ts'
import {
  relax,
  remembered,
  respell,
  type IsMet,
} from '../../../../src/features/blogs/store/relax.ts'

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

describe('respell', () => {
  const misspelled = (value: string, meaning: string): Condition => ({
    ...word(value),
    closest: { parameter: 'about', value: meaning },
  })

  test('corrects words that nobody has, and no others', async () => {
    const asked = [misspelled('maria', 'marina'), misspelled('fashon', 'fashion'), word('b')]
    const respelled = await respell(asked, among('maria b', 'fashion'))

    expect(respelled).toEqual([
      { parameter: 'about', value: 'fashion', words: 'fashon' },
      asked[0],
      word('b'),
    ])
  })

  test('asks nothing where all is met, and the same question once', async () => {
    let questions = 0
    const counted = remembered(async (conditions) => {
      questions += 1
      return await among('maria b')(conditions)
    })
    const asked = [misspelled('maria', 'marina'), word('b')]

    expect(await respell(asked, counted)).toBe(asked)
    await relax(asked, counted)
    expect(questions).toBe(1)
  })

  test('asks nothing that follows from what is known', async () => {
    const questions: string[] = []
    const counted = remembered(async (conditions) => {
      questions.push(valuesOf(conditions))
      return await among('a b')(conditions)
    })
    const answers = []
    for (const asked of ['a b', 'b', 'c', 'a c', 'c b a', 'a'])
      answers.push(await counted(words(asked)))

    expect(answers).toEqual([true, true, false, false, false, true])
    expect(questions).toEqual(['a b', 'c'])
  })

  test('finds somebody in whatever way a word is misspelled, where any word has anybody', async () => {
    const random = numbers()
    const below = (most: number) => random.next().value % most
    for (let round = 0; round < 1_000; round++) {
      const creators = Array.from({ length: 1 + below(4) }, () =>
        Array.from({ length: 1 + below(5) }, () => `w${below(14)}`).join(' '),
      )
      const isMet = among(...creators)
      const asked = Array.from({ length: 1 + below(9) }, (_, at) =>
        below(2) === 0 ? word(`w${below(14)}`) : misspelled(`typo${at}`, `w${below(14)}`),
      )
      const { conditions } = await relax(await respell(asked, isMet), isMet)
      const meanings = asked.map(({ closest, value }) => word(closest?.value ?? value))
      const alone = await Promise.all(meanings.map(async (each) => await isMet([each])))

      expect(await isMet(conditions)).toBe(alone.includes(true))
    }
  })
})
