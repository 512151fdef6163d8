import { expect, test } from 'vitest'
import { csvExcess } from '../../src/base/files/table-file.ts'

test('a CSV file may have two hundred thousand cells', () => {
  expect(csvExcess('username;note\n'.repeat(60_000), ';')).toBe(null)
  expect(csvExcess(','.repeat(200_000), ';')).toBe(null)
})

test.for([
  ['in one line', ','.repeat(200_000)],
  ['in lines', '\n'.repeat(200_000)],
  ['in lines of an old Mac', '\r'.repeat(200_000)],
] as const)('more cells %s are refused before they are made', ([, text]) => {
  expect(csvExcess(text, ',')).toContain('has more than 200000 cells')
})
