import { numbered, slugOf } from '../slug.ts'
import { violation, type Finding } from './rules.ts'
import type { ExportedProduct, ProductVariant } from './product.ts'

/** An option with its values, each once. */
export type ProductOption = { name: string; values: readonly string[] }

/** One thing that a buyer can choose: a value of each option. */
export type Combination = {
  values: readonly ProductVariant[]
  /** Distinguishes combinations of a product, as ASCII: red-m. */
  key: string
}

/**
 * Combinations of a product at most. It is Shopify's limit ("The product variant limit is now 2048
 * for all merchants", Shopify developer changelog, 2025-10-15); the other formats share it, as a
 * guard: options multiply.
 */
const MAX_COMBINATIONS = 2048

/** Leaves room for an id in front of it within 100 characters. */
const KEY_LIMIT = 40

/**
 * The options of a product in the order of their first values; blank entries and repeated values
 * are dropped.
 */
export function optionsOf({ variants }: Pick<ExportedProduct, 'variants'>): ProductOption[] {
  const options = new Map<string, Set<string>>()
  for (const { option, value } of variants) {
    const [name, text] = [option.trim(), value.trim()]
    if (name === '' || text === '') continue
    const values = options.get(name) ?? new Set()
    options.set(name, values.add(text))
  }
  return [...options].map(([name, values]) => ({ name, values: [...values] }))
}

/** Refuses a product whose options make more combinations than a file should have. */
export function fewCombinations(options: readonly ProductOption[]): Finding {
  const count = options.reduce((product, { values }) => product * values.length, 1)
  if (count <= MAX_COMBINATIONS) return undefined
  const checked = {
    field: 'variants',
    value: `${count}`,
    remedy: 'take values from its options, or make several products of it',
  }
  return violation(checked, 'A product has at most 2,048 combinations of options')
}

/** Every combination of the options' values; a product without options has one, of no values. */
export function combinationsOf(options: readonly ProductOption[]): Combination[] {
  const all = options.reduce<ProductVariant[][]>(
    (rows, { name, values }) =>
      rows.flatMap((row) => values.map((value) => [...row, { option: name, value }])),
    [[]],
  )
  const taken = new Set<string>()
  return all.map((values) => ({ values, key: keyOf(values, taken) }))
}

/**
 * The SKU of one variant: that of the product, with the key of the combination where there are
 * several.
 */
export const skuOf = (sku: string | null, { key }: Combination): string | null =>
  sku === null || key === '' ? sku : `${sku}-${key}`

/**
 * A key that no combination before has: XL and xl, or values beyond the limit, may give the same
 * slug.
 */
function keyOf(values: readonly ProductVariant[], taken: Set<string>): string {
  if (values.length === 0) return ''
  const slug = slugOf(values.map(({ value }) => value).join(' '), KEY_LIMIT)
  let key = slug
  for (let n = 2; taken.has(key); n += 1) key = numbered(slug, n, KEY_LIMIT)
  taken.add(key)
  return key
}
