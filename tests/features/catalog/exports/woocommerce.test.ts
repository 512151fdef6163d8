import { describe, expect, test } from 'vitest'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { woocommerce } from '../../../../src/features/catalog/exports/woocommerce.ts'
import { aProduct, cells, violationsOf, readBack, variants } from './kit.ts'

const rowsOf = (about: Partial<ExportedProduct>) => readBack(woocommerce, aProduct(about)).rows

describe('a product for WooCommerce', () => {
  test('without options is a simple one', () => {
    const { rows, skipped } = readBack(woocommerce, aProduct())

    expect(skipped).toEqual([])
    expect(rows.map(cells)).toEqual([
      {
        Type: 'simple',
        SKU: 'ANK-1',
        Name: 'Ankara dress',
        Published: '1',
        'Is featured?': '0',
        'Visibility in catalog': 'visible',
        Description: 'Cotton, made in Nairobi.<br>Free size.',
        'In stock?': '1',
        'Backorders allowed?': '0',
        'Regular price': '2500.00',
        Categories: 'Fashion & Apparel',
        Tags: 'dress, ankara',
        Images: 'https://shop.example/media/1.jpg',
      },
    ])
  })

  test('with options is a variable one with every value, and a variation for each combination', () => {
    const options = { Size: ['S', 'M'], Colour: ['Red, dark', 'Blue'] }
    const [parent, ...variations] = rowsOf({ variants: variants(options) })

    expect(parent).toMatchObject({
      Type: 'variable',
      SKU: 'ANK-1',
      'Regular price': '',
      'Attribute 1 name': 'Size',
      'Attribute 1 value(s)': 'S, M',
      'Attribute 1 visible': '1',
      'Attribute 1 global': '0',
      'Attribute 2 name': 'Colour',
      'Attribute 2 value(s)': String.raw`Red\, dark, Blue`,
      'Attribute 3 name': '',
    })
    expect(variations).toHaveLength(4)
    expect(cells(variations[2])).toEqual({
      Type: 'variation',
      SKU: 'ANK-1-m-red-dark',
      Name: 'Ankara dress - M, Red, dark',
      Published: '1',
      'In stock?': '1',
      'Backorders allowed?': '0',
      'Regular price': '2500.00',
      Parent: 'ANK-1',
      Position: '2',
      'Attribute 1 name': 'Size',
      'Attribute 1 value(s)': 'M',
      'Attribute 1 global': '0',
      'Attribute 2 name': 'Colour',
      'Attribute 2 value(s)': String.raw`Red\, dark`,
      'Attribute 2 global': '0',
    })
  })

  test('with options and no SKU is known to its variations by its slug', () => {
    const [parent, variation] = rowsOf({ sku: null, variants: variants({ Size: ['S'] }) })
    expect(parent?.['SKU']).toBe('ankara-dress')
    expect(variation).toMatchObject({ SKU: 'ankara-dress-s', Parent: 'ankara-dress' })
  })

  test('keeps its stock at the parent, which variations share', () => {
    const stock = { track_inventory: true, quantity: 7, low_stock_threshold: 2 }
    const [parent, variation] = rowsOf({ ...stock, variants: variants({ Size: ['S', 'M'] }) })
    expect(parent).toMatchObject({ Stock: '7', 'Low stock amount': '2' })
    expect(variation).toMatchObject({ Stock: '', 'Low stock amount': '' })
  })

  test.for<[string, Partial<ExportedProduct>, string, string]>([
    ['not counted', { quantity: 4 }, '1', ''],
    ['unknown', { track_inventory: true }, '1', ''],
    ['4', { track_inventory: true, quantity: 4 }, '1', '4'],
    ['0', { track_inventory: true, quantity: 0 }, '0', '0'],
    [
      '0, and can be ordered',
      { track_inventory: true, quantity: 0, allow_backorder: true },
      'backorder',
      '0',
    ],
  ])('whose stock is %s', ([, about, inStock, stock]) => {
    expect(rowsOf(about)[0]).toMatchObject({ 'In stock?': inStock, Stock: stock })
  })

  test.for([
    ['active', '1'],
    ['archived', '0'],
    ['draft', 'false'],
  ] as const)('that is %s has %s for Published', ([status, published]) => {
    expect(rowsOf({ status })[0]?.['Published']).toBe(published)
  })

  test('that was more expensive has a sale price', () => {
    expect(rowsOf({ compare_at_price: '3000.00' })[0]).toMatchObject({
      'Regular price': '3000.00',
      'Sale price': '2500.00',
    })
    expect(rowsOf({ compare_at_price: '2500.00' })[0]).toMatchObject({
      'Regular price': '2500.00',
      'Sale price': '',
    })
  })

  test('keeps commas within a category, a tag and a URL', () => {
    expect(
      rowsOf({
        categories: ['Places, People', 'Home'],
        tags: ['a,b'],
        pictures: ['https://s.example/a,b.jpg', 'https://s.example/2.jpg'],
      })[0],
    ).toMatchObject({
      Categories: String.raw`Places\, People, Home`,
      Tags: String.raw`a\,b`,
      Images: 'https://s.example/a%2Cb.jpg, https://s.example/2.jpg',
    })
  })

  test.for<[string, Partial<ExportedProduct>]>([
    ['no price', { price: null }],
    ['no picture', { pictures: [] }],
    ['no description', { description: '' }],
    ['no SKU', { sku: null }],
    ['no page', { url: null }],
    ['five options', { variants: variants({ A: ['1'], B: ['1'], C: ['1'], D: ['1'], E: ['1'] }) }],
  ])('fits with %s', ([, about]) => {
    expect(readBack(woocommerce, aProduct(about)).skipped).toEqual([])
  })
})

describe('WooCommerce refuses', () => {
  const six = { A: ['1'], B: ['1'], C: ['1'], D: ['1'], E: ['1'], F: ['1'] }
  const values = Array.from({ length: 2049 }, (_, index) => `${index}`)

  test.for<[string, Partial<ExportedProduct>, string, RegExp]>([
    ['no name', { name: '' }, 'name', /^WooCommerce needs a name; give the product a name$/],
    [
      'a price in words',
      { price: 'Ksh 5' },
      'price',
      /decimal point alone; enter it as in 2500\.00/,
    ],
    ['a price before in words', { compare_at_price: '1,5' }, 'compare_at_price', /decimal point/],
    ['a cost in words', { cost_per_item: '' }, 'cost_per_item', /decimal point/],
    ['a picture of no URL', { pictures: ['1.jpg'] }, 'pictures', /http/],
    ['six options', { variants: variants(six) }, 'variants', /at most 5 options/],
    ['2,049 variants', { variants: variants({ A: values }) }, 'variants', /at most 2,048/],
  ])('%s', ([, about, field, rule]) => {
    expect(violationsOf(woocommerce, about)).toEqual([
      { field, rule: expect.stringMatching(rule), value: expect.any(String) },
    ])
  })
})
