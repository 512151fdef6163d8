import { expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'
import { classifySelling } from '../../../../src/features/catalog/text/is-sales-post.ts'

const KES = { currency: 'KES' }
const PARTS = [
  '1',
  '1,',
  '1,000,',
  '1 000 ',
  '1.1.',
  "1'000'",
  'k',
  'ksh ',
  'ksh 1 ',
  '1 ksh ',
  '$',
  '1$ ',
  '3 for ',
  'was 2000 now 1500 ',
  'a.',
  'a-',
  'a@',
  '@a',
  '#1',
  '0 7 1 ',
  '+2 5 4 ',
  '(',
  '~1~',
  '\n1',
  'PRICES\n1 ',
  'a\u0301',
  '\u0301',
  '1\u0336',
  'x1x',
  '->',
  'elfu moja mia ',
  'soo ',
  '\ufdfa',
  '\ud800',
  'size 1, ',
  "o'",
  '1-2-',
  'https://',
]

/** Tests that captions of so many characters are read; Instagram ends captions at 2,200. */
export function hostileCaptionsAreRead(length: number): void {
  const repeated = (part: string): string =>
    part.repeat(Math.ceil(length / part.length)).slice(0, length)

  test.for(PARTS)(`${length} characters of %j are read`, (part) => {
    for (const { amount, start, end } of readPrices(repeated(part), KES)) {
      expect(amount).toMatch(/^\d{1,16}\.\d\d$/)
      expect(end).toBeGreaterThan(start)
    }
  })

  test(`all kinds of numbers are read, ten times as long as ${length} characters`, () => {
    const line = 'KES 2,500 was 3k, 0712 345 678 size 38-42 (12 000 тг) @shop a-b.c 3 for 1000\n'
    const lines = Math.ceil((10 * length) / line.length)
    expect(readPrices(line.repeat(lines), KES)).toHaveLength(4 * lines)
  })

  test.for(['order ', 'happy ', 'a', '#a', 'с новым годом ', '\n'])(
    `whether ${length} characters of %j sell is judged`,
    (part) => {
      const caption = repeated(part)
      expect(classifySelling(caption, readPrices(caption, KES)).verdict).toMatch(/^[a-z_]+$/)
    },
  )
}
