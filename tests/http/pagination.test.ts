import { describe, expect, test } from 'vitest'
import { InvalidInputError } from '../../src/base/errors.ts'
import {
  cutPage,
  encodeCursor,
  integerText,
  numberText,
  readCursor,
} from '../../src/http/pagination.ts'
import { z } from '../../src/http/router.ts'

const Key = z.tuple([z.string(), z.int()])

describe('a cursor', () => {
  test('gives back the key that was put into it', () => {
    const cursor = encodeCursor(['é"\u2028', 7])

    expect(cursor).toMatch(/^[\w-]+$/)
    expect(readCursor({ limit: 1, cursor }, Key)).toEqual(['é"\u2028', 7])
  })

  test.for([
    ['garbage', 'garbage', undefined],
    ['something else in the right wrapping', encodeCursor([7, 'a']), undefined],
    ['a longer key', encodeCursor(['a', 7, 8]), undefined],
    ['an offset beside it', encodeCursor(['a', 7]), 10],
  ] as const)('is refused by name: %s', ([, cursor, offset]) => {
    expect(() => readCursor({ limit: 1, cursor, offset }, Key)).toThrow(
      expect.objectContaining({
        problems: [{ field: 'cursor', reason: expect.any(String), code: 'not_accepted' }],
      }),
    )
    expect(() => readCursor({ limit: 1, cursor, offset }, Key)).toThrow(InvalidInputError)
  })

  test('is not needed', () => {
    expect(readCursor({ limit: 1, offset: 10 }, Key)).toBeUndefined()
  })
})

describe('a page', () => {
  const options = { item: (n: number) => ({ n }), key: (n: number) => [n] }

  test('has a cursor to its last row while there are more', () => {
    const page = cutPage([5, 4, 3], 2, options)

    expect(page).toEqual({
      data: [{ n: 5 }, { n: 4 }],
      next_cursor: encodeCursor([4]),
      has_more: true,
    })
  })

  test.for([[[5, 4]], [[5]], [[]]])('is the last one with %j of two', ([rows = []]) => {
    expect(cutPage(rows, 2, options)).toMatchObject({ next_cursor: null, has_more: false })
  })
})

test.for(['', ' 5', '5 ', '0x5', '1e1', '5.0', '+5', '٥', 'NaN', 'Infinity', '11', '-1'])(
  'an integer from 0 to 10 is not %j',
  (text) => {
    expect(integerText({ min: 0, max: 10 }).safeParse(text).success).toBe(false)
  },
)

test.for(['', '.5', '5.', '1e1', '0,5', 'NaN', '-0.1', '10.1'])(
  'a number from 0 to 10 is not %j',
  (text) => {
    expect(numberText({ min: 0, max: 10 }).safeParse(text).success).toBe(false)
  },
)
