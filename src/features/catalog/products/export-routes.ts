import { ownerSeenBy } from '../../../http/access/owner.ts'
import { streamDownload } from '../../../http/download.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import { findMedia, readMediaSides } from '../../../media/media-store.ts'
import {
  isOurMediaUrl,
  PUBLIC_MEDIA_MS,
  PUBLIC_MEDIA_PATH,
  publicMediaUrl,
} from '../../../media/public-url.ts'
import { NoSuchRecordError } from '../../../base/errors.ts'
import type { Services } from '../../manifest.ts'
import { EXPORT_FORMATS, type ExportFormatName } from '../exports/formats.ts'
import type { ExportedProduct } from '../exports/product.ts'
import { headerOf, writeProducts, type LeftOut } from '../exports/write.ts'
import { getStore, type StoreRow } from '../stores/stores-store.ts'
import { storeQuery, tags } from '../stores/store-view.ts'
import { listProducts, PRODUCT_STATES, type ProductRow } from './products-store.ts'

const FORMATS = [
  'shopify',
  'meta',
  'woocommerce',
  'csv',
  'jsonl',
] as const satisfies readonly ExportFormatName[]
/** Rows of one statement, in memory until the client has read them. */
const PAGE = 200
/** Of the products that a format has no room for. */
const MOST_TOLD = 1_000

const query = z.strictObject({
  store: storeQuery,
  format: z.enum(FORMATS),
  status: z.enum(PRODUCT_STATES).optional(),
})

const exported = createRoute({
  method: 'get',
  path: '/api/products/export',
  access: 'own:read',
  operationId: 'exportProducts',
  tags,
  summary: 'The products of a store as a file for a shop',
  description:
    'Products that break a rule of the format are not in the file: /api/products/export/check names them. The addresses of pictures hold for 30 days.',
  request: { query },
  responses: {
    200: {
      description: 'The file',
      content: { 'text/csv': { schema: z.string() }, 'application/jsonl': { schema: z.string() } },
    },
    404: problem('No such store of yours'),
  },
})

const check = createRoute({
  method: 'get',
  path: '/api/products/export/check',
  access: 'own:read',
  operationId: 'checkProductExport',
  tags,
  summary: 'Which products would not be in the file, and why',
  request: { query },
  responses: {
    200: json(
      'The first thousand that do not fit',
      z
        .object({
          products: z.int(),
          left_out: z.array(
            z.object({
              id: z.uuid(),
              name: z.string(),
              misfits: z.array(
                z.object({ field: z.string(), rule: z.string(), value: z.string() }),
              ),
            }),
          ),
        })
        .openapi('ProductExportCheck'),
    ),
    404: problem('No such store of yours'),
  },
})

const picture = createRoute({
  method: 'get',
  path: `${PUBLIC_MEDIA_PATH}/{hash}/{expires}/{signature}`,
  access: 'open',
  operationId: 'getPublicPicture',
  tags,
  summary: 'A picture of a product, for whoever has its signed address',
  request: {
    params: z.strictObject({
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      expires: z.string().regex(/^\d{1,12}$/),
      signature: z.string().regex(/^[A-Za-z0-9_-]{43}\.jpg$/),
    }),
  },
  responses: {
    200: { description: 'The picture', content: { 'image/jpeg': { schema: z.string() } } },
    404: problem('No such picture, or its address has ended'),
  },
})

