import { fewCombinations, combinationsOf, optionsOf, type Combination } from './combinations.ts'
import { CSV, type CsvFormat, type CsvRow } from './format.ts'
import type { ExportedProduct } from './product.ts'
import {
  atMost,
  exceeds,
  found,
  violation,
  money,
  required,
  requiredAtMost,
  webAddress,
  type Checked,
  type Finding,
} from './rules.ts'
import { warningsOf } from './meta-warnings.ts'
import { attributeOf, VARIANT_ATTRIBUTES } from './meta-words.ts'
import { stockOf, stockOfEach } from './stock.ts'

const VIDEO_COLUMNS = Array.from({ length: 10 }, (_, index) => `video[${index}].url` as const)

/**
 * Fields of "Catalog fields" (Meta for Developers,
 * developers.facebook.com/docs/commerce-platform/catalog/fields) that our fields fill; the lengths
 * and forms below are of the same page.
 */
const COLUMNS = [
  'id',
  'title',
  'description',
  'availability',
  'condition',
  'price',
  'link',
  'image_link',
  'brand',
  'sale_price',
  'item_group_id',
  'status',
  'additional_image_link',
  'product_type',
  'quantity_to_sell_on_facebook',
  ...VARIANT_ATTRIBUTES,
  'additional_variant_attribute',
  'expiration_date',
  ...VIDEO_COLUMNS,
] as const

type Row = CsvRow<(typeof COLUMNS)[number]>

const MOST = { id: 100, title: 200, description: 9999, brand: 100, type: 750, value: 200 }

/** "URLs for up to 20 additional images", "Maximum character limit: 2000". */
const MORE_PICTURES = { count: 20, characters: 2000 }

/**
 * The catalog of Meta (Facebook, Instagram, WhatsApp): an item for each variant, in a group of the
 * product's id.
 */
export const meta: CsvFormat = {
  name: 'meta',
  ...CSV,
  columns: COLUMNS,
  rows(product) {
    const options = optionsOf(product)
    const tooMany = fewCombinations(options)
    const variants = tooMany ? [] : combinationsOf(options)
    const violations = found([...findings(product), tooMany, ...variantFindings(product, variants)])
    if (violations.length > 0) return { violations }
    const rows = variants.map((variant) => rowOf(product, variant, variants.length))
    return { rows, warnings: warningsOf(product) }
  },
}

const check = (field: string, what: string, value: string | null, remedy: string): Checked => ({
  field,
  what,
  value,
  remedy,
  reader: 'Meta',
})

function findings(product: ExportedProduct): Finding[] {
  const { name, description, price, compare_at_price: before, pictures, brand } = product
  return [
    requiredAtMost(check('name', 'the title', name, 'shorten the name or give one'), MOST.title),
    requiredAtMost(
      check('description', 'the description', description, 'write one of that length'),
      MOST.description,
    ),
    priceFinding(price),
    money(check('compare_at_price', 'the price before', before, 'enter it as in 2500.00')),
    currency(product.currency),
    link(product.url),
    somePicture(product),
    mainPicture(product),
    ...pictures.map((url) =>
      webAddress(check('pictures', 'the URL of a picture', url, 'upload the picture again')),
    ),
    requiredAtMost(check('brand', 'the brand', brand, "change the store's name"), MOST.brand),
    atMost(
      check('categories', 'the category', product.categories[0] ?? null, 'shorten its name'),
      MOST.type,
    ),
  ]
}

/**
 * Requires a picture that Meta can fetch: a product may only have pictures without a public
 * address.
 */
const somePicture = ({ pictures, picture_sides: sides }: ExportedProduct): Finding =>
  required(
    check(
      'pictures',
      'a picture that it can fetch',
      pictures[0] ?? null,
      sides.length > 0 ? 'set GRAMD_PUBLIC_URL to an address that Meta reaches' : 'add a picture',
    ),
  )

/** "Use images that are at least 500 x 500 px." Too small ones beside the first are left out. */
const MIN_SIDE = 500

const isLarge = ({ picture_sides: sides }: ExportedProduct, at: number): boolean =>
  (sides[at] ?? MIN_SIDE) >= MIN_SIDE

const mainPicture = (product: ExportedProduct): Finding =>
  isLarge(product, 0)
    ? undefined
    : violation(
        check('pictures', '', `${product.picture_sides[0]} px`, 'choose a larger one as the first'),
        `Meta needs pictures of at least ${MIN_SIDE} × ${MIN_SIDE} pixels`,
      )

