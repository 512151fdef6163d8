import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { ExportFormat, Misfit } from '../../../../src/features/catalog/exports/format.ts'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { headerOf, writeProducts } from '../../../../src/features/catalog/exports/write.ts'

/** A product that fits every format; a test names what it is about. */
export const aProduct = (about: Partial<ExportedProduct> = {}): ExportedProduct => ({
  id: '018f3c2e-0000-7000-8000-000000000001',
  slug: 'ankara-dress',
  name: 'Ankara dress',
  description: 'Cotton, made in Nairobi.\nFree size.',
  sku: 'ANK-1',
  price: '2500.00',
  compareAtPrice: null,
  costPerItem: null,
  currency: 'KES',
  trackInventory: false,
  quantity: null,
  allowBackorder: false,
  lowStockThreshold: null,
  categories: ['Fashion & Apparel'],
  tags: ['dress', 'ankara'],
  collection: null,
  pictures: ['https://shop.example/media/1.jpg'],
  pictureSides: [1_080],
  videos: [],
  variants: [],
  status: 'active',
  isFeatured: false,
  isSeasonal: false,
  availableFrom: null,
  availableUntil: null,
  metaTitle: null,
  metaDescription: null,
  source: 'instagram',
  modelUrl: null,
  sourceId: '17900000000000001',
  sourceUrl: 'https://www.instagram.com/p/abc/',
  sourceCaption: 'Ankara dress KES 2,500',
  sourceDeletedAt: null,
  sourceDroppedAt: null,
  touched: [],
  soldCount: null,
  viewCount: null,
  likeCount: null,
  rating: null,
  reviewCount: null,
  importedAt: new Date('2026-11-01T10:00:00Z'),
  createdAt: new Date('2026-11-01T10:00:00Z'),
  updatedAt: new Date('2026-11-02T10:00:00Z'),
  brand: 'Mama Njeri',
  url: 'https://shop.example/products/ankara-dress',
  ...about,
})

/** Entries of the options, as in { Size: ['S', 'M'] }. */
export const variants = (options: Record<string, readonly string[]>) =>
  Object.entries(options).flatMap(([option, values]) => values.map((value) => ({ option, value })))

const Rows = z.array(z.record(z.string(), z.string()))

/** What a reader of the file finds in it, and what did not fit. */
export function readBack(format: ExportFormat, ...products: readonly ExportedProduct[]) {
  const { text, leftOut } = writeProducts(format, products)
  const rows = Rows.parse(parse(headerOf(format) + text, { columns: true, bom: true }))
  return { rows, leftOut, text }
}

/** The rules that a product breaks; throws if it fits. */
export function misfitsOf(
  format: ExportFormat,
  about: Partial<ExportedProduct>,
): readonly Misfit[] {
  const fit = format.rows(aProduct(about))
  if ('misfits' in fit) return fit.misfits
  throw new Error('it fits')
}

/** The first row's cells that are not empty. */
export function cells(row: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== ''))
}
