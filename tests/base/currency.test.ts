import { expect, test } from 'vitest'
import { currencyDigits, isCurrency, moneyIn, MONEY } from '../../src/base/currency.ts'

test.for([
  ['KES', 2],
  ['TZS', 2],
  ['IDR', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['UGX', 0],
  ['VND', 0],
  ['KWD', 3],
  ['BHD', 3],
  ['OMR', 3],
  ['JOD', 3],
  ['TND', 3],
  ['LYD', 3],
  ['IQD', 3],
] as const)('%s has %i decimals', ([code, digits]) => {
  expect(isCurrency(code)).toBe(true)
  expect(currencyDigits(code)).toBe(digits)
})

test.for([
  ['KES', '2500', '2500.00'],
  ['KES', '2500.5', '2500.50'],
  ['KES', '2500.500', '2500.50'],
  ['KES', '2500.505', null],
  ['KWD', '12.5', '12.500'],
  ['IQD', '25000', '25000.000'],
  ['JPY', '680', '680'],
  ['JPY', '680.00', '680'],
  ['JPY', '680.5', null],
  ['UGX', '007', '7'],
] as const)('of %s %s is %s', ([code, amount, expected]) => {
  expect(MONEY.test(amount)).toBe(true)
  expect(moneyIn(code, amount)).toBe(expected)
})
