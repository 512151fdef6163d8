import { describe, expect, test } from 'vitest'
import { decodeFile } from '../../src/base/files/decode-file.ts'
import { findColumn, readTableFile } from '../../src/base/files/table-file.ts'

describe('a table', () => {
  test('has rows by the number at which each begins, without empty ones', () => {
    expect(readTableFile('\n A ;"b c"\r\n"1\n2";3\r;\n4;"5;6"')).toEqual({
      heading: ['a', 'b c'],
      rows: [
        { line: 3, cells: ['1\n2', '3'] },
        { line: 6, cells: ['4', '5;6'] },
      ],
      unread: [],
    })
  })

  test('keeps the marks that belong to a cell', () => {
    const text = 'a,b\n"""Big"" it says",5" wide\n"x""y",\'z\'\n'
    expect(readTableFile(text)).toMatchObject({
      rows: [{ cells: ['"Big" it says', '5" wide'] }, { cells: ['x"y', "'z'"] }],
      unread: [],
    })
  })

  test('without a row is none, and one that cannot be read says why', () => {
    expect([readTableFile(''), readTableFile('\r\n \n')]).toEqual([null, null])
    expect(readTableFile('a-,A\n')).toEqual({
      fault: 'names the column a twice',
      code: 'column_twice',
    })
    expect(readTableFile('"a,b\n')).toMatchObject({ fault: expect.stringMatching(/never closed/) })
  })

  test('finds a column whatever signs its heading has', () => {
    const heading = ['full name', 'time-zone', 'TOTP seed']
    expect(
      ['full_name', 'time_zone', 'totp_seed', 'zone'].map((name) => findColumn(heading, name)),
    ).toEqual([0, 1, 2, -1])
  })
})

describe('a file', () => {
  const TEXT = 'username;Весна 🌷\r\n'
  const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()

  test.for([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 of the other order', swapped(TEXT)],
    ['UTF-16 of the other order with a mark', swapped(`\uFEFF${TEXT}`)],
  ] as const)('of %s is its text', ([, bytes]) => {
    expect(decodeFile(bytes)).toEqual({ text: TEXT })
  })

  test('of one byte a letter is refused with the remedy', () => {
    expect(decodeFile(Uint8Array.from([0x61, 0xe7, 0xe0]))).toEqual({
      fault: 'is not UTF-8: save it as "CSV UTF-8" (Excel) or as UTF-8 text',
    })
    expect(decodeFile(new Uint8Array())).toEqual({ text: '' })
  })
})
