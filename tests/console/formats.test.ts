import { expect, test } from 'vitest'
import { formatsOf } from '../../src/console/formats.ts'

test.for([
  ['12.500', 'KWD', '12.500'],
  ['25000.750', 'IQD', '25,000.750'],
  ['25000.000', 'IQD', '25,000'],
  ['680', 'JPY', '680'],
  ['45000', 'UGX', '45,000'],
  ['149.90', 'KES', '149.90'],
  ['99000.50', 'IDR', '99,000.50'],
] as const)('%s %s is shown with the decimals of its currency', ([amount, currency, shown]) => {
  const text = formatsOf('en', 'UTC').amount(amount, currency)
  expect(text.replace(/^[^\d]+/u, '')).toBe(shown)
})
