import { describe, expect, test } from 'vitest'
import { isOneEdit } from '../../../../src/base/one-edit.ts'
import { CATEGORY_WORDS } from '../../../../src/features/blogs/question/category-words.ts'
import { closestTo } from '../../../../src/features/blogs/question/closest.ts'
import { createLexicon } from '../../../../src/features/blogs/question/lexicon.ts'

const lexicon = createLexicon(
  Object.entries(CATEGORY_WORDS).map(([name, words]) => [name, words.split(', ')] as const),
)

describe('a misspelled word', () => {
  test.for([
    ['photograpers', 'photography'],
    ['phtographers', 'photography'],
    ['photogarphers', 'photography'],
    ['путешевственники', 'travel'],
    ['парикмахры', 'beauty'],
    ['фотографтр', 'photography'],
    ['Almty', 'Almaty'],
    ['Shymkennt', 'Shymkent'],
    ['Караганла', 'Karaganda'],
    ['Шымкенттге', 'Shymkent'],
  ])('%s is %s', ([word = '', meaning]) => {
    expect(closestTo(word.toLowerCase(), lexicon)?.value).toBe(meaning)
  })

  test.for(['cook', 'maria', 'qwrtp', '12345', 'a'.repeat(10_000), ''])(
    '%s is nothing else',
    (word) => {
      expect(closestTo(word, lexicon)).toBeUndefined()
    },
  )

  test('is any word with one letter wrong, missing, added or swapped, unless two are as near', () => {
    const words = ['photographers', 'путешественник', 'әншілер', 'nutritionist']
    for (const word of words)
      for (let at = 1; at < word.length - 1; at++) {
        const [head, tail] = [word.slice(0, at), word.slice(at)]
        const typos = [`${head}${tail.slice(1)}`, `${head}ю${tail}`, `${head}ю${tail.slice(1)}`]
        const swapped = `${head}${tail.slice(1, 2)}${tail.slice(0, 1)}${tail.slice(2)}`
        for (const typo of [...typos, swapped])
          if (typo !== word) expect([typo, isOneEdit(word, typo)]).toEqual([typo, true])
      }
    expect(isOneEdit('same', 'same')).toBe(false)
    expect(isOneEdit('abcd', 'badc')).toBe(false)
  })
})
