import type { CleanDraft, Extracted } from '../../../src/features/catalog/extract/extracted.ts'
import { foldOnOneLine } from '../../../src/features/catalog/text/fold.ts'
import type { LabelledPost, LabelledProduct } from './labelled-post.ts'

/**
 * The fields that a label has of a product. Descriptions, tags and the choice of pictures are
 * matters of taste.
 */
const FIELDS = ['name', 'price', 'compare_at_price', 'currency', 'category', 'variants'] as const
export type Field = (typeof FIELDS)[number]

/** A product with its draft, and the fields that the seller would have to correct. */
type Pair = { product: LabelledProduct; draft: CleanDraft; wrong: Field[] }

export type ComparedDrafts = {
  pairs: Pair[]
  missed: LabelledProduct[]
  /** Drafts of nothing that the post sells. */
  extra: CleanDraft[]
}

/** Pairs drafts with products: the best pairs first, each once. */
export function compareDrafts(
  { truth: { products } }: Pick<LabelledPost, 'truth'>,
  drafts: readonly CleanDraft[],
): ComparedDrafts {
  const isOnly = products.length === 1 && drafts.length === 1
  const candidates = products
    .flatMap((product) =>
      drafts.map((draft) => ({ product, draft, score: similarity(product, draft, isOnly) })),
    )
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  const pairs: Pair[] = []
  const [found, used] = [new Set<LabelledProduct>(), new Set<CleanDraft>()]
  for (const { product, draft } of candidates) {
    if (found.has(product) || used.has(draft)) continue
    found.add(product)
    used.add(draft)
    pairs.push({ product, draft, wrong: wrongFields(product, draft.extracted) })
  }
  return {
    pairs,
    missed: products.filter((product) => !found.has(product)),
    extra: drafts.filter((draft) => !used.has(draft)),
  }
}

function similarity(product: LabelledProduct, { extracted }: CleanDraft, isOnly: boolean): number {
  const words = new Set(namesOf(product).flatMap((name) => name.split(' ')))
  const shares = plain(extracted.name)
    .split(' ')
    .some((word) => word.length > 2 && words.has(word))
  const hasPrice = product.price !== null && product.price === extracted.price
  return (
    (isName(product, extracted.name) ? 8 : 0) +
    (hasPrice ? 4 : 0) +
    (shares ? 2 : 0) +
    (isOnly ? 1 : 0)
  )
}

function wrongFields(product: LabelledProduct, extracted: Extracted): Field[] {
  return FIELDS.filter((field) => {
    if (field === 'name') return !isName(product, extracted.name)
    if (field === 'variants') return !areVariants(product.variants, extracted.variants)
    return product[field] !== extracted[field]
  })
}

const isName = (product: LabelledProduct, name: string): boolean =>
  namesOf(product).includes(plain(name))

const namesOf = ({ name, accepted_names: accepted }: LabelledProduct): string[] =>
  [name, ...accepted].map(plain)

type Variants = readonly { option: string; value: string }[]

/** Options have many names, and no seller renames "Colour": they only have to be of one sort. */
function areVariants(labelled: Variants, answered: Variants): boolean {
  const sorts = new Map(labelled.map(({ option, value }) => [plain(value), sortOf(option)]))
  return (
    sorts.size === new Set(answered.map(({ value }) => plain(value))).size &&
    answered.every(({ option, value }) => {
      const [wanted, said] = [sorts.get(plain(value)), sortOf(option)]
      return wanted !== undefined && (wanted === said || wanted === 'other' || said === 'other')
    })
  )
}

const SIZES: ReadonlySet<string> = new Set(
  'size sizes saizi размер размеры рост өлшем өлшемі'.split(' '),
)
const COLOURS: ReadonlySet<string> = new Set(
  'color colour colors colours shade rangi цвет цвета түс түсі реңк'.split(' '),
)

function sortOf(option: string): 'size' | 'colour' | 'other' {
  const name = plain(option)
  if (SIZES.has(name)) return 'size'
  return COLOURS.has(name) ? 'colour' : 'other'
}

/** Without case, marks and double spaces: what a seller would not correct either. */
const plain = (text: string): string =>
  foldOnOneLine(text)
    .text.replace(/[^\p{L}\p{N}+.]+/gu, ' ')
    .trim()
