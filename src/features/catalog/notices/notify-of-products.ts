import { z } from 'zod'
import type { Db, Tx } from '../../../db/handles.ts'
import { CATALOG_ALERTS } from '../declare.ts'
import { takeUnnotifiedConflicts } from '../products/store/conflicts.ts'
import { takeUnnotifiedSources } from '../products/store/products/sources.ts'
import { MAX_LINKS, notifyWithLinks } from './notify-with-links.ts'

/** Conflicts or products that one transaction takes; the next takes the others. */
const AT_ONCE = 2_000
/** Characters of a value in a message. */
const MAX_VALUE = 60

type Config = { publicUrl?: string | undefined }

/**
 * Notifies owners of stores about conflicts with the shop, products whose post is gone, and
 * products that their post sells no more, each once; returns how many stores were found.
 */
export async function notifyOfProducts(db: Db, config: Config): Promise<number> {
  let found = await db.transaction().execute(async (tx) => await notifyOfConflicts(tx, config))
  for (const what of ['gone', 'dropped'] as const)
    found += await db.transaction().execute(async (tx) => await notifyOfSources(tx, config, what))
  return found
}

async function notifyOfConflicts(tx: Tx, config: Config): Promise<number> {
  const rows = await takeUnnotifiedConflicts(tx, { limit: AT_ONCE, links: MAX_LINKS })
  await notifyWithLinks(tx, CATALOG_ALERTS.product_conflicts, config, {
    link: 'decide',
    count: 'conflicts',
    page: '/console/product-link',
    review: (storeId) => `/console/products/conflicts?store=${storeId}`,
    stores: rows.map(({ conflicts, ...store }) => ({
      ...store,
      lines: conflicts.map(({ id, product, field, mine, theirs }) => ({
        subject: { conflict_id: id },
        facts: { product, field, yours: factOf(field, mine), post: factOf(field, theirs) },
      })),
    })),
  })
  return rows.length
}

const Parts = z.array(z.union([z.string(), z.object({ option: z.string(), value: z.string() })]))

/** A value of a conflict in a message: of pictures their number; null for nothing. */
function factOf(field: string, value: unknown): string | number | null {
  const list = Parts.safeParse(value).data
  if (field === 'pictures') return list?.length ?? 0
  const text = list
    ? list
        .map((part) => (typeof part === 'string' ? part : `${part.option}: ${part.value}`))
        .join(', ')
    : typeof value === 'string'
      ? value
      : ''
  return text === '' ? null : text.slice(0, MAX_VALUE).toWellFormed()
}

const SOURCE_ALERTS = {
  gone: CATALOG_ALERTS.product_posts_gone,
  dropped: CATALOG_ALERTS.product_posts_dropped,
} as const

async function notifyOfSources(
  tx: Tx,
  config: Config,
  what: keyof typeof SOURCE_ALERTS,
): Promise<number> {
  const rows = await takeUnnotifiedSources(tx, what, { limit: AT_ONCE, links: MAX_LINKS })
  await notifyWithLinks(tx, SOURCE_ALERTS[what], config, {
    link: 'decide',
    count: 'products',
    page: '/console/product-link',
    review: (storeId) => `/console/products?store=${storeId}&source=${what}`,
    stores: rows.map(({ products, ...store }) => ({
      ...store,
      lines: products.map(({ id, name }) => ({
        subject: { product_id: id },
        facts: { product: name },
      })),
    })),
  })
  return rows.length
}
