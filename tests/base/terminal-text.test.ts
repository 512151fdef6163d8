import {
  harmlessJson,
  paintedLines,
  printable,
  printableJson,
  printableLines,
} from '../../src/base/terminal-text.ts'
import { describe, expect, test } from '../fixtures/test.ts'

/** Each would steer a terminal: clear it, move, set its title, hide, reverse. */
const STEERING = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u0008',
  '\r',
  '\u007f',
  '\u009b2J',
  '\u0085',
  '\u009d0;title\u009c',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u061c',
]
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

describe.for(STEERING.map((mark) => [JSON.stringify(mark), mark] as const))('%s', ([, mark]) => {
  const text = `a${mark}b`

  test('is in no line that is printed', () => {
    for (const shown of [printable(text), printableLines(text), paintedLines(text)])
      expect(shown).not.toMatch(CONTROLS)
  })

  test('is escaped in JSON, which means the same', () => {
    const json = printableJson(JSON.stringify({ text }, null, 2))

    expect(json.replaceAll('\n', '')).not.toMatch(CONTROLS)
    expect(JSON.parse(json)).toEqual({ text })
  })

  test('is in no text of harmless JSON', () => {
    for (const json of [JSON.stringify({ text }), printableJson(JSON.stringify({ text }))]) {
      const read: unknown = JSON.parse(harmlessJson(json))
      expect(JSON.stringify(read)).not.toMatch(/\\[ub]|[\u007f-\u009f\u202e\u2066\u200f\u061c]/)
    }
  })
})

test('lines, tabs and colours of ours stay', () => {
  expect(printableLines('a\r\nb\tc\n')).toBe('a\nb\tc\n')
  expect(paintedLines('\u001b[32mok\u001b[39m')).toBe('\u001b[32mok\u001b[39m')
  expect(printableLines('\u001b[32mok')).toBe('\ufffd[32mok')
})

test('a text that only looks like an escape stays', () => {
  const json = JSON.stringify({ text: String.raw`C:\u0007` })

  expect(harmlessJson(json)).toBe(json)
})
