import { sql } from 'kysely'
import { expect } from 'vitest'
import { differencesOf, readDrafts, type Difference } from '../../../sim/catalog/judge.ts'
import { jsonb } from '../../../src/db/database.ts'
import type { CrashWorld } from './crash-world.ts'
import { expectChanges } from './verdict-changes.ts'

export type Totals = {
  open: number
  failed: number
  running_syncs: number
  /** Questions that wait for a batch, and batches that are not closed or whose files are left. */
  in_batches: number
  posts: number
  drafts: number
  products: number
  /** Answers of the model that are stored. */
  answers: number
  answers_in_batches: number
  /** Calls whose process died before it had the answer, or before it had stored it. */
  lost: number
  /** Answers that were of no use, such as a refusal: they are paid, and asked for again. */
  useless: number
}

/** What was paid for an answer about a post, at once or in a batch. */
const PAID = sql`(
  select subject, cost_usd, outcome, created_at from ai_calls where outcome not in ('unanswered', 'failed')
  union all
  select t.subject, r.cost_usd, r.outcome, b.created_at
  from ai_batch_rows r join scrape_tasks t on t.id = r.task_id join ai_batches b on b.id = r.batch_id)`

export async function readTotals({ db }: CrashWorld): Promise<Totals> {
  const { rows } = await sql<Totals>`
    select (count(*) filter (where status in ('pending', 'running')))::int as open,
      (count(*) filter (where status = 'failed'))::int as failed,
      (select count(*)::int from catalog_syncs where status = 'running') as running_syncs,
      (select count(*)::int from ai_batches where ingested_at is null or files_deleted_at is null)
        + (count(*) filter (where task_type = 'draft_products' and status = 'pending'))::int as in_batches,
      (select count(*)::int from catalog_posts) as posts, (select count(*)::int from product_drafts) as drafts,
      (select count(*)::int from products) as products,
      (select count(*)::int from ai_calls where outcome = 'success') as answers,
      (select count(*)::int from ai_batch_rows where outcome = 'success') as answers_in_batches,
      (select count(*)::int from ai_calls where outcome = 'unanswered' or outcome is null) as lost,
      (select count(*)::int from ${PAID} a where outcome in ('refusal', 'content_filter', 'cut_off', 'invalid')) as useless
    from scrape_tasks`.execute(db)
  const [totals] = rows
  if (!totals) throw new Error('no totals')
  return totals
}

/** Drafts that are not what their posts say; a post has exactly the drafts of what it sells. */
export async function wrongDrafts(world: CrashWorld): Promise<Difference[]> {
  const { db, shops, storeOf } = world
  const differences: Difference[] = []
  for (const shop of shops.all) {
    const stored = await readDrafts(db, storeOf(shop))
    for (const [id, post] of shop.posts)
      differences.push(...differencesOf(id, post, stored.get(id), { isTruthful: true }).differences)
  }
  return differences
}

