import { expect, test } from 'vitest'
import type { Fields } from '../../src/base/fields.ts'
import { fieldOptions, fieldsGiven } from '../../src/cli/field-options.ts'
import { PRODUCT_FIELDS } from '../../src/features/catalog/fields/products.ts'

const NOW = new Date('2026-11-26T12:00:00Z')

const FIELDS = {
  title: { kind: 'line', max: 9, group: 'a', about: 'of it' },
  old_price: { kind: 'money', default: null, group: 'a', about: 'before', option: 'before' },
  is_new: { kind: 'flag', default: false, group: 'a', about: 'whether it is new' },
  sizes: { kind: 'variants', most: 9, default: [], group: 'a', about: 'all of them' },
  rating: { kind: 'number', max: 5, default: null, group: 'a', about: 'of buyers' },
  state: { kind: 'choice', values: ['on', 'off'], default: 'on', group: 'a', about: 'of it' },
} as const satisfies Fields

test('each field is an option that reads its kind, and none takes away what must be there', () => {
  const options = fieldOptions(FIELDS)
  const read = (name: string, text: string): unknown => options[name]?.read(text, NOW)

  expect(Object.keys(options)).toEqual(['title', 'before', 'is-new', 'sizes', 'rating', 'state'])
  expect(options['before']).toMatchObject({ field: 'old_price', about: "before; '' takes it away" })
  expect(read('before', '')).toBeNull()
  expect(read('title', '')).toBe('')
  expect(read('is-new', 'on')).toBe(true)
  expect(read('sizes', 'size=M,colour=a=b')).toEqual([
    { option: 'size', value: 'M' },
    { option: 'colour', value: 'a=b' },
  ])
  expect(read('rating', '4.5')).toBe(4.5)
  expect(() => read('state', 'of')).toThrow('expected one of on, off')
  expect(fieldsGiven(FIELDS, { before: '9', 'is-new': false })).toMatchObject({
    old_price: '9',
    is_new: false,
  })
})

test('the options of a product are those of its fields', () => {
  const options = fieldOptions(PRODUCT_FIELDS)
  expect(Object.values(options).map(({ field }) => field)).toEqual(Object.keys(PRODUCT_FIELDS))
  expect(options['available-from']?.read('2026-12-31T10:00:00Z', NOW)).toBe(
    '2026-12-31T10:00:00.000Z',
  )
})
