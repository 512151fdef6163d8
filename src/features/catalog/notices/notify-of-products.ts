import { sql } from 'kysely'
import { z } from 'zod'
import type { Db, Tx } from '../../../db/handles.ts'
import { CATALOG_ALERTS } from '../declare.ts'
import { MAX_LINKS, notifyWithLinks } from './notify-with-links.ts'
import type { StoreToNotify } from './notify-owner.ts'

/** Conflicts or products that one transaction takes; the next takes the others. */
const AT_ONCE = 2_000
/** Characters of a value in a message. */
const MAX_VALUE = 60

type Config = { publicUrl?: string | undefined }

/**
 * Notifies owners of stores about conflicts with the shop, products whose post is gone, and products that their post sells
 * no more, each once; gives how many stores were found.
 */
export async function notifyOfProducts(db: Db, config: Config): Promise<number> {
  let found = await db.transaction().execute(async (tx) => await notifyOfConflicts(tx, config))
  for (const what of ['gone', 'dropped'] as const)
    found += await db.transaction().execute(async (tx) => await notifyOfSources(tx, config, what))
  return found
}

type NotifiedConflicts = StoreToNotify & {
  count: number
  conflicts: { id: string; product: string; field: string; mine: unknown; theirs: unknown }[]
}

async function notifyOfConflicts(tx: Tx, config: Config): Promise<number> {
  const { rows } = await sql<NotifiedConflicts>`
    with due as (
      select id from product_conflicts where notified_at is null and resolved_at is null
      order by id limit ${sql.lit(AT_ONCE)} for no key update skip locked
    ),
    notified as (
      update product_conflicts c set notified_at = world_now() from due u where c.id = u.id
      returning c.id, c.store_id, c.product_id, c.field, c.mine, c.theirs
    ),
    ranked as (
      select t.*, p.name as product, row_number() over (partition by t.store_id order by t.id desc) as rank
      from notified t join products p on p.id = t.product_id
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'product', r.product, 'field', r.field, 'mine', r.mine, 'theirs', r.theirs)
        order by r.rank) filter (where r.rank <= ${MAX_LINKS}) as conflicts
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  await notifyWithLinks(tx, CATALOG_ALERTS.product_conflicts, config, {
    link: 'decide',
    count: 'conflicts',
    page: '/console/product-link',
    review: (storeId) => `/console/products/conflicts?store=${storeId}`,
    stores: rows.map(({ conflicts, ...store }) => ({
      ...store,
      lines: conflicts.map(({ id, product, field, mine, theirs }) => ({
        subject: { conflict_id: id },
        facts: { product, field, yours: shown(field, mine), post: shown(field, theirs) },
      })),
    })),
  })
  return rows.length
}

const Parts = z.array(z.union([z.string(), z.object({ option: z.string(), value: z.string() })]))

/** A value of a conflict in a message: of pictures their number; null for nothing. */
function shown(field: string, value: unknown): string | number | null {
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

/** What has become of the post of a product: when, and what its owner was notified of. */
const SOURCES = {
  gone: {
    at: sql.ref('source_deleted_at'),
    notifiedFor: sql.ref('gone_notified_for'),
    kind: CATALOG_ALERTS.product_posts_gone,
  },
  dropped: {
    at: sql.ref('source_dropped_at'),
    notifiedFor: sql.ref('dropped_notified_for'),
    kind: CATALOG_ALERTS.product_posts_dropped,
  },
} as const

type NotifiedProducts = StoreToNotify & { count: number; products: { id: string; name: string }[] }

async function notifyOfSources(
  tx: Tx,
  config: Config,
  what: keyof typeof SOURCES,
): Promise<number> {
  const { at, notifiedFor, kind } = SOURCES[what]
  const { rows } = await sql<NotifiedProducts>`
    with due as (
      select id from products where ${at} is not null and ${notifiedFor} is distinct from ${at}
      order by id limit ${sql.lit(AT_ONCE)} for no key update skip locked
    ),
    notified as (
      update products p set ${notifiedFor} = ${at} from due u where p.id = u.id
      returning p.id, p.store_id, p.name, p.status
    ),
    ranked as (
      -- What is archived is sold no more, whatever its post says.
      select *, row_number() over (partition by store_id order by id desc) as rank from notified where status <> 'archived'
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.rank) filter (where r.rank <= ${MAX_LINKS}) as products
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  await notifyWithLinks(tx, kind, config, {
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
