import { expect, test } from 'vitest'
import { compactNumber } from '../../src/console/compact-number.ts'

test.for([
  ['kk-KZ', 12_345, '12,3 мың'],
  ['kk-KZ', 110_000, '110 мың'],
  ['kk-KZ', 99_999, '100 мың'],
  ['kk-KZ', 1_234_567, '1,2 млн'],
  ['ru-RU', 110_000, '110 тыс.'],
  ['en-GB', 110_000, '110k'],
  ['hi-IN', 100_000, '1 लाख'],
] as const)('in %s, %d is %s', ([locale, value, shown]) => {
  expect(compactNumber(locale, 1)(value).replaceAll(/\s/g, ' ')).toBe(shown)
})
