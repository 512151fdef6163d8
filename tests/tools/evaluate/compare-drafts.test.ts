import { expect, test } from 'vitest'
import type { CleanDraft, Extracted } from '../../../src/features/catalog/extract/extracted.ts'
import { compareDrafts } from '../../../tools/evaluate/drafts/compare-drafts.ts'
import { bandsOf, comparePost, figuresOf } from '../../../tools/evaluate/drafts/draft-figures.ts'
import type { LabelledPost, LabelledProduct } from '../../../tools/evaluate/drafts/labelled-post.ts'

const product = (some: Partial<LabelledProduct> = {}): LabelledProduct => ({
  name: 'Denim jacket',
  accepted_names: ['Jacket'],
  price: '2800.00',
  compare_at_price: null,
  currency: 'KES',
  category: 'Fashion & Apparel',
  variants: [],
  in_pictures: {},
  ...some,
})

const draft = (some: Partial<Extracted> = {}, confidence = 0.9): CleanDraft => ({
  extracted: {
    name: 'Denim jacket',
    description: '',
    price: '2800.00',
    compare_at_price: null,
    currency: 'KES',
    category: 'Fashion & Apparel',
    tags: [],
    variants: [],
    pictures: [],
    evidence: {},
    ...some,
  },
  confidence,
  flags: [],
})

const truthOf = (...products: LabelledProduct[]): Pick<LabelledPost, 'truth'> => ({
  truth: { sells: products.length > 0, products },
})

const wrongIn = (some: Partial<Extracted>, of: Partial<LabelledProduct> = {}) =>
  compareDrafts(truthOf(product(of)), [draft(some)]).pairs.map(({ wrong }) => wrong)

test('a name is right in each accepted form, whatever its case and marks', () => {
  expect(wrongIn({ name: 'DENIM JACKET!' })).toEqual([[]])
  expect(wrongIn({ name: 'jacket' })).toEqual([[]])
  expect(wrongIn({ name: 'Blue denim jacket' })).toEqual([['name']])
})

test('every other field has to be equal', () => {
  expect(
    wrongIn({ price: '2080.00', compare_at_price: '3000.00', currency: 'UGX', category: null }),
  ).toEqual([['price', 'compare_at_price', 'currency', 'category']])
})

test('variants are a set of values of the same sort of option', () => {
  const variants = [
    { option: 'Size', value: 'S' },
    { option: 'Size', value: 'M' },
  ]
  const answered = (option: string, ...values: string[]) =>
    wrongIn({ variants: values.map((value) => ({ option, value })) }, { variants })
  expect(answered('Размер', 'M', 's')).toEqual([[]])
  expect(answered('Fit', 'M', 'S')).toEqual([[]])
  expect(answered('Colour', 'M', 'S')).toEqual([['variants']])
  expect(answered('Size', 'S')).toEqual([['variants']])
  expect(answered('Size', 'S', 'M', 'L')).toEqual([['variants']])
})

test('drafts belong to the products that they are most like, each to one', () => {
  const products = [product(), product({ name: 'Cargo pants', accepted_names: [] })]
  const drafts = [
    draft({ name: 'Cargo pants' }),
    draft({ name: 'Jacket in denim', price: '1.00' }),
    draft({ name: 'Umbrella', price: '5.00' }),
  ]
  const { pairs, missed, extra } = compareDrafts(truthOf(...products), drafts)
  expect(pairs.map(({ product, draft }) => [product.name, draft.extracted.name])).toEqual([
    ['Cargo pants', 'Cargo pants'],
    ['Denim jacket', 'Jacket in denim'],
  ])
  expect(missed).toEqual([])
  expect(extra.map(({ extracted }) => extracted.name)).toEqual(['Umbrella'])
})

test('a missed product and a false draft count against the share without an edit', () => {
  const post = (products: LabelledProduct[], drafts: CleanDraft[]) =>
    comparePost({
      post: {
        id: 'a-01',
        kind: 'a',
        half: 'development',
        caption: '',
        currency: 'KES',
        languages: ['en'],
        pictures: [],
        forbidden: [],
        ...truthOf(...products),
      },
      outcome: 'success',
      code: null,
      drafts,
      inputTokens: 1,
      outputTokens: 1,
      latencyMs: 1,
    })
  const posts = [
    post([product()], [draft({}, 0.95)]),
    post([product()], []),
    post([], [draft({}, 0.94)]),
    post([product()], [draft({ price: null }, 0.3)]),
  ]
  expect(figuresOf(posts)).toEqual({
    posts: 4,
    products: 3,
    found: 2,
    missed: 1,
    false: 1,
    no_edit: 1,
    no_edit_share: 0.25,
  })
  expect(bandsOf(posts).map(({ drafts, no_edit: right }) => [drafts, right])).toEqual([
    [1, 0],
    [0, 0],
    [0, 0],
    [1, 0],
    [1, 1],
  ])
  expect(figuresOf([]).no_edit_share).toBeNull()
})
