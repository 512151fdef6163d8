import { expect, test } from 'vitest'
import { truthfulAnswer } from '../../../sim/catalog/answers.ts'
import { wrongDetails } from '../../../sim/catalog/details.ts'
import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import type { Extracted } from '../../../src/features/catalog/extract/extracted.ts'
import {
  postToAsk,
  type LabelledPost,
  type LabelledProduct,
} from '../../../tools/evaluate/drafts/labelled-post.ts'
import { DEVELOPMENT_POSTS } from '../../../tools/evaluate/drafts/development-posts.ts'

type Read = { post: LabelledPost; product: LabelledProduct; extracted: Extracted }

/** What is kept of a truthful answer about each product of the development half. */
const ALL: readonly Read[] = DEVELOPMENT_POSTS.flatMap((post) => {
  const pictures = post.pictures.map((_, at) => at + 1)
  const drafts = cleanAnswer(truthfulAnswer(post), { ...postToAsk(post), pictures })
  return post.truth.products.flatMap((product, at) => {
    const extracted = drafts[at]?.extracted
    return extracted ? [{ post, product, extracted }] : []
  })
})

const wrongIn = ({ post, product }: Read, extracted: Extracted): string[] =>
  wrongDetails(post, product, { extracted, caption: post.caption }).map(({ field }) => field)

/** The first that is so. */
function found(isWanted: (read: Read) => boolean): Read {
  const read = ALL.find(isWanted)
  if (!read) throw new Error('no labelled product is so')
  return read
}

test('what is kept of a truthful answer has every detail right', () => {
  expect(ALL.length).toBeGreaterThan(100)
  expect(ALL.flatMap((read) => wrongIn(read, read.extracted))).toEqual([])
})

test('each detail that is stored otherwise is told', () => {
  const read = found(
    ({ post, extracted: { evidence } }) =>
      post.pictures.length === 3 &&
      post.truth.products.length === 1 &&
      evidence['price']?.kind === 'caption' &&
      evidence['name']?.kind === 'caption',
  )
  const { extracted } = read
  const { price: _price, ...others } = extracted.evidence
  const { name } = extracted.evidence
  const with_ = (evidence: Extracted['evidence']) => ({ ...extracted, evidence })
  expect(wrongIn(read, { ...extracted, description: 'Other' })).toEqual(['description'])
  expect(wrongIn(read, { ...extracted, tags: extracted.tags.slice(1) })).toEqual(['tags'])
  // The order of pictures counts.
  const pictures = extracted.pictures.toReversed()
  expect(wrongIn(read, { ...extracted, pictures })).toEqual(['pictures'])
  expect(wrongIn(read, with_(others))).toEqual(['evidence.price'])
  expect(wrongIn(read, with_({ ...extracted.evidence, ...(name && { price: name }) }))).toEqual([
    'evidence.price',
  ])
  const pictured = { kind: 'picture', number: 2 } as const
  expect(wrongIn(read, with_({ ...extracted.evidence, name: pictured }))).toEqual(['evidence.name'])
  expect(wrongIn(read, with_({ ...extracted.evidence, category: pictured }))).toEqual([
    'evidence.category',
  ])
})

test('a price in a picture has to point at that picture, and each variant at its own words', () => {
  const inPicture = found(({ extracted: { evidence } }) => evidence['price']?.kind === 'picture')
  const moved = { kind: 'picture', number: 9 } as const
  const elsewhere = { ...inPicture.extracted.evidence, price: moved }
  expect(wrongIn(inPicture, { ...inPicture.extracted, evidence: elsewhere })).toEqual([
    'evidence.price',
  ])

  const varied = found(({ extracted: { evidence } }) => evidence['variants.1'] !== undefined)
  const { 'variants.0': first, 'variants.1': second } = varied.extracted.evidence
  const swapped = {
    ...varied.extracted.evidence,
    ...(first && second && { 'variants.0': second, 'variants.1': first }),
  }
  expect(wrongIn(varied, { ...varied.extracted, evidence: swapped })).toEqual([
    'evidence.variants.0',
    'evidence.variants.1',
  ])
})
