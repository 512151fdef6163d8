import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvLines, plainText } from '../../../src/features/export/csv.ts'

describe('a cell of text', () => {
  test.for([
    '=HYPERLINK("https://evil.example")',
    '+7 701 000 00 00',
    '-2+3',
    '@SUM(A1)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
    ' =1+1',
    '\u200b=1+1',
    '\ufeff@SUM(A1)',
  ])('that begins as %j is disarmed', (text) => {
    expect(plainText(text)).toBe(`'${text}`)
  })

  test.for(['мама двоих', 'a=b', '1-2', 'name@mail.example', '', ' a', '#мама', '5 + 5'])(
    'such as %j stays as it is',
    (text) => {
      expect(plainText(text)).toBe(text)
    },
  )

  test('cannot be split by the separator of another locale', () => {
    expect(csvLines([['a;=1+1', 'b']])).toBe('"a;=1+1","b"\r\n')
  })
})

describe('lines of CSV', () => {
  test('keep negative numbers as numbers, and leave out what is not known', () => {
    expect(csvLines([[-0.05, 12, null, undefined, true, '']])).toBe('-0.05,12,,,true,\r\n')
  })

  test('are written as a locale with a decimal comma reads them', () => {
    const rows = [['a;b', 0.05, -1.5, 7]]
    expect(csvLines(rows, { delimiter: ';', decimal: ',' })).toBe('"a;b";0,05;-1,5;7\r\n')
    expect(csvLines(rows, { delimiter: ',', decimal: ',' })).toBe('"a;b","0,05","-1,5",7\r\n')
    expect(csvLines(rows, { delimiter: '\t', decimal: '.' })).toBe('"a;b"\t0.05\t-1.5\t7\r\n')
  })

  test('read back as what was written, but for the apostrophe', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 })
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), (rows) => {
        const read: unknown = parse(csvLines(rows), { skip_empty_lines: false })
        expect(read).toEqual(rows.map((row) => row.map(plainText)))
      }),
      { seed: 5 },
    )
  })
})