/** Approved drafts without their one product, products of no draft, and products without all of their pictures. */
async function wrongProducts({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select d.id, d.status, d.product_id, 'no product' as wrong from product_drafts d
    where (d.status = 'approved') <> (d.product_id is not null)
    union all
    select null, p.status, p.id, 'drafts: ' || count(d.id) from products p
    left join product_drafts d on d.product_id = p.id group by p.id having count(d.id) <> 1
    union all
    select d.id, d.status, d.product_id, 'pictures: ' || kept.media || ' and ' || kept.hashes
    from product_drafts d
    cross join lateral (
      select (select count(*) from media_uses u where u.owner = 'product:' || d.product_id) as media,
        (select count(*) from product_pictures h where h.product_id = d.product_id) as hashes) kept
    where d.status = 'approved' and (kept.media <> jsonb_array_length(d.extracted -> 'pictures') or kept.hashes <> kept.media)
    union all
    select d.id, d.status, d.product_id, 'a store approved it on no evidence' from product_drafts d join stores s on s.id = d.store_id
    where d.decided_by = 'store' and (s.auto_approve_from is null or d.confidence < s.auto_approve_from or d.flags <> '{}')
    limit 20`.execute(db)
  return rows
}

/** Drafts that their store should have approved by itself. */
async function leftPending({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select d.id, d.extracted from product_drafts d join stores s on s.id = d.store_id
    where d.status = 'pending' and d.edits = '{}' and d.flags = '{}' and d.confidence >= s.auto_approve_from
      and d.extracted ->> 'price' is not null and d.extracted -> 'evidence' -> 'price' ->> 'kind' = 'caption'
    limit 20`.execute(db)
  return rows
}

/** Syncs that have not ended, and those whose counts are not those of their posts. */
async function wrongSyncs({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select s.id, s.type, s.status, s.counts, c.* from catalog_syncs s
    cross join lateral (
      select count(*) as total, count(e.outcome) as processed, coalesce(sum(e.drafts), 0) as drafts,
        coalesce(sum(e.cost_usd), 0) as cost
      from catalog_sync_posts e where e.sync_id = s.id) c
    where s.status <> 'success' or not s.is_listed or c.total <> c.processed
      or (s.counts ->> 'total')::int <> c.total or (s.counts ->> 'drafts')::int <> c.drafts
      or abs((s.counts ->> 'cost_usd')::float8 - c.cost) > 1e-9
    limit 20`.execute(db)
  return rows
}

/** Posts that were paid otherwise than their answers say. */
async function wrongCosts({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select p.platform_id, p.cost_usd, c.cost, s.cost as of_syncs from catalog_posts p
    cross join lateral (
      select coalesce(sum(cost_usd), 0) as cost from ${PAID} a where a.subject = 'catalog_post:' || p.id) c
    cross join lateral (
      select coalesce(sum(cost_usd), 0) as cost from catalog_sync_posts where post_id = p.id) s
    where abs(p.cost_usd - c.cost) > 1e-9 or abs(p.cost_usd - s.cost) > 1e-9
    limit 20`.execute(db)
  return rows
}

/** Posts about which a stored answer was paid again, although they said the same. */
async function answeredTwice({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const edits = [...ledger.edits].map(([id, times]) => ({ id, times }))
  const { rows } = await sql`
    select subject, jsonb_agg(jsonb_build_object('at', c.created_at, 'outcome', c.outcome) order by c.created_at) as answers
    from ${PAID} c left join catalog_posts p on subject = 'catalog_post:' || p.id
    left join jsonb_to_recordset(${jsonb(edits)}) as e (id text, times integer) on e.id = p.platform_id
    group by subject, e.times having count(*) filter (where c.outcome = 'success') > 1 + coalesce(e.times, 0)`.execute(
    db,
  )
  return rows
}

/** Posts that no batch has answered, although a scan in batches has asked about them. */
async function notInBatches({ db, ledger }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select id from unnest(${[...ledger.inBatches]}::text[]) as asked (id)
    where not exists (
      select from catalog_posts p join scrape_tasks t on t.subject = 'catalog_post:' || p.id
      join ai_batch_rows r on r.task_id = t.id where p.platform_id = asked.id and r.outcome = 'success')`.execute(
    db,
  )
  return rows
}

/** Tasks to which an attempt was counted: a killed process costs none, but a bad answer in a batch costs one. */
async function wrongAttempts({ db }: CrashWorld): Promise<unknown[]> {
  const { rows } = await sql`
    select t.task_type, t.attempts, a.outcome, a.error_code, a.error_message from scrape_tasks t
    left join past_attempts a on a.task_id = t.id and a.outcome <> 'lost'
    where t.attempts > (
      select count(*) from ai_batch_rows r where r.task_id = t.id and r.outcome in ('refusal', 'cut_off', 'invalid')) limit 20`.execute(
    db,
  )
  return rows
}

/** Nothing was lost, doubled or paid twice; all tasks have ended. */
export async function expectWhole(world: CrashWorld): Promise<Totals> {
  const totals = await readTotals(world)
  expect(totals).toMatchObject({ open: 0, failed: 0, running_syncs: 0, in_batches: 0 })
  expect(await wrongAttempts(world)).toEqual([])
  expect(await wrongDrafts(world)).toEqual([])
  expect(await wrongProducts(world)).toEqual([])
  expect(await leftPending(world)).toEqual([])
  expect(await wrongSyncs(world)).toEqual([])
  expect(await wrongCosts(world)).toEqual([])
  expect(await answeredTwice(world)).toEqual([])
  expect(await notInBatches(world)).toEqual([])
  await expectChanges(world)
  expect(world.graph.control.violations()).toEqual([])
  const { paid_twice: _, ...violations } = world.openai.control.report().violations
  expect(violations).toEqual({})
  expect(world.openai.control.report().files).toEqual({ stored: 0, undeleted: [] })
  return totals
}

/** Payments for posts that were answered well before: such an answer died with a process, or came after one of no use. */
export const paidTwice = ({ openai }: CrashWorld): number =>
  openai.control.report().violations.paid_twice ?? 0
