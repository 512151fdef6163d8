import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { defaultsOf } from '../../../../src/base/fields.ts'
import type { ExportFormat, Violation } from '../../../../src/features/catalog/exports/format.ts'
import type { ExportedProduct } from '../../../../src/features/catalog/exports/product.ts'
import { PRODUCT_FIELDS } from '../../../../src/features/catalog/fields/products.ts'
import { headerOf, writeProducts } from '../../../../src/features/catalog/exports/write.ts'

/** A product that fits every format; a test names what it is about. */
export const aProduct = (about: Partial<ExportedProduct> = {}): ExportedProduct => ({
  ...defaultsOf(PRODUCT_FIELDS),
  id: '018f3c2e-0000-7000-8000-000000000001',
  slug: 'ankara-dress',
  name: 'Ankara dress',
  description: 'Cotton, made in Nairobi.\nFree size.',
  sku: 'ANK-1',
  price: '2500.00',
  currency: 'KES',
  categories: ['Fashion & Apparel'],
  tags: ['dress', 'ankara'],
  pictures: ['https://shop.example/media/1.jpg'],
  picture_sides: [1_080],
  videos: [],
  source: 'instagram',
  source_id: '17900000000000001',
  source_url: 'https://www.instagram.com/p/abc/',
  source_caption: 'Ankara dress KES 2,500',
  source_deleted_at: null,
  source_dropped_at: null,
  touched: [],
  imported_at: new Date('2026-11-01T10:00:00Z'),
  created_at: new Date('2026-11-01T10:00:00Z'),
  updated_at: new Date('2026-11-02T10:00:00Z'),
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
  const { text, skipped } = writeProducts(format, products)
  const rows = Rows.parse(parse(headerOf(format) + text, { columns: true, bom: true }))
  return { rows, skipped, text }
}

/** The rules that a product breaks; throws if it fits. */
export function violationsOf(
  format: ExportFormat,
  about: Partial<ExportedProduct>,
): readonly Violation[] {
  const fit = format.rows(aProduct(about))
  if ('violations' in fit) return fit.violations
  throw new Error('it fits')
}

/** The first row's cells that are not empty. */
export function cells(row: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== ''))
}
