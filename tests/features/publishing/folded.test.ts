import { expect, test } from 'vitest'
import { beginningOf } from '../../../src/features/publishing/pages/posts/plan/folded.ts'

test('a caption is folded at a word before 125 characters, or at an empty line', () => {
  const word = 'saffron '
  expect(beginningOf(word.repeat(15).trim())).toBeNull()
  expect(beginningOf(word.repeat(20))).toBe(word.repeat(15).trim())
  expect(beginningOf('x'.repeat(126))).toBe('x'.repeat(125))
  expect(beginningOf('Winter\n\nis on the menu')).toBe('Winter')
  expect(beginningOf(`${'☕️'.repeat(60)} ${'☕️'.repeat(60)}`)).toBe('☕️'.repeat(60))
  expect(beginningOf('')).toBeNull()
})
