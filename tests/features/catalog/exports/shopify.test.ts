import { describe, expect, test } from 'vitest'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { shopify } from '../../../../src/features/catalog/exports/shopify.ts'
import { aProduct, cells, violationsOf, readBack, variants } from './kit.ts'

describe('a product for Shopify', () => {
  test('without options is one row, with an option of the name Title', () => {
    const { rows, skipped } = readBack(shopify, aProduct())

    expect(skipped).toEqual([])
    expect(rows.map(cells)).toEqual([
      {
        Title: 'Ankara dress',
        'URL handle': 'ankara-dress',
        Description: 'Cotton, made in Nairobi.<br>Free size.',
        Vendor: 'Mama Njeri',
        Type: 'Fashion & Apparel',
        Tags: 'dress, ankara',
        'Published on online store': 'TRUE',
        Status: 'active',
        SKU: 'ANK-1',
        'Option1 name': 'Title',
        'Option1 value': 'Default Title',
        Price: '2500.00',
        'Continue selling when out of stock': 'deny',
        'Product image URL': 'https://shop.example/media/1.jpg',
        'Image position': '1',
      },
    ])
  })

  test('has a row for each combination and each picture, all of one handle', () => {
    const pictures = [1, 2, 3, 4, 5].map((n) => `https://shop.example/media/${n}.jpg`)
    const product = aProduct({
      pictures,
      variants: variants({ Size: ['S', 'M'], Colour: ['Red', 'Blue'] }),
    })

    const { rows } = readBack(shopify, product)

    expect(rows.map((row) => row['URL handle'])).toEqual(pictures.map(() => 'ankara-dress'))
    expect(rows.map((row) => row['Product image URL'])).toEqual(pictures)
    expect(rows.map((row) => row['Image position'])).toEqual(['1', '2', '3', '4', '5'])
    expect(rows.map((row) => row['Title'])).toEqual(['Ankara dress', '', '', '', ''])
    expect(rows.map((row) => [row['SKU'], row['Option1 value'], row['Option2 value']])).toEqual([
      ['ANK-1-s-red', 'S', 'Red'],
      ['ANK-1-s-blue', 'S', 'Blue'],
      ['ANK-1-m-red', 'M', 'Red'],
      ['ANK-1-m-blue', 'M', 'Blue'],
      ['', '', ''],
    ])
    expect(rows.map((row) => row['Price'])).toEqual([...Array(4).fill('2500.00'), ''])
  })

  test('shows its description as it was written', () => {
    const product = aProduct({ description: ' a < b & c\r\n<script>alert(1)</script> ' })
    expect(readBack(shopify, product).rows[0]?.['Description']).toBe(
      'a &lt; b &amp; c<br>&lt;script&gt;alert(1)&lt;/script&gt;',
    )
  })

  test.for([
    ['draft', 'FALSE'],
    ['archived', 'FALSE'],
    ['active', 'TRUE'],
  ] as const)('that is %s is published: %s', ([status, published]) => {
    const [row] = readBack(shopify, aProduct({ status })).rows
    expect(row).toMatchObject({ Status: status, 'Published on online store': published })
  })

  test('has a price before only if it was higher', () => {
    const compared = (compare_at_price: string) =>
      readBack(shopify, aProduct({ compare_at_price })).rows[0]?.['Compare-at price']
    expect(compared('10000.00')).toBe('10000.00')
    expect(compared('2500.00')).toBe('')
    expect(compared('900.00')).toBe('')
  })

  test.for<[string, Partial<ExportedProduct>, string, string]>([
    ['is not counted', { quantity: 3 }, '', ''],
    ['is counted, but unknown', { track_inventory: true }, '', ''],
    ['is counted', { track_inventory: true, quantity: 3 }, 'shopify', '3'],
    [
      'is counted for several variants together',
      { track_inventory: true, quantity: 3, variants: variants({ Size: ['S', 'M'] }) },
      '',
      '',
    ],
    [
      'has run out for all variants',
      { track_inventory: true, quantity: 0, variants: variants({ Size: ['S', 'M'] }) },
      'shopify',
      '0',
    ],
  ])('whose stock %s says so', ([, about, tracker, quantity]) => {
    for (const row of readBack(shopify, aProduct(about)).rows)
      expect(row).toMatchObject({ 'Inventory tracker': tracker, 'Inventory quantity': quantity })
  })

  test('that sells what is not in stock continues', () => {
    const [row] = readBack(shopify, aProduct({ allow_backorder: true })).rows
    expect(row?.['Continue selling when out of stock']).toBe('continue')
  })

  test.for<[string, Partial<ExportedProduct>]>([
    ['no picture', { pictures: [] }],
    ['no SKU', { sku: null }],
    ['no page', { url: null }],
    ['no description', { description: '' }],
    ['a price of 0', { price: '0.00' }],
    ['2,048 combinations', { variants: variants({ A: many(64), B: many(32) }) }],
    ['250 tags', { tags: many(250) }],
  ])('fits with %s', ([, about]) => {
    expect(readBack(shopify, aProduct(about)).skipped).toEqual([])
  })
})

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`)

describe('Shopify refuses', () => {
  test.for<[string, Partial<ExportedProduct>, string, RegExp]>([
    ['no name', { name: ' ' }, 'name', /^Shopify needs a title; give the product a name$/],
    ['no price', { price: null }, 'price', /^Shopify needs a price; enter the price$/],
    ['a price with a comma', { price: '2.500,00' }, 'price', /number with a decimal point alone/],
    [
      'a price before in words',
      { compare_at_price: 'KES 3000' },
      'compare_at_price',
      /decimal point/,
    ],
    ['a cost in words', { cost_per_item: '-5' }, 'cost_per_item', /decimal point/],
    ['a handle with a space', { slug: 'ankara dress' }, 'slug', /letters, digits and hyphens/],
    ['a vendor of one letter', { brand: 'K' }, 'brand', /at least 2 characters/],
    ['251 tags', { tags: many(251) }, 'tags', /at most 250 tags/],
    [
      'four options',
      { variants: variants({ A: ['1'], B: ['1'], C: ['1'], D: ['1'] }) },
      'variants',
      /at most 3 options/,
    ],
    [
      '2,049 combinations',
      { variants: variants({ A: many(2049) }) },
      'variants',
      /at most 2,048 combinations/,
    ],
    ['a picture of no URL', { pictures: ['media/1.jpg'] }, 'pictures', /http/],
  ])('%s', ([, about, field, rule]) => {
    expect(violationsOf(shopify, about)).toEqual([
      { field, rule: expect.stringMatching(rule), value: expect.any(String) },
    ])
  })

  test('and names every rule that is broken', () => {
    const fields = violationsOf(shopify, { name: '', price: null, brand: '' }).map(
      ({ field }) => field,
    )
    expect(fields).toEqual(['name', 'brand', 'price'])
  })
})
