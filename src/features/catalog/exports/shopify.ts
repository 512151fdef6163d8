import {
  combinationsOf,
  fewCombinations,
  optionsOf,
  skuOf,
  type Combination,
} from './combinations.ts'
import { CSV, type CsvFormat, type CsvRow, type Violation } from './format.ts'
import { htmlOf } from './html.ts'
import type { ExportedProduct } from './product.ts'
import {
  charactersOf,
  exceeds,
  found,
  violation,
  money,
  required,
  webAddress,
  type Checked,
} from './rules.ts'
import { stockOfEach } from './stock.ts'

/**
 * Columns of "Using CSV files to import and export products" (Shopify Help Center,
 * help.shopify.com/en/manual/products/ import-export/using-csv) that our fields fill, under the
 * names of its sample file, product_template.csv. The page renamed them in 2025 (Handle became URL
 * handle, Variant Price became Price); what may stand in Vendor, Option1, Status and the columns of
 * stock is of its edition before that.
 */
const COLUMNS = [
  'Title',
  'URL handle',
  'Description',
  'Vendor',
  'Type',
  'Tags',
  'Published on online store',
  'Status',
  'SKU',
  'Option1 name',
  'Option1 value',
  'Option2 name',
  'Option2 value',
  'Option3 name',
  'Option3 value',
  'Price',
  'Compare-at price',
  'Cost per item',
  'Inventory tracker',
  'Inventory quantity',
  'Continue selling when out of stock',
  'Product image URL',
  'Image position',
  'SEO title',
  'SEO description',
] as const

type Row = CsvRow<(typeof COLUMNS)[number]>

/** The table has three pairs of option columns. */
const OPTION_COLUMNS = [
  ['Option1 name', 'Option1 value'],
  ['Option2 name', 'Option2 value'],
  ['Option3 name', 'Option3 value'],
] as const

/** "Product tags now have a limit of 250 per product" (Shopify developer changelog). */
const MAX_TAGS = 250

/** A vendor has two characters at least. */
const SHORTEST_VENDOR = 2

/** Shopify's product CSV: a row for each variant and each picture, all of the same handle. */
export const shopify: CsvFormat = {
  name: 'shopify',
  ...CSV,
  columns: COLUMNS,
  rows(product) {
    const violations = violationsOf(product)
    return violations.length > 0 ? { violations } : { rows: rowsOf(product) }
  },
}

const check = (field: string, what: string, value: string | null, remedy: string): Checked => ({
  field,
  what,
  value,
  remedy,
  reader: 'Shopify',
})

function violationsOf(product: ExportedProduct): Violation[] {
  const { name, slug, price, compare_at_price: before, cost_per_item: cost, pictures } = product
  return found([
    required(check('name', 'a title', name, 'give the product a name')),
    handle(slug),
    vendor(product.brand),
    // An empty price would be imported as free of charge.
    required(check('price', 'a price', price, 'enter the price')),
    money(check('price', 'the price', price, 'enter the price as in 2500.00')),
    money(check('compare_at_price', 'the price before', before, 'enter it as in 2500.00')),
    money(check('cost_per_item', 'the cost', cost, 'enter it as in 2500.00')),
    tags(product.tags),
    ...options(product),
    ...pictures.map((url) =>
      webAddress(check('pictures', 'the URL of a picture', url, 'upload the picture again')),
    ),
  ])
}

const handle = (slug: string) =>
  /^[\p{L}\d-]+$/u.test(slug)
    ? undefined
    : violation(
        check('slug', '', slug, 'change the slug'),
        'A handle in Shopify has letters, digits and hyphens alone',
      )

const vendor = (brand: string) =>
  charactersOf(brand.trim()) >= SHORTEST_VENDOR
    ? undefined
    : violation(
        check('brand', '', brand, 'give the store a longer name'),
        'Shopify takes vendors of at least 2 characters',
      )

const tags = (all: readonly string[]) =>
  all.length <= MAX_TAGS
    ? undefined
    : violation(
        check('tags', '', `${all.length}`, 'remove some'),
        `Shopify takes at most ${MAX_TAGS} tags`,
      )

function options(product: ExportedProduct) {
  const all = optionsOf(product)
  const names = all.map(({ name }) => name).join(', ')
  return [
    all.length > OPTION_COLUMNS.length
      ? violation(
          check('variants', '', names, 'put two of them into one, such as Colour and size'),
          'Shopify takes at most 3 options of a product',
        )
      : undefined,
    fewCombinations(all),
  ]
}

/**
 * Returns the rows of a product. Every row has the handle, by which Shopify groups them; the
 * product's own cells are in the first alone.
 */
function rowsOf(product: ExportedProduct): Row[] {
  const { slug, pictures } = product
  const variants = combinationsOf(optionsOf(product))
  const count = Math.max(variants.length, pictures.length)
  return Array.from({ length: count }, (_, index): Row => {
    const [variant, picture] = [variants[index], pictures[index]]
    return {
      ...(index === 0 && productCells(product)),
      'URL handle': slug,
      ...(variant && variantCells(product, variant, variants.length)),
      ...(picture !== undefined && { 'Product image URL': picture, 'Image position': index + 1 }),
    }
  })
}

const productCells = (product: ExportedProduct): Row => ({
  Title: product.name,
  Description: htmlOf(product.description),
  Vendor: product.brand.trim(),
  Type: product.categories[0],
  Tags: product.tags.join(', '),
  'Published on online store': product.status === 'active' ? 'TRUE' : 'FALSE',
  Status: product.status,
  'SEO title': product.meta_title,
  'SEO description': product.meta_description,
})

function variantCells(product: ExportedProduct, variant: Combination, count: number): Row {
  const { sku, price, compare_at_price: before } = product
  const quantity = stockOfEach(product, count)
  return {
    ...optionCells(variant),
    SKU: skuOf(sku, variant),
    Price: price,
    'Compare-at price': exceeds(before, price) ? before : null,
    'Cost per item': product.cost_per_item,
    ...(quantity !== null && { 'Inventory tracker': 'shopify', 'Inventory quantity': quantity }),
    'Continue selling when out of stock': product.allow_backorder ? 'continue' : 'deny',
  }
}

/** A product without options has one of the name Title with the value Default Title. */
function optionCells({ values }: Combination): Row {
  const pairs = values.length > 0 ? values : [{ option: 'Title', value: 'Default Title' }]
  return Object.fromEntries(
    OPTION_COLUMNS.flatMap(([name, value], index) => {
      const pair = pairs[index]
      return pair
        ? [
            [name, pair.option],
            [value, pair.value],
          ]
        : []
    }),
  )
}
