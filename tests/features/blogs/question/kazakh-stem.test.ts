import { expect, test } from 'vitest'
import { kazakhStem } from '../../../../src/features/blogs/question/kazakh-stem.ts'
import { KAZAKH_WORDS } from './kazakh-words.ts'

/** The share of forms with the stem of their word, of those of the list. */
const ACCURACY = 0.98

test('forms of a Kazakh word have one stem, and other words have another', () => {
  const pairs = Object.entries(KAZAKH_WORDS).flatMap(([word, forms]) =>
    forms.split(' ').map((form) => ({ word, form })),
  )
  const right = pairs.filter(({ word, form }) => kazakhStem(form) === kazakhStem(word))
  const stems = new Set(Object.keys(KAZAKH_WORDS).map(kazakhStem))

  expect(right.length / pairs.length).toBeGreaterThanOrEqual(ACCURACY)
  expect(stems.size).toBe(Object.keys(KAZAKH_WORDS).length)
})
