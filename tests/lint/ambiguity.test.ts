import { expect, test } from 'vitest'
import { ambiguityOf } from './ambiguity.ts'

test.for([
  // Nested repeats.
  ['(a+)+$', ''],
  ['^(?:a*)*b', ''],
  ['^(?:a|a)+b', ''],
  ['^(?:\\w+\\s?)+$', ''],
  // Adjacent ones, also with something between them that both can read.
  ['^a*a*b', ''],
  ['^\\s*\\n\\s*x', ''],
  ['^\\s*(<\\?xml[^]*)?(<!--[^]*)?<svg', 'i'],
  ['^(.*)@(.*)@x', ''],
  ['^[a-z]+(?:\\d*[a-z]+)?!', ''],
  // Tried from each place of what they have read.
  ['\\s+$', ''],
  ['\\.+$', 'g'],
  ['https?:\\/\\/[^ ?]*\\?', ''],
  ['<x[^]*?<\\/x>', 'g'],
  ['[ \\t]*<br>', 'gi'],
  ['(?:^|,)\\s*\\S+;', 'm'],
  ['[\\p{L}--[a-z]]+!', 'v'],
] as const)('/%s/%s may take the square of a text', ([source, flags]) => {
  expect(ambiguityOf(source, flags)).toEqual(expect.any(String))
})

test.for([
  ['^a+$', ''],
  ['^\\s*[a-z]+\\s*$', ''],
  ['\\s+', 'g'],
  ['https?:\\/\\/\\S+', 'gi'],
  ['(?<![ \\t])[ \\t]*<br>', 'gi'],
  ['(?<!\\d)\\d+x', ''],
  ['\\b\\w+:', ''],
  ['\\d+x', 'y'],
  ['#.*$', 's'],
  ['^(?:[a-z-]+\\.)+com$', ''],
  ['\\d{1,3}(?:,\\d{3}){1,9}x', ''],
  ['[\\p{L}--[a-z]]+', 'v'],
] as const)('/%s/%s takes time as its text', ([source, flags]) => {
  expect(ambiguityOf(source, flags)).toBeUndefined()
})

test('a lookbehind of unbounded length is refused', () => {
  expect(ambiguityOf('(?<=a*)b', '')).toBe('it has a lookbehind of unbounded length')
})
