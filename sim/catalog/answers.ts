import type { DraftAnswer, AnsweredEvidence } from '../../src/features/catalog/extract/answer.ts'
import { readPrices } from '../../src/features/catalog/text/prices.ts'
import {
  platformIdOf,
  type LabelledPost,
  type LabelledProduct,
} from '../../tools/evaluate/drafts/labelled-post.ts'
import { detailsOf } from './details.ts'
import { isInCaption } from './in-caption.ts'

type Product = DraftAnswer['products'][number]

const NONE: AnsweredEvidence = { caption: null, picture: null }

/**
 * A model that knows the labels of these posts, and answers about the one that a request is about.
 */
export function scriptOf(
  posts: readonly LabelledPost[],
  answer: (post: LabelledPost) => DraftAnswer,
) {
  const byPlatformId = new Map(posts.map((post) => [platformIdOf(post.id), post]))
  return (userText: string): DraftAnswer => {
    const request: unknown = JSON.parse(userText)
    const id =
      typeof request === 'object' && request !== null && 'post_id' in request
        ? request.post_id
        : null
    const post = byPlatformId.get(String(id))
    if (!post) throw new Error(`no post is known by ${String(id)}`)
    return answer(post)
  }
}

const SURE = 0.97

/** Returns the answer that the labels imply, with the evidence that a careful reader would give. */
export function truthfulAnswer(post: LabelledPost): DraftAnswer {
  return {
    is_product: post.truth.sells,
    reason: '',
    products: post.truth.products.map((product) => truthfulProduct(post, product)),
  }
}

const truthfulProduct = (post: LabelledPost, product: LabelledProduct): Product => ({
  name: product.name,
  description: `  ${detailsOf(post, product).description}\n`,
  price: product.price,
  currency: product.currency,
  compare_at_price: product.compare_at_price,
  category: product.category,
  // As models write them: with hashes, in any case, and twice.
  tags: [`#${product.category}`, 'New  in', post.kind.toUpperCase(), product.category],
  variants: product.variants.map(({ option, value, picture = null }) => ({
    option,
    value,
    evidence: picture === null ? { caption: value, picture } : { caption: null, picture },
  })),
  // A picture that the post does not have is left out, and one that is named twice is stored once.
  pictures: twice(detailsOf(post, product).pictures, post.pictures.length + 1),
  confidence: SURE,
  evidence: {
    name: nameEvidence(post, product),
    price: priceEvidence(post, product, 'price'),
    compare_at_price: priceEvidence(post, product, 'compare_at_price'),
  },
})

const twice = (numbers: readonly number[], absent: number): number[] => [
  ...numbers,
  absent,
  ...numbers,
]

/** A product that the caption does not name is in its pictures. */
const nameEvidence = (post: LabelledPost, { name }: LabelledProduct): AnsweredEvidence =>
  isInCaption(post, name) || post.pictures.length === 0
    ? { caption: name, picture: null }
    : { caption: null, picture: 1 }

function priceEvidence(
  { caption, currency }: LabelledPost,
  product: LabelledProduct,
  field: 'price' | 'compare_at_price',
): AnsweredEvidence {
  const [value, picture = null] = [product[field], product.in_pictures[field]]
  if (value === null) return NONE
  if (picture !== null) return { caption: null, picture }
  const found = readPrices(caption ?? '', { currency }).find(({ amount }) => amount === value)
  return { caption: found ? (caption ?? '').slice(found.start, found.end) : caption, picture: null }
}

/** Values that stand in no post of the set. */
export const LIES = { price: '7777.77', before: '9999.99', size: '9XL', colour: 'ultramauve' }

/** A model that invents, in each way in which evidence can be wrong. */
export function lyingAnswer(post: LabelledPost): DraftAnswer {
  const { truth } = post
  const lies = truth.products.flatMap((product) => {
    const honest = truthfulProduct(post, product)
    return [invents(honest, post), misquotes(honest, post)]
  })
  const ghost = { ...invents(ghostProduct, post), name: 'Ghost product' }
  return { is_product: true, reason: '', products: [...lies, ghost] }
}

const ghostProduct: Product = {
  name: '',
  description: '',
  price: null,
  currency: null,
  compare_at_price: null,
  category: 'Gold bars',
  tags: [],
  variants: [],
  pictures: [99],
  confidence: 1,
  evidence: { name: NONE, price: NONE, compare_at_price: NONE },
}

/** Invalid evidence: words that are not in the post, pictures that it does not have, or none. */
const invents = (product: Product, { pictures }: LabelledPost): Product => ({
  ...product,
  price: LIES.price,
  compare_at_price: LIES.before,
  variants: [
    {
      option: 'Size',
      value: LIES.size,
      evidence: { caption: `Size ${LIES.size}`, picture: null },
    },
    {
      option: 'Colour',
      value: LIES.colour,
      evidence: { caption: null, picture: pictures.length + 1 },
    },
    { option: 'Material', value: 'unobtainium', evidence: NONE },
  ],
  evidence: {
    ...product.evidence,
    price: { caption: `only ${LIES.price}`, picture: 0 },
    compare_at_price: { caption: null, picture: pictures.length + 1 },
  },
})

/**
 * Words that are there, but say something else: a tenfold price, a size out of the whole caption.
 */
const misquotes = (product: Product, { caption }: LabelledPost): Product => ({
  ...product,
  price: LIES.price,
  compare_at_price: product.price === null ? LIES.before : String(7 * Number(LIES.price)),
  variants: [
    { option: 'Size', value: LIES.size, evidence: { caption, picture: null } },
    {
      option: 'Colour',
      value: LIES.colour,
      evidence: { caption: caption?.slice(0, 12) ?? null, picture: null },
    },
  ],
  evidence: {
    ...product.evidence,
    price: { ...product.evidence.price, picture: null },
    compare_at_price: { caption, picture: null },
  },
})

/** A model that points at a picture for a price that is not in it. */
export function misreadingAnswer(post: LabelledPost): DraftAnswer {
  const honest = truthfulAnswer(post)
  return {
    ...honest,
    products: honest.products.map((product) => ({
      ...product,
      price: LIES.price,
      evidence: { ...product.evidence, price: { caption: null, picture: 1 } },
    })),
  }
}
