import {
  combinationsOf,
  fewCombinations,
  optionsOf,
  skuOf,
  type Combination,
  type ProductOption,
} from './combinations.ts'
import { CSV, type CsvFormat, type CsvRow, type Violation } from './format.ts'
import { htmlOf } from './html.ts'
import type { ExportedProduct } from './product.ts'
import { exceeds, found, violation, money, required, webAddress, type Checked } from './rules.ts'
import { stockOf } from './stock.ts'

/** WooCommerce takes any number; a table needs one. */
const ATTRIBUTES = [1, 2, 3, 4, 5] as const

const ATTRIBUTE_COLUMNS = ATTRIBUTES.flatMap(
  (number) =>
    [
      `Attribute ${number} name`,
      `Attribute ${number} value(s)`,
      `Attribute ${number} visible`,
      `Attribute ${number} global`,
    ] as const,
)

/**
 * Columns of "Product CSV Import Schema" (wiki of woocommerce/woocommerce, with the mappings of its
 * importer) that our fields fill. "Product CSV Importer and Exporter"
 * (woocommerce.com/document/product-csv-importer-exporter) has the rules.
 */
const COLUMNS = [
  'Type',
  'SKU',
  'Name',
  'Published',
  'Is featured?',
  'Visibility in catalog',
  'Description',
  'In stock?',
  'Stock',
  'Low stock amount',
  'Backorders allowed?',
  'Sale price',
  'Regular price',
  'Cost of goods',
  'Categories',
  'Tags',
  'Images',
  'Parent',
  'Position',
  ...ATTRIBUTE_COLUMNS,
] as const

type Row = CsvRow<(typeof COLUMNS)[number]>

/**
 * The format of WooCommerce's own importer: a row for a product; for one with options, also a row
 * for each variant.
 */
export const woocommerce: CsvFormat = {
  name: 'woocommerce',
  ...CSV,
  columns: COLUMNS,
  rows(product) {
    const options = optionsOf(product)
    const violations = violationsOf(product, options)
    if (violations.length > 0) return { violations }
    return { rows: options.length > 0 ? variableRows(product, options) : [simpleRow(product)] }
  },
}

const check = (field: string, what: string, value: string | null, remedy: string): Checked => ({
  field,
  what,
  value,
  remedy,
  reader: 'WooCommerce',
})

function violationsOf(product: ExportedProduct, options: readonly ProductOption[]): Violation[] {
  const { name, price, compare_at_price: before, cost_per_item: cost, pictures } = product
  const remedy = 'enter it as in 2500.00'
  return found([
    required(check('name', 'a name', name, 'give the product a name')),
    money(check('price', 'the price', price, remedy)),
    money(check('compare_at_price', 'the price before', before, remedy)),
    money(check('cost_per_item', 'the cost', cost, remedy)),
    ...pictures.map((url) =>
      webAddress(check('pictures', 'the URL of a picture', url, 'upload the picture again')),
    ),
    options.length > ATTRIBUTES.length
      ? violation(
          check(
            'variants',
            '',
            options.map((option) => option.name).join(', '),
            'put two of them into one',
          ),
          `gramd writes at most ${ATTRIBUTES.length} options of a product for WooCommerce`,
        )
      : undefined,
    fewCombinations(options),
  ])
}

const simpleRow = (product: ExportedProduct): Row => ({
  Type: 'simple',
  SKU: product.sku,
  ...productCells(product),
  ...priceCells(product),
})

/**
 * The product with every value and the stock, which its variants share; then each variant with a
 * price.
 */
function variableRows(product: ExportedProduct, options: readonly ProductOption[]): Row[] {
  // Variants name their parent by its SKU, so that it needs one; the slug is unique in the store as
  // well.
  const sku = product.sku ?? product.slug
  const values = options.map((option) => [option.name, list(option.values)] as const)
  const parent: Row = {
    Type: 'variable',
    SKU: sku,
    ...productCells(product),
    ...attributeCells(values, true),
  }
  const variants = combinationsOf(options).map((variant, index) =>
    variationRow(product, sku, variant, index),
  )
  return [parent, ...variants]
}

function variationRow(
  product: ExportedProduct,
  sku: string,
  variant: Combination,
  index: number,
): Row {
  const values = variant.values.map(({ option, value }) => [option, list([value])] as const)
  return {
    Type: 'variation',
    SKU: skuOf(sku, variant),
    Name: `${product.name} - ${variant.values.map(({ value }) => value).join(', ')}`,
    // A variant is hidden while its product is not published.
    Published: 1,
    'In stock?': IN_STOCK[stockOf(product)],
    'Backorders allowed?': product.allow_backorder ? 1 : 0,
    ...priceCells(product),
    Parent: sku,
    Position: index,
    ...attributeCells(values, false),
  }
}

const IN_STOCK = { in: 1, order: 'backorder', out: 0 } as const

/**
 * A draft is -1 or, since WooCommerce 3.7, false; spreadsheets may take a text that begins with -
 * for a formula.
 */
const PUBLISHED = { active: 1, archived: 0, draft: 'false' } as const

function productCells(product: ExportedProduct): Row {
  const { track_inventory: isTracked, quantity } = product
  return {
    Name: product.name,
    Published: PUBLISHED[product.status],
    'Is featured?': product.is_featured ? 1 : 0,
    'Visibility in catalog': 'visible',
    Description: htmlOf(product.description),
    'In stock?': IN_STOCK[stockOf(product)],
    // A number switches the management of stock on; an empty cell, off.
    Stock: isTracked ? quantity : null,
    'Low stock amount': isTracked ? product.low_stock_threshold : null,
    'Backorders allowed?': product.allow_backorder ? 1 : 0,
    Categories: list(product.categories),
    Tags: list(product.tags),
    Images: product.pictures.map((url) => url.replaceAll(',', '%2C')).join(', '),
  }
}

function priceCells({
  price,
  compare_at_price: before,
  cost_per_item: cost,
}: ExportedProduct): Row {
  const prices = exceeds(before, price)
    ? { 'Regular price': before, 'Sale price': price }
    : { 'Regular price': price }
  return { ...prices, 'Cost of goods': cost }
}

/**
 * Attributes are of this product alone: global ones would be shared by all products of the shop.
 */
function attributeCells(
  attributes: readonly (readonly [name: string, values: string])[],
  isParent: boolean,
): Row {
  return Object.fromEntries(
    attributes.flatMap(([name, values], index) => [
      [`Attribute ${index + 1} name`, name],
      [`Attribute ${index + 1} value(s)`, values],
      [`Attribute ${index + 1} visible`, isParent ? 1 : null],
      [`Attribute ${index + 1} global`, 0],
    ]),
  )
}

/** "Multiple values in a field get separated with commas"; a comma of a value is written as \, */
const list = (values: readonly string[]): string =>
  values.map((value) => value.replaceAll(',', String.raw`\,`)).join(', ')
