import { namesOf, sortableIn, type Field, type ValuesOf } from '../../../base/fields.ts'

export const PRODUCT_STATES = ['draft', 'active', 'archived'] as const

export const PRODUCT_SOURCES = ['instagram', 'manual', 'whatsapp_catalog'] as const

/** The sections of a product's page, in their order. */
export const PRODUCT_GROUPS = [
  'basics',
  'price',
  'stock',
  'organization',
  'availability',
  'search',
  'links',
  'figures',
] as const
export type ProductGroup = (typeof PRODUCT_GROUPS)[number]

/** A field with the section of the page that shows it. */
type Grouped = Field & { group: ProductGroup }

/**
 * The fields of a product that people and shops write, by column of `products`. The schemas of the
 * API, the columns that the store reads, the files of exports and imports, the options of `gramd
 * products` and the page of a product follow from this table; its order is that of files.
 */
export const PRODUCT_FIELDS = {
  name: { kind: 'line', max: 200, isSortable: true, group: 'basics', about: 'of the product' },
  description: {
    kind: 'text',
    max: 5_000,
    default: '',
    isLong: true,
    group: 'basics',
    about: 'of the product',
  },
  sku: { kind: 'text', max: 100, default: null, group: 'stock', about: 'the number of the shop' },
  price: {
    kind: 'money',
    isSortable: true,
    default: null,
    group: 'price',
    about: 'as in 2500.00; without one it is on request',
    description: 'Null: on request',
  },
  compare_at_price: {
    kind: 'money',
    default: null,
    group: 'price',
    about: 'an earlier, higher price',
    description: 'An earlier, higher price',
    option: 'compare-at',
  },
  cost_per_item: {
    kind: 'money',
    default: null,
    group: 'price',
    about: 'what one costs the shop',
  },
  currency: {
    kind: 'currency',
    group: 'price',
    about: "of the prices, as in KES; a new product has the store's",
  },
  track_inventory: {
    kind: 'flag',
    default: false,
    group: 'stock',
    about: 'whether shops count what is in stock',
  },
  quantity: {
    kind: 'count',
    default: null,
    group: 'stock',
    about: 'in stock, if that is counted',
  },
  allow_backorder: {
    kind: 'flag',
    default: false,
    group: 'stock',
    about: 'whether it is sold when there is none',
  },
  low_stock_threshold: {
    kind: 'count',
    default: null,
    group: 'stock',
    about: 'shops call the stock low from this number on',
  },
  categories: {
    kind: 'list',
    max: 80,
    most: 20,
    default: [],
    group: 'organization',
    about: 'all of them',
  },
  tags: {
    kind: 'list',
    max: 40,
    most: 100,
    default: [],
    group: 'organization',
    about: 'all of them',
  },
  collection: {
    kind: 'text',
    max: 200,
    default: null,
    group: 'organization',
    about: 'the collection of the shop that it belongs to',
  },
  variants: {
    kind: 'variants',
    most: 100,
    default: [],
    group: 'basics',
    about: 'all of them, as in size=M,size=L',
  },
  status: {
    kind: 'choice',
    isSortable: true,
    values: PRODUCT_STATES,
    default: 'active',
    group: 'basics',
    about: 'what shops see',
  },
  is_featured: {
    kind: 'flag',
    default: false,
    group: 'organization',
    about: 'whether shops put it forward',
    option: 'featured',
  },
  is_seasonal: {
    kind: 'flag',
    default: false,
    group: 'organization',
    about: 'whether it is of a season',
    option: 'seasonal',
  },
  available_from: {
    kind: 'moment',
    default: null,
    group: 'availability',
    about: 'when its sale begins',
  },
  available_until: {
    kind: 'moment',
    default: null,
    group: 'availability',
    about: 'when its sale ends',
  },
  meta_title: {
    kind: 'text',
    max: 200,
    default: null,
    group: 'search',
    about: 'the title that search engines show',
  },
  meta_description: {
    kind: 'text',
    max: 1_000,
    default: null,
    isLong: true,
    group: 'search',
    about: 'the text that search engines show',
  },
  model_url: {
    kind: 'url',
    default: null,
    group: 'links',
    about: 'the address of a three-dimensional model',
    description: 'Of a three-dimensional model',
  },
  source_id: {
    kind: 'text',
    max: 200,
    default: null,
    group: 'links',
    about: 'the id of the post, or in the other catalog',
    description: 'Of the post, or in the other catalog',
  },
  source_url: {
    kind: 'url',
    default: null,
    group: 'links',
    about: 'the address of the post, or in the other catalog',
  },
  sold_count: {
    kind: 'count',
    default: null,
    group: 'figures',
    about: 'how many were sold',
    isCounted: true,
  },
  view_count: {
    kind: 'count',
    default: null,
    group: 'figures',
    about: 'how often it was seen in the shop',
    isCounted: true,
  },
  like_count: {
    kind: 'count',
    default: null,
    group: 'figures',
    about: 'how many like it in the shop',
    isCounted: true,
  },
  rating: {
    kind: 'number',
    max: 5,
    default: null,
    group: 'figures',
    about: 'of its buyers, 0 to 5',
    isCounted: true,
  },
  review_count: {
    kind: 'count',
    default: null,
    group: 'figures',
    about: 'how many reviews it has',
    isCounted: true,
  },
} as const satisfies Readonly<Record<string, Grouped>>

export type ProductField = keyof typeof PRODUCT_FIELDS
export const PRODUCT_FIELD_NAMES: readonly ProductField[] = namesOf(PRODUCT_FIELDS)

/** The fields by which a list of products is sorted; without one, the newest come first. */
export const PRODUCT_SORTS = [...sortableIn(PRODUCT_FIELDS), 'created_at', 'updated_at'] as const
export type ProductSort = (typeof PRODUCT_SORTS)[number]

/** The values that people and shops write; amounts are decimals in the digits of the currency. */
export type ProductFields = ValuesOf<typeof PRODUCT_FIELDS>

export type ProductChange = {
  [Name in ProductField]?: ProductFields[Name] | undefined
} & {
  slug?: string | undefined
}

export const fieldOfProduct = (name: ProductField): Grouped => PRODUCT_FIELDS[name]
