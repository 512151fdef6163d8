import { csv } from './csv.ts'
import type { ExportFormat } from './format.ts'
import { jsonl } from './jsonl.ts'
import { meta } from './meta.ts'
import { shopify } from './shopify.ts'
import { woocommerce } from './woocommerce.ts'

/** Every format that products are exported in, by its name. */
export const EXPORT_FORMATS = {
  shopify,
  meta,
  woocommerce,
  csv,
  jsonl,
} as const satisfies Record<string, ExportFormat>

export type ExportFormatName = keyof typeof EXPORT_FORMATS