/** Products as files for shops, and their pictures. */
export function productExportRoutes({
  db,
  config,
  clock,
}: Pick<Services, 'db' | 'config' | 'clock'>): Router {
  const router = createRouter()
  const { publicUrl, encryptionKeys: keys } = config
  const urlOf = (hash: string): string[] =>
    publicUrl && keys
      ? [publicMediaUrl({ keys, publicUrl }, hash, new Date(Date.now() + PUBLIC_MEDIA_MS))]
      : []
  router.openapi(exported, async (c) => {
    const { store: id, format: name, status } = c.req.valid('query')
    const seen = ownerSeenBy(c.get('principal'))
    const store = await getStore(db, seen, id)
    const format = EXPORT_FORMATS[name]
    const pages = pagesOf(db, store, { status, urlOf })
    return await streamDownload(c, textsOf(format, pages), {
      contentType: format.extension === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
      fileName: `${store.slug}-${name}-${clock.now().toISOString().slice(0, 10)}.${format.extension}`,
    })
  })
  router.openapi(check, async (c) => {
    const { store: id, format: name, status } = c.req.valid('query')
    const store = await getStore(db, ownerSeenBy(c.get('principal')), id)
    const leftOut: LeftOut[] = []
    let products = 0
    for await (const page of pagesOf(db, store, { status, urlOf })) {
      products += page.length
      leftOut.push(...writeProducts(EXPORT_FORMATS[name], page).leftOut)
    }
    const told = leftOut.slice(0, MOST_TOLD)
    return c.json(
      { products, left_out: told.map((each) => ({ ...each, misfits: [...each.misfits] })) },
      200,
    )
  })
  router.openapi(picture, async (c) => {
    const { hash, expires, signature } = c.req.valid('param')
    const address = {
      what: hash,
      expires: Number(expires),
      signature: signature.slice(0, -'.jpg'.length),
    }
    const isOurs = keys !== undefined && isOurMediaUrl(keys, address, new Date())
    const bytes = isOurs ? await findMedia(db, hash) : undefined
    if (!bytes) throw new NoSuchRecordError('no such picture, or its address has ended')
    c.header('cache-control', 'public, max-age=86400, immutable')
    c.header('x-content-type-options', 'nosniff')
    return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' })
  })
  return router
}

async function* textsOf(
  format: (typeof EXPORT_FORMATS)[ExportFormatName],
  pages: AsyncIterable<ExportedProduct[]>,
): AsyncGenerator<string, void> {
  yield headerOf(format)
  for await (const page of pages) yield writeProducts(format, page).text
}

async function* pagesOf(
  db: Services['db'],
  store: StoreRow,
  {
    status,
    urlOf,
  }: { status: ProductRow['status'] | undefined; urlOf: (hash: string) => string[] },
): AsyncGenerator<ExportedProduct[], void> {
  let after: string | undefined
  for (;;) {
    const rows = await listProducts(db, null, { storeId: store.id, status }, { after, limit: PAGE })
    if (rows.length > 0) {
      const sides = await readMediaSides(
        db,
        rows.flatMap(({ pictures }) => pictures),
      )
      yield rows.map((row) => toExported(row, store, { urlOf, sides }))
    }
    if (rows.length < PAGE) return
    after = rows.at(-1)?.id
  }
}

const toExported = (
  row: ProductRow,
  { name: brand, product_url: pages }: StoreRow,
  { urlOf, sides }: { urlOf: (hash: string) => string[]; sides: ReadonlyMap<string, number> },
): ExportedProduct => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  sku: row.sku,
  price: row.price,
  compareAtPrice: row.compare_at_price,
  costPerItem: row.cost_per_item,
  currency: row.currency,
  trackInventory: row.track_inventory,
  quantity: row.quantity,
  allowBackorder: row.allow_backorder,
  lowStockThreshold: row.low_stock_threshold,
  categories: row.categories,
  tags: row.tags,
  collection: row.collection,
  pictures: row.pictures.flatMap(urlOf),
  pictureSides: row.pictures.map((hash) => sides.get(hash) ?? 0),
  videos: [],
  variants: row.variants,
  status: row.status,
  isFeatured: row.is_featured,
  isSeasonal: row.is_seasonal,
  availableFrom: row.available_from,
  availableUntil: row.available_until,
  metaTitle: row.meta_title,
  metaDescription: row.meta_description,
  source: row.source,
  modelUrl: row.model_url,
  sourceId: row.source_id,
  sourceUrl: row.source_url,
  sourceCaption: row.source_caption,
  sourceDeletedAt: row.source_deleted_at,
  touched: row.touched,
  soldCount: row.sold_count,
  viewCount: row.view_count,
  likeCount: row.like_count,
  rating: row.rating,
  reviewCount: row.review_count,
  importedAt: row.imported_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  brand,
  url: pages === null ? null : decodeURI(pages).replace('{slug}', row.slug),
})
