import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../db/database.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { CATALOG_ALERTS } from '../declare.ts'
import { makeDraftLinks } from './draft-links-store.ts'
import { tellOwner, type StoreToTell } from './tell-owner.ts'

/** Drafts that one transaction takes; the next takes the others. */
const AT_ONCE = 2_000
/** Drafts of a message that can be approved from it; all stand in the review. */
const MOST_LINKS = 3

const Nothing = z.object({})
const Told = z.object({ drafts: z.int(), stores: z.int() })

/** Tells owners of stores about drafts that are new since the last message. */
export const tellOfDrafts = defineTask<Services, z.output<typeof Nothing>, z.output<typeof Told>>({
  name: 'tell_of_drafts',
  summary: 'Tells the owners of stores about new drafts.',
  access: UPKEEP,
  payload: Nothing,
  result: Told,
  priority: 5,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'tell_of_drafts',
  async handle(_task, { services: { db, config }, signal }) {
    const told = { drafts: 0, stores: 0 }
    for (;;) {
      signal.throwIfAborted()
      const stores = await db.transaction().execute(async (tx) => await tellSome(tx, config))
      if (stores.length === 0) return { kind: 'done', result: told }
      told.stores += stores.length
      told.drafts += stores.reduce((sum, { count }) => sum + count, 0)
    }
  },
})

type NewDrafts = StoreToTell & {
  count: number
  /** The newest, surest first. */
  drafts: { id: string; name: string; price: string | null; currency: string | null }[]
}

async function tellSome(tx: Tx, { publicUrl = '' }: { publicUrl?: string | undefined }) {
  const stores = await takeUntold(tx)
  const links = await makeDraftLinks(
    tx,
    stores.flatMap(({ drafts }) => drafts.map(({ id }) => id)),
  )
  for (const { count, drafts, ...store } of stores) {
    const lines = drafts.map(({ id, name, price, currency }, at) => [
      [
        `draft_${at + 1}`,
        price === null ? name : `${name} · ${[currency, price].filter(Boolean).join(' ')}`,
      ],
      [`approve_${at + 1}`, `${publicUrl}/console/draft-link?once=${links.get(id) ?? ''}`],
    ])
    await tellOwner(tx, CATALOG_ALERTS.drafts_ready, store, {
      drafts: count,
      review: `${publicUrl}/console/drafts?store=${store.store_id}`,
      ...Object.fromEntries(lines.flat()),
    })
  }
  return stores
}

/** Marks drafts as told; gives their stores. */
async function takeUntold(tx: Tx): Promise<NewDrafts[]> {
  const { rows } = await sql<NewDrafts>`
    with untold as (
      select id from product_drafts where told_at is null and status = 'pending'
      order by id limit ${sql.lit(AT_ONCE)} for no key update skip locked
    ),
    told as (
      update product_drafts d set told_at = world_now() from untold u where d.id = u.id
      returning d.id, d.store_id, d.confidence, d.extracted
    ),
    ranked as (
      select *, row_number() over (partition by store_id order by confidence desc, id desc) as rank from told
    )
    select s.id as store_id, s.name as store, s.owner_id, count(*)::int as count,
      jsonb_agg(jsonb_build_object('id', r.id, 'name', r.extracted ->> 'name', 'price', r.extracted ->> 'price',
        'currency', r.extracted ->> 'currency') order by r.rank) filter (where r.rank <= ${MOST_LINKS}) as drafts
    from ranked r join stores s on s.id = r.store_id
    group by s.id order by s.id`.execute(tx)
  return rows
}
