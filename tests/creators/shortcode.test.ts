import { expect, test } from 'vitest'
import { idOfShortcode, shortcodeOfId } from '../../src/creators/shortcode.ts'

test('a short name and its id say the same', () => {
  expect(idOfShortcode('B')).toBe('1')
  expect(idOfShortcode('BA')).toBe('64')
  for (const id of ['1', '64', '3423456789012345678', '9223372036854775807']) {
    expect(idOfShortcode(shortcodeOfId(id))).toBe(id)
  }
})

test('what is no short name of a public post has no id', () => {
  for (const code of ['', 'a b', 'abc/', 'é', 'CabcdefghijkLMNOPQR']) {
    expect(idOfShortcode(code)).toBeNull()
  }
})
