import { expect, test } from 'vitest'
import { exportMessages } from '../../../../src/features/catalog/texts/products/index.ts'
import { meta } from '../../../../src/features/catalog/exports/meta.ts'
import {
  warningsOf,
  warningSources,
} from '../../../../src/features/catalog/exports/meta-warnings.ts'
import { writeProducts } from '../../../../src/features/catalog/exports/write.ts'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { aProduct, readBack } from './kit.ts'

const codesOf = (about: Partial<ExportedProduct>): string[] =>
  warningsOf(aProduct(about)).map(({ code }) => code)

test.for<[string, Partial<ExportedProduct>]>([
  ['title_in_capitals', { name: 'ANKARA DRESS' }],
  ['title_in_capitals', { name: 'ПЛАТЬЕ 42-48' }],
  ['title_in_capitals', { name: 'Ә\u0301ЙЕЛДЕР КӨЙЛЕГІ' }],
  ['title_words_in_capitals', { name: 'Dress BRAND MODEL cotton' }],
  ['title_is_description', { name: 'Ankara dress', description: ' ANKARA dress ' }],
  ['title_symbols', { name: 'Ankara dress!' }],
  ['title_symbols', { name: 'Ankara dress*' }],
  ['title_emoji', { name: 'Ankara dress \u{1F457}' }],
  ['title_emoji', { name: 'Ankara \u2591 dress' }],
  ['title_advertises', { name: 'Ankara dress, free delivery' }],
  ['title_advertises', { name: 'Платье со скидкой' }],
  ['title_long', { name: 'Ankara dress '.repeat(6) }],
  ['title_blanks', { name: 'Ankara  dress' }],
  ['description_in_capitals', { description: 'BRAND NEW WITH LEATHER DETAIL' }],
  ['description_in_small_letters', { description: 'a dress of cotton, made in nairobi' }],
  ['description_link', { description: 'See https://shop.example' }],
  ['description_link', { description: 'See www.shop.example' }],
  ['description_html', { description: 'Of <b>cotton</b>' }],
  ['description_html', { description: 'Cotton &amp; silk' }],
  ['description_email', { description: 'Write to shop@example.com' }],
  ['description_phone', { description: 'Call +254 700 000 000' }],
  ['description_punctuation', { description: 'Come and see!!' }],
  ['description_blanks', { description: 'Of  cotton' }],
])('%s: %j', ([code, about]) => {
  expect(codesOf(about)).toEqual([code])
  const { rows, skipped } = readBack(meta, aProduct(about))
  expect([rows.length, skipped]).toEqual([1, []])
})

test.for<Partial<ExportedProduct>>([
  {},
  { name: 'BMW X5' },
  { name: 'Джинсы LEVI 501, XL' },
  { name: 'فستان أنكارا' },
  { name: '安卡拉连衣裙' },
  { name: 'Salem dress' },
  { description: 'Сatalog number 2500.00, size 38-42. Made in 2026.' },
  { description: 'Cotton & silk, 5 < 6' },
  { description: 'Soft... and warm.' },
])('nothing is said of %j', (about) => {
  expect(codesOf(about)).toEqual([])
})

test('a product with a warning is in the file, one that does not fit is not', () => {
  const { warned, skipped } = writeProducts(meta, [
    aProduct({ name: 'ANKARA DRESS' }),
    aProduct({ name: 'ANKARA DRESS', price: null }),
  ])
  expect(warned).toMatchObject([
    {
      name: 'ANKARA DRESS',
      warnings: [
        {
          code: 'title_in_capitals',
          field: 'name',
          rule: 'Meta warns of a title in capitals; write the name as in a sentence',
          value: 'ANKARA DRESS',
        },
      ],
    },
  ])
  expect(skipped).toHaveLength(1)
})

test('each warning names its page and has a text in each language', () => {
  const rows = warningSources()
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length)
  for (const { code, source } of rows) {
    expect(source).toMatch(/\w+\.\w+/)
    for (const texts of Object.values(exportMessages)) expect(texts).toHaveProperty(`warn_${code}`)
  }
})
