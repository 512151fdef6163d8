import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { z } from 'zod'
import { says } from './kit.ts'

const cleaned = (caption: string | null, products: ReturnType<typeof says>[], pictures = 1) =>
  cleanAnswer(
    { is_product: true, reason: '', products },
    {
      caption,
      pictures: Array.from({ length: pictures }, (_, at) => at + 1),
      currency: 'KES',
      categories: [],
    },
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

describe('a doubt', () => {
  const [price, picture] = ['KES 2,500', { caption: null, picture: 1 }]
  const none = { caption: null, picture: null }
  const product = says({ name: 'Dress', price: '2500.00', quote: { name: 'Dress', price } })
  const told = (caption: string, changed: Partial<typeof product>) =>
    cleaned(caption, [{ ...product, ...changed }])[0]

  test('is a price that the caption states and the model does not read', () => {
    const without = { price: null, evidence: { ...product.evidence, price: none } }
    expect(told('Dress, KES 2,500', without)).toMatchObject({
      confidence: 0.475,
      flags: ['price_missed', 'low_confidence'],
    })
    expect(told('Dress, from KES 800', without)?.flags).toEqual([])
    expect(told('Dress, 3 for 1000', without)?.flags).toEqual([])
  })

  test('is another currency', () => {
    expect(told('Dress, KES 2,500', { currency: 'KES' })?.flags).toEqual([])
    expect(told('Dress, KES 2,500', { currency: 'USD' })).toMatchObject({
      extracted: { currency: 'KES' },
      flags: ['currency_differs', 'low_confidence'],
    })
  })

  test('is an earlier price without evidence', () => {
    expect(told('Dress, KES 2,500', { compare_at_price: '3000.00' })).toMatchObject({
      extracted: { compare_at_price: null },
      flags: ['compare_at_price_dropped'],
      confidence: 0.76,
    })
  })

  test('is a price or a variant that stands in a picture alone', () => {
    const inPicture = { ...product.evidence, price: picture }
    expect(told('Dress. DM to order', { evidence: inPicture })?.flags).toEqual(['price_in_picture'])
    expect(told('Dress, KES 2,500', { evidence: inPicture })?.flags).toEqual([])
    const variants = [{ option: 'size', value: 'XL', evidence: picture }]
    expect(told('Dress, KES 2,500', { variants })).toMatchObject({
      extracted: { evidence: { 'variants.0': { kind: 'picture', number: 1 } } },
      flags: ['variants_in_picture'],
    })
  })
})

test('a variant has its evidence, and pictures have their numbers in the post', () => {
  const caption = 'Dress in red. KES 2,500'
  const red = { option: 'colour', value: 'red', evidence: { caption: 'in red', picture: null } }
  const product = says({
    name: 'Dress',
    price: '2500.00',
    quote: { price: 'KES 2,500' },
    variants: [red],
    pictures: [2, 1, 3, 4],
  })
  const shown = {
    ...product,
    evidence: { ...product.evidence, name: { caption: null, picture: 2 } },
  }
  const post = { caption, pictures: [2, 4, null], currency: 'KES', categories: [] }
  const [draft] = cleanAnswer({ is_product: true, reason: '', products: [shown] }, post)
  const { start, end } = z
    .object({ start: z.int(), end: z.int() })
    .parse(draft?.extracted.evidence['variants.0'])
  expect(caption.slice(start, end)).toBe('in red')
  expect(draft?.extracted).toMatchObject({
    pictures: [4, 2],
    evidence: { name: { kind: 'picture', number: 4 } },
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
