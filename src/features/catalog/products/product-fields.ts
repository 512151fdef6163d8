export const PRODUCT_STATES = ['draft', 'active', 'archived'] as const

export const PRODUCT_SOURCES = ['instagram', 'manual', 'whatsapp_catalog'] as const

/** What people and shops write; amounts are decimals in the digits of the currency. */
export type ProductFields = {
  name: string
  description: string
  sku: string | null
  price: string | null
  compare_at_price: string | null
  cost_per_item: string | null
  currency: string
  track_inventory: boolean
  quantity: number | null
  allow_backorder: boolean
  low_stock_threshold: number | null
  categories: string[]
  tags: string[]
  collection: string | null
  variants: { option: string; value: string }[]
  status: (typeof PRODUCT_STATES)[number]
  is_featured: boolean
  is_seasonal: boolean
  available_from: Date | null
  available_until: Date | null
  meta_title: string | null
  meta_description: string | null
  model_url: string | null
  source_id: string | null
  source_url: string | null
  sold_count: number | null
  view_count: number | null
  like_count: number | null
  rating: number | null
  review_count: number | null
}

export type ProductChange = {
  [Field in keyof ProductFields]?: ProductFields[Field] | undefined
} & {
  slug?: string | undefined
}
