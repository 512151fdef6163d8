import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { says } from './kit.ts'

const cleaned = (caption: string | null, products: ReturnType<typeof says>[], pictures = 1) =>
  cleanAnswer(
    { is_product: true, reason: '', products },
    { caption, pictures, currency: 'KES', categories: [] },
  )

describe('a name', () => {
  const CAPTION = 'Beautiful Ankara dresses! KES 2,500, call to order'
  const named = (name: string, told: { caption: string | null; picture: number | null }) => {
    const product = says({ name, price: '2500.00', quote: { price: 'KES 2,500' } })
    return cleaned(CAPTION, [{ ...product, evidence: { ...product.evidence, name: told } }])[0]
  }

  test.for<[string, string, { caption: string | null; picture: number | null }]>([
    ['is quoted', 'Ankara dresses', { caption: 'Beautiful Ankara dresses', picture: null }],
    ['stands in a picture', 'Kitenge', { caption: null, picture: 1 }],
    ['is another form of the words', 'Ankara dress', { caption: 'Ankara dresses', picture: null }],
    ['has the words of the caption', 'Ankara Dress', { caption: null, picture: null }],
  ])('that %s costs nothing', ([, name, told]) => {
    expect(named(name, told)).toMatchObject({ confidence: 0.95, flags: [] })
  })

  test.for<[string, string, { caption: string | null; picture: number | null }]>([
    ['nobody wrote', 'Silk kimono', { caption: null, picture: null }],
    ['is said to be quoted', 'Silk kimono', { caption: 'Silk kimono', picture: null }],
    ['is told of other words', 'Silk kimono', { caption: 'call to order', picture: null }],
    ['stands in no picture of the post', 'Silk kimono', { caption: null, picture: 2 }],
  ])('that %s costs confidence, and a person is told to look', ([, name, told]) => {
    const draft = named(name, told)
    expect(draft?.flags).toEqual(['low_confidence'])
    expect(draft?.confidence).toBeLessThan(0.5)
    expect(draft?.extracted.evidence).not.toHaveProperty('name')
  })
})

describe('the price of a lone product', () => {
  const priced = (caption: string, price: string, quote: string) =>
    cleaned(caption, [says({ name: 'Dress', price, quote: { name: 'Dress', price: quote } })])[0]

  test.for([
    ['Dress. KES 2,500. New stock! KES 3,200. Call to order', 'KES 2,500'],
    ['Dress. Retail 2500, wholesale 1800', 'Retail 2500'],
    ['Dress S - 2500/=\nDress M - 2900/=', '2500/='],
  ])(
    'of %j differs: another one stands beside it, and nothing says why',
    ([caption = '', quote = '']) => {
      const draft = priced(caption, '2500.00', quote)
      expect(draft).toMatchObject({ extracted: { price: '2500.00' }, flags: ['price_differs'] })
      expect(draft?.confidence).toBeLessThan(0.9)
    },
  )

  test.for([
    ['Dress, was 3200 now 2500', '2500'],
    ['Dress from 2500 to 3200', '2500'],
    ['Dress KES 2,500-3,200', '2,500'],
    ['Dress KES 2,500. Price: 2500 only', 'KES 2,500'],
    ['Dress $20 or Ksh 2,500', 'Ksh 2,500'],
    ['Dress 2500 each, 2 for 4000', '2500 each'],
    ['Dress KES 2,500, delivery KES 300', 'KES 2,500'],
  ])('of %j is related to the others', ([caption = '', quote = '']) => {
    expect(priced(caption, '2500.00', quote)).toMatchObject({
      extracted: { price: '2500.00' },
      confidence: 0.95,
      flags: [],
    })
  })

  test('two products have two prices', () => {
    const [dress, bag] = cleaned('Dress KES 2,500\nBag KES 900', [
      says({ name: 'Dress', price: '2500.00', quote: { name: 'Dress', price: 'KES 2,500' } }),
      says({ name: 'Bag', price: '900.00', quote: { name: 'Bag', price: 'KES 900' } }),
    ])
    expect([dress?.flags, bag?.flags]).toEqual([[], []])
  })
})