function priceFinding(price: string | null): Finding {
  const checked = check('price', 'the price', price, 'enter the price as in 2500.00')
  if (price === null) return required(checked)
  // A rule of ours: Meta documents none, but a price of 0 more likely means that no price was
  // entered.
  if (/^0*(?:\.0*)?$/.test(price)) return violation(checked, 'gramd offers nothing at 0 to Meta')
  return money(checked)
}

const currency = (code: string): Finding =>
  /^[A-Z]{3}$/.test(code)
    ? undefined
    : violation(
        check('currency', '', code, "choose the store's currency"),
        'Meta needs the currency as three letters of ISO 4217',
      )

/**
 * "Links must … be hosted on your business's website domain. Don't provide a link to a Facebook
 * domain".
 */
const NOT_A_SHOP = /(?:^|\.)(?:facebook\.com|fb\.com|fb\.me|instagram\.com|whatsapp\.com|wa\.me)$/i

function link(url: string | null): Finding {
  const remedy = 'set the address of the pages of the store, as in https://shop.example/p/{slug}'
  const checked = check('url', "the link to the product's page", url, remedy)
  const finding = required(checked) ?? webAddress(checked)
  if (finding || url === null || !NOT_A_SHOP.test(new URL(url).hostname)) return finding
  return violation(checked, "Meta needs a link to the shop's own website")
}

function variantFindings(product: ExportedProduct, variants: readonly Combination[]): Finding[] {
  const values = new Set(variants.flatMap((variant) => variant.values.map(({ value }) => value)))
  return [
    ...variants.map((variant) =>
      requiredAtMost(check('id', 'the id', idOf(product, variant), 'shorten the id'), MOST.id),
    ),
    ...[...values].map((value) =>
      atMost(check('variants', 'a size or colour', value, 'shorten the value'), MOST.value),
    ),
  ]
}

/**
 * Returns an id that no other item has: Meta ignores every item whose id comes twice, and SKUs may.
 * The id of the product is unique, and does not change.
 */
const idOf = ({ id }: ExportedProduct, { key }: Combination): string =>
  key === '' ? id : `${id}-${key}`

function rowOf(product: ExportedProduct, variant: Combination, count: number): Row {
  const { name, description, url, pictures, brand, categories, videos } = product
  return {
    id: idOf(product, variant),
    title: name.trim(),
    description: description.trim(),
    availability: AVAILABILITY[stockOf(product)],
    // Meta requires one, and a product has no field for it.
    condition: 'new',
    ...priceCells(product),
    link: url,
    image_link: pictures[0],
    brand: brand.trim(),
    item_group_id: count > 1 ? product.id : null,
    // The file has no status for drafts; an archived product is hidden.
    status: product.status === 'active' ? 'active' : 'archived',
    additional_image_link: morePictures(pictures.filter((_, at) => at > 0 && isLarge(product, at))),
    product_type: categories[0],
    quantity_to_sell_on_facebook: stockOfEach(product, count),
    ...attributeCells(variant),
    expiration_date: product.available_until?.toISOString().slice(0, 10),
    ...Object.fromEntries(VIDEO_COLUMNS.map((column, index) => [column, videos[index]])),
  }
}

/** The page has the first and the last; other lists of Meta's have what can be ordered as well. */
const AVAILABILITY = { in: 'in stock', order: 'available for order', out: 'out of stock' } as const

function priceCells({ price, compare_at_price: before, currency: code }: ExportedProduct): Row {
  const now = `${price} ${code}`
  return exceeds(before, price) ? { price: `${before} ${code}`, sale_price: now } : { price: now }
}

/**
 * Joins as many URLs as fit, in their order. A comma within a URL would end it, so it is encoded.
 */
function morePictures(urls: readonly string[]): string {
  let text = ''
  for (const url of urls.slice(0, MORE_PICTURES.count)) {
    const longer = (text === '' ? '' : `${text},`) + url.replaceAll(',', '%2C')
    if (longer.length > MORE_PICTURES.characters) break
    text = longer
  }
  return text
}

/**
 * Sizes, colours and their like have fields; others are written as in Scent:Fruity,
 * Flavor:Strawberry.
 */
function attributeCells({ values }: Combination): Row {
  const cells: Partial<Record<(typeof VARIANT_ATTRIBUTES)[number], string>> = {}
  const others: string[] = []
  for (const { option, value } of values) {
    const attribute = attributeOf(option)
    if (attribute && cells[attribute] === undefined) cells[attribute] = value
    else others.push(`${bare(option)}:${bare(value)}`)
  }
  return { ...cells, additional_variant_attribute: others.join(', ') }
}

/** Without the signs that separate attributes. */
const bare = (text: string): string => text.replaceAll(/[,:]+/g, ' ').trim()
