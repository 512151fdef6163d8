import { sql } from 'kysely'
import { expect } from 'vitest'
import { edited } from './changed-posts.ts'
import type { CrashWorld } from './crash-world.ts'
import { isOfPost, ofOnePost, type Stage } from './one-post.ts'
import { atInsert, atUpdate, type Step } from './stops.ts'

/** Sends what waits for a batch, and reads what has been answered. */
export async function runBatches({ push }: Pick<CrashWorld, 'push'>): Promise<void> {
  await push('submit_batch')
  await push('poll_batches')
}

/** Scans the newest post of its shop in batches, once the scan before has ended. */
const scanned: Stage = async (world, id) => {
  await runBatches(world)
  const scan = { store: world.storeOf(world.manual), limit: 1, months: 60, inBatches: true }
  const answer = await world.send('POST', '/api/instagram/scan', scan)
  if (answer?.ok === true) world.ledger.inBatches.add(id)
  return answer?.ok === true
}

/** Its question is in a batch that OpenAI has. */
const sent: Stage = async ({ push, db }, id) => {
  await push('submit_batch')
  const { rows } = await sql`
    select from scrape_tasks t where ${sql.raw(isAsked('t', id))} and t.status = 'running' and t.batch_id is not null`.execute(
    db,
  )
  return rows.length > 0
}

/** gramd knows that the post says something else by now. */
const changed: Stage = async (world, id) => {
  await world.plan()
  const { rows } = await sql`
    select from catalog_posts where platform_id = ${id} and revision > 1`.execute(world.db)
  return rows.length > 0
}

const answering: Stage = async (world) => {
  await runBatches(world)
  return false
}

/** A task is the question about a post. */
const isAsked = (task: string, id: string): string =>
  `${task}.task_type = 'draft_products' and ${task}.subject in (
    select 'catalog_post:' || p.id from catalog_posts p where p.platform_id = '${id}')`

/** A row of a batch is the question about a post. */
const isRowOf = (row: string, id: string): string =>
  `${row}.task_id in (select t.id from scrape_tasks t where ${isAsked('t', id)})`

/** A batch has the question about a post. */
const isBatchOf = (id: string): string =>
  `new.id in (select r.batch_id from ai_batch_rows r where ${isRowOf('r', id)})`

/** Posts that a scan has read in a batch, from the question to the end of the batch. */
export function batchSteps(): Step[] {
  const stages = [scanned, answering]
  return [
    {
      at: 'a question for a batch is queued, but not committed',
      stages,
      stop: (id: string) => atInsert('scrape_tasks_open', isAsked('new', id)),
    },
    {
      at: 'a batch is created, but its questions do not say so',
      stages,
      stop: (id: string) =>
        atUpdate(
          'scrape_tasks_open',
          `${isAsked('new', id)} and old.status = 'pending' and new.status = 'running' and new.batch_id is not null`,
        ),
    },
    {
      at: 'an answer of a batch is read, but its drafts are not stored',
      stages,
      stop: (id: string) => atInsert('product_drafts', isOfPost(id)),
    },
    {
      at: 'drafts of a batch are stored, but their cost is not',
      stages,
      stop: (id: string) =>
        atUpdate('catalog_posts', `new.platform_id = '${id}' and new.cost_usd > old.cost_usd`),
    },
    {
      at: 'a question of a batch has ended, but that is not committed',
      stages,
      stop: (id: string) => atInsert('scrape_tasks_ended', isAsked('new', id)),
    },
    {
      at: 'answers of a batch are stored, but it is not closed',
      stages,
      stop: (id: string) =>
        atUpdate(
          'ai_batches',
          `${isBatchOf(id)} and new.ingested_at is not null and old.ingested_at is null`,
        ),
    },
    {
      at: 'a batch is closed, and its files are deleted, but that is not noted',
      stages,
      stop: (id: string) =>
        atUpdate(
          'ai_batches',
          `${isBatchOf(id)} and new.files_deleted_at is not null and old.files_deleted_at is null`,
        ),
    },
    {
      at: 'a batch answers about what a post says no more, but that is not committed',
      stages: [scanned, sent, edited, changed, answering],
      stop: (id: string) =>
        atUpdate('ai_batch_rows', `${isRowOf('new', id)} and new.outcome is not null`),
    },
  ]
    .map(ofOnePost)
    .map(afterLooks)
}

/** A look that a kill has interrupted goes on with the next gramd, and would read the post before its scan does. */
const afterLooks = (step: Step): Step => ({
  ...step,
  async arrange(world) {
    await endLooks(world)
    return await step.arrange(world)
  },
})

const POLL = { timeout: 90_000, interval: 50 }

async function endLooks(world: CrashWorld): Promise<void> {
  if ((await openLooks(world)) === 0) return
  const daemon = await world.start()
  await expect.poll(async () => await openLooks(world), POLL).toBe(0)
  await daemon.kill()
}

/** What leads to posts that are read one by one. */
async function openLooks({ db }: CrashWorld): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from scrape_tasks_open
    where task_type in ('process_webhooks', 'schedule_store_polls', 'poll_store')`.execute(db)
  return rows[0]?.open ?? 0
}
