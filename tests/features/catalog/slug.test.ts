import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numbered, slugOf } from '../../../src/features/catalog/slug.ts'

describe('a slug', () => {
  test.for([
    ['Ankara Dress', 'ankara-dress'],
    ['  Women’s   “Maxi” Dress!! ', 'womens-maxi-dress'],
    ['Платье «Весна»', 'plate-vesna'],
    ['Көйлек жаздық', 'koylek-zhazdyq'],
    ['Қазақша өлең', 'qazaqsha-oleng'],
    ['فستان أحمر', 'fstn-hmr'],
    ['红色连衣裙', 'hongselianyiqun'],
    ['ワンピース', 'wanpisu'],
    ['한국 화장품', 'hangug-hwajangpum'],
    ['Crème Brûlée', 'creme-brulee'],
    ['ＦＵＬＬ width №5', 'full-width-no5'],
    ['Size 42/43 - KES 2,500/=', 'size-42-43-kes-2-500'],
    ['🔥🔥 Sale 👗 dress', 'sale-dress'],
    ['Nike™ Air', 'nike-air'],
  ] as const)('of %j is %s', ([name, slug]) => {
    expect(slugOf(name)).toBe(slug)
  })

  test('of emoji alone says what they show', () => {
    expect(slugOf('👗')).toBe('dress')
  })

  test.for(['', '   ', '…', '—', '***', '\u200b'])(
    'of %j, which has no word, is product',
    (name) => {
      expect(slugOf(name)).toBe('product')
    },
  )

  test('of a long name ends with a whole word within 80 characters', () => {
    expect(slugOf(`${'ab '.repeat(26)}long`)).toBe('ab-'.repeat(26).slice(0, -1))
    expect(slugOf(`${'ab '.repeat(26)}xy and more`)).toBe(`${'ab-'.repeat(26)}xy`)
    expect(slugOf('x'.repeat(100))).toBe('x'.repeat(80))
  })

  test('is ASCII, never empty, within the limit, and its own slug', () => {
    const names = fc.string({ unit: 'grapheme', maxLength: 200 })
    fc.assert(
      fc.property(names, (name) => {
        const slug = slugOf(name)
        expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
        expect(slug.length).toBeLessThanOrEqual(80)
        expect(slugOf(slug)).toBe(slug)
      }),
      { seed: 7 },
    )
  })
})

describe('a numbered slug', () => {
  test('has its number at the end, but for the first', () => {
    expect(numbered('dress', 1)).toBe('dress')
    expect(numbered('dress', 2)).toBe('dress-2')
    expect(numbered('dress', 11)).toBe('dress-11')
  })

  test('stays within the limit, and ends a word where it is cut', () => {
    expect(numbered('x'.repeat(80), 2)).toBe(`${'x'.repeat(78)}-2`)
    expect(numbered('ab-'.repeat(26) + 'xy', 12)).toBe(`${'ab-'.repeat(26).slice(0, -1)}-12`)
  })
})
