import { expect, test } from 'vitest'
import { numberIn } from '../../src/console/kit/number-in.ts'

test.for<[string, unknown]>([
  ['12', 12],
  ['1 200', 1_200],
  ['1\u00a0200\u202f000', 1_200_000],
  ['1,200', 1_200],
  ['1,200.50', 1_200.5],
  ['0,95', 0.95],
  ['-3', -3],
  ['many', 'many'],
  ['1.2.3', '1.2.3'],
  ['', ''],
  ['9'.repeat(400), '9'.repeat(400)],
])('%j is %j, as the API takes it', ([text, sent]) => {
  expect(numberIn(text)).toBe(sent)
})
