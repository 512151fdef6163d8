import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csv } from '../../../../src/features/catalog/exports/csv.ts'
import { EXPORTED_FIELDS } from '../../../../src/features/catalog/exports/fields.ts'
import { PRODUCT_FIELDS } from '../../../../src/features/catalog/fields/products.ts'
import { EXPORT_FORMATS } from '../../../../src/features/catalog/exports/formats.ts'
import { jsonl } from '../../../../src/features/catalog/exports/jsonl.ts'
import { meta } from '../../../../src/features/catalog/exports/meta.ts'
import { headerOf, writeProducts } from '../../../../src/features/catalog/exports/write.ts'
import { aProduct, readBack, variants } from './kit.ts'

const TABLES = Object.values(EXPORT_FORMATS).filter((format) => format.extension === 'csv')

test('every format is listed by its own name', () => {
  expect(Object.entries(EXPORT_FORMATS).map(([name, format]) => [name, format.name])).toEqual(
    ['shopify', 'meta', 'woocommerce', 'csv', 'jsonl'].map((name) => [name, name]),
  )
})

describe.for(TABLES)('the table for $name', (format) => {
  test('has each column once, and no cell outside of its columns', () => {
    const options = variants({ Size: ['S', 'M'], Colour: ['Red'] })
    const fit = format.rows(aProduct({ variants: options, compare_at_price: '9000.00' }))
    const used = 'rows' in fit ? fit.rows.flatMap((row) => Object.keys(row)) : []

    expect(new Set(format.columns).size).toBe(format.columns.length)
    expect(new Set(format.columns)).toEqual(new Set([...format.columns, ...used]))
    expect(used).not.toEqual([])
  })

  test('computes nothing of what a seller wrote', () => {
    const formula = '=HYPERLINK("https://evil.example","free")'
    const product = aProduct({
      name: formula,
      description: '+254 700 000 000',
      sku: '@SUM(A1)',
      brand: '-Shop',
      tags: ['=1+1'],
      variants: [{ option: '=Size', value: '+1' }],
    })

    const { text, skipped } = writeProducts(format, [product])

    expect(skipped).toEqual([])
    const written: unknown = parse(text)
    for (const cell of [written].flat(2)) expect(cell).not.toMatch(/^\s*[=+\-@]/)
    expect([written].flat(2)).toContain(`'${formula}`)
  })

  test('is RFC 4180: lines end in CRLF, quotes are doubled', () => {
    const product = aProduct({ name: 'The "Maxi", long', description: 'one line', tags: [] })
    const text = headerOf(format) + writeProducts(format, [product]).text
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text).toContain('"The ""Maxi"", long"')
  })
})

describe('a part of a file', () => {
  test('has the products that fit, and says which do not and why', () => {
    const [good, bad] = [aProduct({ id: 'good' }), aProduct({ id: 'bad', url: null })]

    const { rows, skipped } = readBack(meta, bad, good)

    expect(rows.map((row) => row['id'])).toEqual(['good'])
    expect(skipped).toEqual([
      {
        id: 'bad',
        name: 'Ankara dress',
        violations: [
          {
            field: 'url',
            rule: "Meta needs the link to the product's page; set the address of the pages of the store, as in https://shop.example/p/{slug}",
            value: '',
          },
        ],
      },
    ])
  })

  test('of no products is empty, and only tables have a header', () => {
    for (const format of Object.values(EXPORT_FORMATS))
      expect(writeProducts(format, [])).toEqual({ text: '', skipped: [], warned: [] })
    expect(headerOf(jsonl)).toBe('')
    expect(headerOf(csv)).toMatch(/^"id","slug","name",.*\r\n$/)
  })
})

const whole = aProduct({
  compare_at_price: '3000.00',
  track_inventory: true,
  quantity: 3,
  categories: ['Fashion & Apparel', 'Places, People'],
  videos: ['https://shop.example/1.mp4'],
  variants: variants({ Size: ['S', 'M, tall'] }),
  available_from: new Date('2026-12-01T00:00:00Z'),
})

const { picture_sides: _told, ...fields } = whole

describe('gramd’s own CSV', () => {
  test('has every field on one line', () => {
    const { rows } = readBack(csv, whole)

    expect(Object.keys(rows[0] ?? {})).toHaveLength(Object.keys(fields).length)
    expect(rows).toMatchObject([
      {
        id: whole.id,
        price: '2500.00',
        compare_at_price: '3000.00',
        track_inventory: 'true',
        quantity: '3',
        low_stock_threshold: '',
        categories: 'Fashion & Apparel\nPlaces, People',
        variants: 'Size: S\nSize: M, tall',
        available_from: '2026-12-01T00:00:00.000Z',
        available_until: '',
        is_featured: 'false',
        source_caption: 'Ankara dress KES 2,500',
      },
    ])
  })

  test('reads back as what was written, whatever the texts', () => {
    // Without what an apostrophe is put in front of.
    const text = fc.string({ unit: 'grapheme' }).map((rest) => `x${rest}`)
    fc.assert(
      fc.property(text, text, (name, description) => {
        const [row] = readBack(csv, aProduct({ name, description })).rows
        expect([row?.['name'], row?.['description']]).toEqual([name, description])
      }),
      { seed: 3 },
    )
  })
})

test('the documentation names every column of gramd’s own formats that is no field, and no other one', async () => {
  const text = await readFile(
    join(import.meta.dirname, '../../../../docs/catalog-exports.md'),
    'utf8',
  )
  const [, section = ''] = text.split("## gramd's own formats")
  const [, table = ''] = section.split('| fields | |')
  const told = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '')
  const own = EXPORTED_FIELDS.filter((name) => !(name in PRODUCT_FIELDS))
  expect(told.toSorted()).toEqual(own.toSorted())
})

test('gramd’s own JSONL has every field as it is on one line', () => {
  const { text, skipped } = writeProducts(jsonl, [whole, aProduct({ name: '=1+1\n' })])

  expect(skipped).toEqual([])
  const [first, second, end] = text.split('\n')
  expect(end).toBe('')
  expect(JSON.parse(first ?? '')).toEqual(
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value instanceof Date ? value.toISOString() : value,
      ]),
    ),
  )
  expect(JSON.parse(second ?? '')).toMatchObject({
    name: '=1+1\n',
    created_at: '2026-11-01T10:00:00.000Z',
  })
})
