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

test.for([
  [0, '$0.00', '$0.00'],
  [0.00004, '< $0.01', '$0.01'],
  [0.0099, '< $0.01', '$0.01'],
  [0.07, '$0.07', '$0.07'],
  [1.2301, '$1.23', '$1.24'],
] as const)('%d dollars are %s, and at most %s', ([usd, spent, atMost]) => {
  const { money, moneyAtMost } = formatsOf('en', 'UTC')
  expect([money(usd), moneyAtMost(usd)]).toEqual([spent, atMost])
})
