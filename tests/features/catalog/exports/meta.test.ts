import { describe, expect, test } from 'vitest'
import { meta } from '../../../../src/features/catalog/exports/meta.ts'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { aProduct, cells, violationsOf, readBack, variants } from './kit.ts'

const ID = aProduct().id

const firstOf = (about: Partial<ExportedProduct>) => readBack(meta, aProduct(about)).rows[0]

describe('a product for Meta', () => {
  test('without options is one item of no group', () => {
    const { rows, skipped } = readBack(meta, aProduct())

    expect(skipped).toEqual([])
    expect(rows.map(cells)).toEqual([
      {
        id: ID,
        title: 'Ankara dress',
        description: 'Cotton, made in Nairobi.\nFree size.',
        availability: 'in stock',
        condition: 'new',
        price: '2500.00 KES',
        link: 'https://shop.example/products/ankara-dress',
        image_link: 'https://shop.example/media/1.jpg',
        brand: 'Mama Njeri',
        status: 'active',
        product_type: 'Fashion & Apparel',
      },
    ])
  })

  test('has an item for each combination, in a group of its id', () => {
    const options = { Размер: ['S', 'M'], Colour: ['Red'], Scent: ['Rose, wild', 'Oud: dark'] }
    const { rows } = readBack(meta, aProduct({ variants: variants(options) }))

    expect(rows).toHaveLength(4)
    expect(new Set(rows.map((row) => row['id'])).size).toBe(4)
    expect(new Set(rows.map((row) => row['item_group_id']))).toEqual(new Set([ID]))
    expect(rows[0]).toMatchObject({
      id: `${ID}-s-red-rose-wild`,
      size: 'S',
      color: 'Red',
      additional_variant_attribute: 'Scent:Rose  wild',
    })
    expect(rows[3]).toMatchObject({ size: 'M', additional_variant_attribute: 'Scent:Oud  dark' })
  })

  test('tells apart variants that are written alike in ASCII', () => {
    const sizes = ['XL', 'xl', 'ХL+', `${'long '.repeat(20)}a`, `${'long '.repeat(20)}b`]
    const { rows } = readBack(meta, aProduct({ variants: variants({ Size: sizes }) }))
    expect(new Set(rows.map((row) => row['id'])).size).toBe(sizes.length)
    for (const row of rows) expect(row['id']?.length).toBeLessThanOrEqual(100)
  })

  test('that was more expensive is on sale', () => {
    expect(firstOf({ compare_at_price: '10000.00' })).toMatchObject({
      price: '10000.00 KES',
      sale_price: '2500.00 KES',
    })
    expect(firstOf({ compare_at_price: '2000.00' })).toMatchObject({
      price: '2500.00 KES',
      sale_price: '',
    })
  })

  test.for<[string, Partial<ExportedProduct>, string, string]>([
    ['not counted', { quantity: 5 }, 'in stock', ''],
    ['unknown', { track_inventory: true }, 'in stock', ''],
    ['5', { track_inventory: true, quantity: 5 }, 'in stock', '5'],
    ['0', { track_inventory: true, quantity: 0 }, 'out of stock', '0'],
    [
      '0, and can be ordered',
      { track_inventory: true, quantity: 0, allow_backorder: true },
      'available for order',
      '0',
    ],
    [
      '5 of several variants',
      { track_inventory: true, quantity: 5, variants: variants({ Size: ['S', 'M'] }) },
      'in stock',
      '',
    ],
  ])('whose stock is %s', ([, about, availability, quantity]) => {
    expect(firstOf(about)).toMatchObject({
      availability,
      quantity_to_sell_on_facebook: quantity,
    })
  })

  test.for(['draft', 'archived'] as const)('that is %s is seen by nobody', (status) => {
    expect(firstOf({ status })?.['status']).toBe('archived')
  })

  test('has no small pictures beside the first', () => {
    const pictures = [1, 2, 3].map((n) => `https://s.example/${n}.jpg`)
    const row = firstOf({ pictures, picture_sides: [1080, 320, 500] })
    expect(row?.['additional_image_link']).toBe(pictures[2])
  })

  test('has up to 20 more pictures within 2,000 characters', () => {
    const short = Array.from({ length: 30 }, (_, n) => `https://s.example/${n}.jpg`)
    expect(firstOf({ pictures: short })?.['additional_image_link']?.split(',')).toEqual(
      short.slice(1, 21),
    )
    const long = short.map((url) => `${url}?${'x'.repeat(300)}`)
    const text = firstOf({ pictures: long })?.['additional_image_link'] ?? ''
    expect(text.length).toBeLessThanOrEqual(2000)
    expect(text.split(',')).toEqual(long.slice(1, 7))
    expect(firstOf({ pictures: ['https://s.example/1', 'https://s.example/a,b'] })).toMatchObject({
      additional_image_link: 'https://s.example/a%2Cb',
    })
  })

  test('has its videos and its last day', () => {
    const videos = ['https://s.example/1.mp4', 'https://s.example/2.mp4']
    const available_until = new Date('2026-12-24T20:00:00Z')
    expect(firstOf({ videos, available_until })).toMatchObject({
      'video[0].url': videos[0],
      'video[1].url': videos[1],
      'video[2].url': '',
      expiration_date: '2026-12-24',
    })
  })

  test.for<[string, Partial<ExportedProduct>]>([
    ['a title of 200 characters', { name: '👗'.repeat(200) }],
    ['a description of 9,999', { description: 'x'.repeat(9999) }],
    ['no SKU', { sku: null }],
    ['no category', { categories: [] }],
  ])('fits with %s', ([, about]) => {
    expect(readBack(meta, aProduct(about)).skipped).toEqual([])
  })
})

