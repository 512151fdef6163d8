/** A choice that a buyer makes, such as Size: M. A product has one entry for each value of each option. */
export type ProductVariant = { option: string; value: string }

/** A product as exports see it: all that any format can say of it. */
export type ExportedProduct = {
  id: string
  /** ASCII, unique in the store. */
  slug: string
  name: string
  /** Plain text. */
  description: string
  sku: string | null
  /** Money is decimal text such as 2500.00: floating-point numbers do not hold it exactly. */
  price: string | null
  /** What it cost before, if it is on sale. */
  compareAtPrice: string | null
  costPerItem: string | null
  /** ISO 4217. */
  currency: string
  trackInventory: boolean
  quantity: number | null
  allowBackorder: boolean
  lowStockThreshold: number | null
  categories: string[]
  tags: string[]
  collection: string | null
  /** Absolute URLs that anybody can read; the first is the main picture. None while gramd has no public address. */
  pictures: string[]
  /** The shorter side of each picture of the product, in pixels. */
  pictureSides: number[]
  videos: string[]
  variants: ProductVariant[]
  status: 'draft' | 'active' | 'archived'
  isFeatured: boolean
  isSeasonal: boolean
  availableFrom: Date | null
  availableUntil: Date | null
  metaTitle: string | null
  metaDescription: string | null
  source: 'instagram' | 'manual' | 'whatsapp_catalog'
  modelUrl: string | null
  sourceId: string | null
  sourceUrl: string | null
  sourceCaption: string | null
  /** When the post was found to be gone. */
  sourceDeletedAt: Date | null
  /** When the post was found to sell it no more. */
  sourceDroppedAt: Date | null
  /** Fields that the seller has changed: the post does not change them any more. */
  touched: string[]
  /** What a shop has written through the API. */
  soldCount: number | null
  viewCount: number | null
  likeCount: number | null
  rating: number | null
  reviewCount: number | null
  importedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** The store's name. */
  brand: string
  /** The product's page at the shop, if known. */
  url: string | null
}
