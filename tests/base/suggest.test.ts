import { expect, test } from 'vitest'
import { didYouMean, suggestNames } from '../../src/base/suggest.ts'

const NAMES = ['accounts', 'accounts add', 'batches', 'blogs', 'lists', 'health']

test.for([
  ['acounts', ['accounts']],
  ['bolgs', ['blogs']],
  ['HEALTH', ['health']],
  ['batch', ['batches']],
  ['zebra', []],
  ['x', []],
] as const)('near %s are %j', ([given, expected]) => {
  expect(suggestNames(given, NAMES)).toEqual(expected)
})

test('nothing is asked where nothing is near', () => {
  expect(didYouMean('acounts', NAMES)).toBe("; did you mean 'accounts'?")
  expect(didYouMean('zebra', NAMES)).toBe('')
})