describe('Meta refuses', () => {
  test.for<[string, Partial<ExportedProduct>, string, RegExp]>([
    ['no title', { name: '' }, 'name', /^Meta needs the title; /],
    ['a title of 201', { name: 'x'.repeat(201) }, 'name', /at most 200 characters in the title/],
    ['no description', { description: '\n' }, 'description', /needs the description/],
    ['one of 10,000', { description: 'x'.repeat(10_000) }, 'description', /at most 9,999/],
    ['no price', { price: null }, 'price', /needs the price/],
    ['a price of 0', { price: '0.00' }, 'price', /nothing at 0/],
    ['a price in words', { price: 'KES 5' }, 'price', /decimal point alone/],
    ['a currency in words', { currency: 'Ksh' }, 'currency', /ISO 4217/],
    ['no page', { url: null }, 'url', /needs the link to the product's page; .*\{slug\}/],
    ['a page of no URL', { url: 'shop.example/1' }, 'url', /http/],
    ['a page at Facebook', { url: 'https://m.facebook.com/x' }, 'url', /the shop's own website/],
    ['a page at Instagram', { url: 'https://www.instagram.com/p/a/' }, 'url', /own website/],
    ['no picture', { pictures: [], picture_sides: [] }, 'pictures', /can fetch; add a picture/],
    ['pictures that nobody can read', { pictures: [] }, 'pictures', /; set GRAMD_PUBLIC_URL/],
    ['a small picture', { picture_sides: [410] }, 'pictures', /at least 500/],
    ['no brand', { brand: '' }, 'brand', /needs the brand/],
    ['a brand of 101', { brand: 'x'.repeat(101) }, 'brand', /at most 100/],
    ['an id of 101', { id: 'x'.repeat(101) }, 'id', /at most 100/],
    ['a category of 751', { categories: ['x'.repeat(751)] }, 'categories', /at most 750/],
    [
      'a size of 201',
      { variants: variants({ Size: ['x'.repeat(201)] }) },
      'variants',
      /at most 200/,
    ],
    [
      'combinations without end',
      {
        variants: Array.from({ length: 26 }, (_, n) =>
          ['1', '2', '3'].map((value) => ({ option: `o${n}`, value })),
        ).flat(),
      },
      'variants',
      /at most 2,048 combinations/,
    ],
  ])('%s', ([, about, field, rule]) => {
    expect(violationsOf(meta, about)).toEqual([
      { field, rule: expect.stringMatching(rule), value: expect.any(String) },
    ])
  })

  test('and shows the beginning of a long value', () => {
    const [violation] = violationsOf(meta, { description: 'x'.repeat(10_000) })
    expect(violation?.value).toBe(`${'x'.repeat(79)}…`)
  })
})
