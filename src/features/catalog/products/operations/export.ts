import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { streamDownload } from '../../../../http/download.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { problem, z } from '../../../../http/router.ts'
import { readMediaSides } from '../../../../media/media-store.ts'
import { PUBLIC_MEDIA_MS, publicMediaUrl } from '../../../../media/public-url.ts'
import {
  BYTE_ORDER_MARK,
  csvFields,
  readCsvStyle,
  refineCsv,
  type CsvStyle,
} from '../../../export/index.ts'
import type { Services } from '../../../services.ts'
import { EXPORT_FORMATS, type ExportFormatName } from '../../exports/formats.ts'
import type { ExportedProduct } from '../../exports/product.ts'
import { headerOf, writeProducts, type Skipped, type Warned } from '../../exports/write.ts'
import { SLUG_PLACE, storeQuery, tags } from '../../stores/store-view.ts'
import { getStore, type StoreRow } from '../../stores/store/stores/stores.ts'
import { newestProducts } from '../store/products/list.ts'
import type { ProductRow } from '../store/products/read.ts'
import { PRODUCT_STATES } from '../../fields/products.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config' | 'clock'>>()

const FORMATS = [
  'shopify',
  'meta',
  'woocommerce',
  'csv',
  'jsonl',
] as const satisfies readonly ExportFormatName[]
/** Rows of one statement, in memory until the client has read them. */
const PAGE = 200
/** The maximum number of products in a report of those that are left out or have warnings. */
const MAX_REPORTED = 1_000

const query = z.strictObject({
  store: storeQuery,
  format: z.enum(FORMATS),
  status: z.enum(PRODUCT_STATES).optional(),
})

const named = { id: z.uuid(), name: z.string() }
const finding = z.object({ field: z.string(), rule: z.string(), value: z.string() })

/** Products as files for shops. */
export const exportOperations = {
  exportProducts: operation.raw({
    method: 'get',
    path: '/api/products/export',
    access: 'own:read',
    tags,
    summary: 'The products of a store as a file for a shop',
    description:
      'Products that break a rule of the format are not in the file: ' +
      '/api/products/export/check names them. The addresses of pictures hold for 30 days. ' +
      '`bom`, `delimiter` and `decimal` are for the format `csv`: shops read theirs as it is.',
    query: query.extend(csvFields).superRefine(refineCsv),
    responses: {
      200: {
        description: 'The file',
        content: {
          'text/csv': { schema: z.string() },
          'application/jsonl': { schema: z.string() },
        },
      },
      404: problem('No such store of yours'),
    },
    async run({ query: sent }, { db, config, clock }, { principal, http }) {
      const { store: id, format: name, status, ...fields } = sent
      const store = await getStore(db, ownerScopeOf(principal), id)
      const format = EXPORT_FORMATS[name]
      const pages = pagesOf(db, store, { status, urlOf: urlsWith(config) })
      return await streamDownload(http, textsOf(format, pages, readCsvStyle(fields)), {
        contentType: format.extension === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl',
        fileName: `${store.slug}-${name}-${clock.now().toISOString().slice(0, 10)}.${format.extension}`,
      })
    },
  }),

  checkProductExport: operation.get({
    path: '/api/products/export/check',
    access: 'own:read',
    tags,
    summary: 'Which products would not be in the file, and why; and what its reader will warn of',
    query,
    answer: z
      .object({
        products: z.int(),
        left_out: z.array(z.object({ ...named, violations: z.array(finding) })),
        warned: z
          .array(z.object({ ...named, warnings: z.array(finding.extend({ code: z.string() })) }))
          .openapi({
            description: 'They are in the file: Meta’s own check of a feed warns of them',
          }),
      })
      .openapi('ProductExportCheck'),
    success: 'The first thousand that do not fit, and the first thousand with warnings',
    refusals: { 404: 'No such store of yours' },
    async run({ query: { store: id, format: name, status } }, { db, config }, { principal }) {
      const store = await getStore(db, ownerScopeOf(principal), id)
      const skipped: Skipped[] = []
      const warned: Warned[] = []
      let products = 0
      for await (const page of pagesOf(db, store, { status, urlOf: urlsWith(config) })) {
        products += page.length
        const written = writeProducts(EXPORT_FORMATS[name], page)
        skipped.push(...written.skipped)
        warned.push(...written.warned)
      }
      return {
        products,
        left_out: skipped.slice(0, MAX_REPORTED),
        warned: warned.slice(0, MAX_REPORTED),
      }
    },
  }),
}

/** The public address of a file by its hash (hex); none when gramd has no public name. */
type UrlOf = (hash: string, extension: 'jpg' | 'mp4') => string[]

const urlsWith =
  ({ publicUrl, encryptionKeys: keys }: Services['config']): UrlOf =>
  (hash, extension) => {
    const until = new Date(Date.now() + PUBLIC_MEDIA_MS)
    return publicUrl && keys
      ? [publicMediaUrl({ keys, publicUrl }, { hash, extension }, until)]
      : []
  }

async function* textsOf(
  format: (typeof EXPORT_FORMATS)[ExportFormatName],
  pages: AsyncIterable<ExportedProduct[]>,
  { bom, dialect }: CsvStyle,
): AsyncGenerator<string, void> {
  yield (bom ? BYTE_ORDER_MARK : '') + headerOf(format, dialect)
  for await (const page of pages) yield writeProducts(format, page, dialect).text
}

async function* pagesOf(
  db: Services['db'],
  store: StoreRow,
  { status, urlOf }: { status: ProductRow['status'] | undefined; urlOf: UrlOf },
): AsyncGenerator<ExportedProduct[], void> {
  let after: string | undefined
  for (;;) {
    const rows = await newestProducts(db, { storeId: store.id, status }, { after, limit: PAGE })
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
  { urlOf, sides }: { urlOf: UrlOf; sides: ReadonlyMap<string, number> },
): ExportedProduct => ({
  ...row,
  pictures: row.pictures.flatMap((hash) => urlOf(hash, 'jpg')),
  picture_sides: row.pictures.map((hash) => sides.get(hash) ?? 0),
  videos: row.videos.flatMap((hash) => urlOf(hash, 'mp4')),
  brand,
  url: pages === null ? null : pages.replace(SLUG_PLACE, row.slug),
})
