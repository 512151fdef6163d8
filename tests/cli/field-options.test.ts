import { expect, test } from 'vitest'
import type { Fields } from '../../src/base/fields.ts'
import { fieldHelp } from '../../src/cli/field-options.ts'
import { COMMANDS } from '../../src/config.ts'
import { DRAFT_FIELDS } from '../../src/features/catalog/fields/drafts.ts'
import { PRODUCT_FIELDS } from '../../src/features/catalog/fields/products.ts'
import { STORE_FIELDS } from '../../src/features/catalog/fields/stores.ts'

const NOW = new Date('2026-11-26T12:00:00Z')

const FIELDS = {
  title: { kind: 'line', max: 9, about: 'of it' },
  old_price: { kind: 'money', default: null, about: 'before', option: 'before' },
  currency: { kind: 'currency', about: 'of it' },
  codes: { kind: 'list', max: 2, most: 9, default: [], about: 'of it', value: 'CODE' },
  sizes: { kind: 'variants', most: 9, default: [], about: 'all of them' },
} as const satisfies Fields

test('a table of fields has the words of their options, and reads what has a form of its own', () => {
  const help = fieldHelp(FIELDS)

  expect(help).toMatchObject({
    title: { about: 'of it' },
    old_price: { about: 'before', option: 'before' },
    currency: { value: 'CODE' },
    codes: { value: 'CODE' },
  })
  expect(help['sizes']?.as?.read('size=M,colour=a=b', NOW)).toEqual([
    { option: 'size', value: 'M' },
    { option: 'colour', value: 'a=b' },
  ])
})

test('gramd products update has an option for each field of a product, which reads its kind', () => {
  const { options = {} } = COMMANDS.find(({ name }) => name === 'products update') ?? {}
  const read = (name: string, text: string): unknown => options[name]?.read(text, NOW)

  expect(Object.values(options).map(({ field }) => field)).toEqual(
    expect.arrayContaining(Object.keys(PRODUCT_FIELDS)),
  )
  expect(options['compare-at']).toMatchObject({
    field: 'compare_at_price',
    about: "an earlier, higher price; '' takes it away",
  })
  expect(read('compare-at', '')).toBeNull()
  expect(read('name', '')).toBe('')
  expect(read('allow-backorder', 'on')).toBe(true)
  expect(read('rating', '4.5')).toBe(4.5)
  expect(read('available-from', '2026-12-31T10:00:00Z')).toBe('2026-12-31T10:00:00.000Z')
  expect(read('available-from', '')).toBeNull()
  expect(() => read('status', 'of')).toThrow('expected one of draft, active, archived')
})

test('gramd stores update has an option for each field of a store', () => {
  const { options = {} } = COMMANDS.find(({ name }) => name === 'stores update') ?? {}

  expect(Object.values(options).map(({ field }) => field)).toEqual(
    expect.arrayContaining(Object.keys(STORE_FIELDS)),
  )
  expect(Object.keys(options)).toEqual(expect.arrayContaining(['account', 'videos', 'carousels']))
  expect(options['languages']).toMatchObject({ value: 'CODE,…' })
  expect(options['auto-approve-from']?.read('95%', NOW)).toBe(0.95)
  expect(options['account']?.read('', NOW)).toBeNull()
})

test('gramd drafts edit has an option for each field of a draft, with the words of the table', () => {
  const { options = {} } = COMMANDS.find(({ name }) => name === 'drafts edit') ?? {}
  const abouts = new Map(Object.values(options).map(({ field, about }) => [field, about]))

  for (const [name, { about }] of Object.entries(DRAFT_FIELDS))
    expect(abouts.get(name)).toContain(about)
  expect(options['category']?.read('', NOW)).toBeNull()
  expect(options['pictures']).toBeUndefined()
})
