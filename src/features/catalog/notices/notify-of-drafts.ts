import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { CATALOG_ALERTS } from '../declare.ts'
import {
  takeUnnotifiedDrafts,
  type UnnotifiedDrafts,
} from '../drafts/store/product-drafts/from-posts.ts'
import { MAX_LINKS, notifyWithLinks } from './notify-with-links.ts'
import { notifyOfProducts } from './notify-of-products.ts'

/** Drafts that one transaction takes; the next takes the others. */
const AT_ONCE = 2_000
const Nothing = z.object({})
const Result = z.object({ drafts: z.int(), stores: z.int() })

/**
 * Notifies owners of stores about drafts that are new since the last message, and about products
 * that differ from their post or have lost it.
 */
export const notifyOfDrafts = defineTask<
  Services,
  z.output<typeof Nothing>,
  z.output<typeof Result>
>({
  name: 'notify_of_drafts',
  summary: 'Notifies the owners of stores of new drafts.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 5,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'notify_of_drafts',
  async handle(_task, { services: { db, config }, signal }) {
    const counts = { drafts: 0, stores: 0 }
    for (;;) {
      signal.throwIfAborted()
      const stores = await db.transaction().execute(async (tx) => await notifySome(tx, config))
      if (stores.length === 0) break
      counts.stores += stores.length
      counts.drafts += stores.reduce((sum, { count }) => sum + count, 0)
    }
    while ((await notifyOfProducts(db, config)) > 0) signal.throwIfAborted()
    return { kind: 'done', result: counts }
  },
})

async function notifySome(
  tx: Tx,
  config: { publicUrl?: string | undefined },
): Promise<UnnotifiedDrafts[]> {
  const stores = await takeUnnotifiedDrafts(tx, { limit: AT_ONCE, links: MAX_LINKS })
  await notifyWithLinks(tx, CATALOG_ALERTS.drafts_ready, config, {
    link: 'approve',
    count: 'drafts',
    page: '/console/draft-link',
    review: (storeId) => `/console/drafts?store=${storeId}`,
    stores: stores.map(({ drafts, ...store }) => ({
      ...store,
      lines: drafts.map(({ id, name, price, currency }) => ({
        subject: { draft_id: id },
        facts: {
          draft: price === null ? name : `${name} · ${[currency, price].filter(Boolean).join(' ')}`,
        },
      })),
    })),
  })
  return stores
}
