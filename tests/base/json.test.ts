import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultyPaths, readJson } from '../../src/base/files/json.ts'

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const nestedObject = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('JSON from outside', () => {
  test('of any kind is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(readJson(text)).toEqual({ value: JSON.parse(text) })
      }),
    )
  })

  test.for([
    ['lists', nested(64)],
    ['objects', nestedObject(64)],
    ['brackets in texts', JSON.stringify([']{['.repeat(200), '\\', '\\"[[', '"'])],
    ['brackets in keys', JSON.stringify({ ['[{'.repeat(100)]: 1 })],
    ['brackets behind escapes', String.raw`["\\\"${'['.repeat(100)}\\", "\\"]`],
  ] as const)('may have %s within the limits', ([, text]) => {
    expect(readJson(text)).toEqual({ value: JSON.parse(text) })
  })

  test.for([
    ['lists', nested(65)],
    ['objects', nestedObject(65)],
    ['100,000 lists', nested(100_000)],
    ['100,000 objects', nestedObject(100_000)],
    ['lists that nothing closes', '['.repeat(100_000)],
    ['lists behind a text', `["\\"", ${nested(70)}]`],
  ] as const)('is refused with %s nested too deep', ([, text]) => {
    expect(readJson(text)).toEqual({ fault: 'is nested deeper than 64 levels', isTooMuch: true })
  })

  test.for([
    ['objects', `[${'{},'.repeat(50_000)}{}]`],
    ['numbers', `[${'1,'.repeat(50_000)}1]`],
    ['fields', `{${'"a":1,'.repeat(50_000)}"a":1}`],
  ] as const)('is refused with too many %s', ([, text]) => {
    expect(readJson(text)).toEqual({ fault: 'has more than 50000 values', isTooMuch: true })
  })

  test('that is none is told by its place, never by its text', () => {
    expect(readJson('{"password" hunter2}')).toEqual({
      fault: 'is not valid JSON (at position 12)',
      isTooMuch: false,
    })
    expect(readJson('"open')).toMatchObject({ isTooMuch: false })
    expect(readJson('')).toMatchObject({ isTooMuch: false })
  })

  test('may have limits of its own', () => {
    expect(readJson('[[1]]', { depth: 1 })).toMatchObject({ isTooMuch: true })
    expect(readJson('[1,2,3]', { values: 3 })).toMatchObject({ isTooMuch: true })
    expect(readJson('[1,2,3]', { values: 4 })).toEqual({ value: [1, 2, 3] })
  })
})

test('paths are those of the faulty values, up to a number', () => {
  const root = { a: [1, { b: 'bad' }], bad: 2, c: ['bad', 'bad'] }
  const isBad = (value: unknown, key: string): boolean => value === 'bad' || key === 'bad'

  expect(faultyPaths(root, 100, isBad)).toEqual([['a', '1', 'b'], ['bad'], ['c', '0'], ['c', '1']])
  expect(faultyPaths(root, 2, isBad)).toHaveLength(2)
  expect(faultyPaths('bad', 1, isBad)).toEqual([[]])
})
