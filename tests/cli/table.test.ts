import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { showAnswer } from '../../src/cli/show/answer.ts'
import { fitTable } from '../../src/cli/show/table.ts'

const ID = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'
const CAPTION = 'Кофе в парке: '.repeat(20)
const screen = {
  columns: 80,
  now: new Date('2026-11-21T12:00:00Z'),
  timeZone: 'UTC',
  paint: (_: string, text: string) => text,
}

test('an id is shown whole, and longer texts beside it are cut', () => {
  const { lines, left } = fitTable(
    [{ heading: 'caption' }, { heading: 'id', isKey: true }],
    [[CAPTION, ID]],
    80,
  )
  expect(left).toEqual([])
  expect(lines[1]).toContain(ID)
  expect(lines[1]).toContain('…')
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80)
})

test('columns without room are left out from the right, never an id', () => {
  const row = ['failed', CAPTION, 'partly_failed', '2026-11-22 16:00', ID]
  const headings = ['status', 'caption', 'outcome', 'completed at', 'id']
  const { lines, left } = fitTable(
    headings.map((heading) => ({ heading, isKey: heading === 'id' })),
    [row],
    80,
  )
  expect(left).toEqual(['completed at'])
  expect(lines[1]).toMatch(new RegExp(`^failed  .*…  partly_failed  ${ID}$`))
})

test('times, states and numbers are whole or left out', () => {
  const { lines } = fitTable(
    ['first seen at', 'progress questions', 'text'].map((heading) => ({ heading })),
    [['2026-11-21 16:00', '1,200', CAPTION]],
    40,
  )
  expect(lines[1]).toContain('2026-11-21 16:00')
  expect(lines[1]).toContain('1,200')
})

test('people are told which columns are left out', () => {
  const rows = [{ id: ID, status: 'pending', title: CAPTION, a_at: '2026-11-21T16:00:00Z' }]
  const columns = ['id', 'status', 'title', 'a_at', 'missing', 'also_missing']
  const shown = showAnswer(rows, { columns }, screen)
  expect(shown).toContain(ID)
  expect(shown).toMatch(/in a wider terminal, or with --json, also .*also missing$/)
  for (const line of shown.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
})

test('a table without an id begins with the name that commands take', () => {
  const name = 'Spring campaign of the coffee shops in Almaty'
  const rows = [{ name, description: CAPTION, note: CAPTION }]
  const shown = showAnswer(rows, { columns: ['name', 'description', 'note'] }, screen)
  expect(shown).toContain(name)
})

test('wide letters count as two columns', () => {
  const { lines } = fitTable(
    [{ heading: 'name' }, { heading: 'id', isKey: true }],
    [['高橋美咲 '.repeat(20), ID]],
    80,
  )
  expect(lines[1]).toContain(ID)
  expect(stringWidth(lines[1] ?? '')).toBeLessThanOrEqual(80)
})
