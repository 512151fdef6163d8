import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { CATALOG_ALERTS } from '../declare.ts'
import { draftKind } from '../extract/draft-kind.ts'
import { holdReason } from '../extract/hold-reason.ts'
import { storeSubject } from '../subjects.ts'
import { notifyOwner, type StoreToNotify } from './notify-owner.ts'

/** Posts of a day below which a failure says nothing. */
const FEWEST_POSTS = 20
/** The share of posts that fail. */
const MAX_FAILED = 0.05
/** The reasons why a post waits for a model: money, a limit, a refusal, OpenAI itself. */
const OF_MODELS = ['daily_budget_spent', 'direct_calls_busy', 'sending_held', 'upstream_down']
const FEWEST_SYNCS = 10
const MIN_SYNCED = 0.9
const FEWEST_APPROVED = 20
/** The share of approved drafts that needed no edit. */
const MIN_ACCURATE = 0.8

const HOUR_MS = 3_600_000
/** The time that OpenAI may take for the answers of a batch. */
const BATCH_MS = 24 * HOUR_MS

/**
 * The state of batches of questions: the reason of a hold, and the time after which they are late
 * all the same.
 */
type Batches = { held: string | null; lateMs: number }

/**
 * The faults that stores may have: each query returns the stores, with the facts for their owners.
 */
const watchesFor = ({ held, lateMs }: Batches) => ({
  drafts_expiring: sql`
    select store_id, jsonb_build_object('drafts', count(*), 'first_expires_at', min(expires_at)) as facts
    from product_drafts where status = 'pending' and expires_at < world_now() + interval '2 days'
    group by store_id`,
  store_posts_failing: sql`
    select store_id, jsonb_build_object('posts', sum(c.total), 'failed', sum(c.failed)) as facts
    from catalog_syncs s, jsonb_to_record(s.counts) as c (total int, failed int)
    where s.completed_at > world_now() - interval '1 day' and s.status <> 'cancelled'
    group by store_id
    having sum(c.total) >= ${FEWEST_POSTS} and sum(c.failed) > ${MAX_FAILED}::float8 * sum(c.total)`,
  store_syncs_failing: sql`
    select store_id, jsonb_build_object('syncs', count(*), 'failed', count(*) filter (where status = 'failed')) as facts
    from catalog_syncs s
    where completed_at > world_now() - interval '7 days' and status <> 'cancelled'
    group by store_id
    having count(*) >= ${FEWEST_SYNCS}
      and count(*) filter (where status <> 'failed') < ${MIN_SYNCED}::float8 * count(*)`,
  store_drafts_wrong: sql`
    select store_id, jsonb_build_object('approved', count(*), 'edited', count(*) filter (where edits <> '{}')) as facts
    from product_drafts
    where status = 'approved' and decided_by = 'person' and decided_at > world_now() - interval '30 days'
    group by store_id
    having count(*) >= ${FEWEST_APPROVED}
      and count(*) filter (where edits = '{}') < ${MIN_ACCURATE}::float8 * count(*)`,
  store_limited: sql`
    select s.id as store_id, jsonb_build_object('waits_for', min(t.error_message), 'until',
      max(t.next_retry_at)) as facts
    from stores s
    join shared.scrape_tasks t on t.subject = ${storeSubject('')} || s.id and t.status = 'pending'
    where t.error_code = 'connection_waits' and t.next_retry_at > world_now()
    group by s.id
    union all
    select p.store_id, jsonb_build_object('waits_for', min(t.error_message), 'posts', count(*))
    from shared.scrape_tasks t
    join catalog_posts p on p.id = case when t.task_type = 'extract_post' then (t.payload ->> 'post_id')::uuid end
    where t.task_type = 'extract_post' and t.status = 'pending' and t.error_code = any (${OF_MODELS}::text[])
      and t.created_at < world_now() - interval '1 hour'
    group by p.store_id
    union all
    select p.store_id, jsonb_build_object('waits_for', min(w.why), 'posts', count(*))
    from shared.scrape_tasks t
    join catalog_posts p on p.id = case when t.task_type = ${draftKind.task.name}
      then (t.payload ->> 'post_id')::uuid end
    left join shared.ai_batches b on b.id = t.batch_id and b.status <> 'preparing'
    cross join lateral (
      select case when b.id is null then ${held}::text end as held,
        t.created_at < world_now() - ${lateMs} * interval '1 ms' as is_late
    ) s
    cross join lateral (
      select case when b.id is not null then 'the answers of a batch: ' || b.status
        else 'the next batch' || coalesce(': ' || s.held, '') end as why
    ) w
    where t.task_type = ${draftKind.task.name} and t.status in ('pending', 'running')
      and t.created_at < world_now() - interval '1 hour' and (s.held is not null or s.is_late)
    group by p.store_id`,
})
type Watch = keyof ReturnType<typeof watchesFor>

const Nothing = z.object({})
const Result = z.object({ notified: z.int() })

/** Notifies owners about what is wrong with their stores, once a day each. */
export const watchStores = defineTask<Services, z.output<typeof Nothing>, z.output<typeof Result>>({
  name: 'watch_stores',
  summary: 'Notifies the owners of stores of what expires, fails or waits.',
  access: UPKEEP,
  payload: Nothing,
  result: Result,
  priority: 6,
  resource: 'none',
  share: 'upkeep',
  dedupeKey: () => 'watch_stores',
  async handle(_task, { services, signal }) {
    const watches = watchesFor({
      held: await holdReason(services, { downForMs: HOUR_MS }),
      lateMs: services.config.batchMaxWaitMs + BATCH_MS,
    })
    let notified = 0
    for (const kind of Object.keys(watches) as Watch[]) {
      signal.throwIfAborted()
      notified += await services.db.transaction().execute(async (tx) => {
        const stores = await takeUnnotified(tx, kind, watches[kind])
        for (const { facts, ...store } of stores)
          await notifyOwner(tx, CATALOG_ALERTS[kind], store, facts)
        return stores.length
      })
    }
    return { kind: 'done', result: { notified } }
  },
})

/** Takes the stores of a watch whose owners were not notified of it today. */
async function takeUnnotified(
  tx: Tx,
  kind: Watch,
  watch: ReturnType<typeof sql>,
): Promise<(StoreToNotify & { facts: Record<string, unknown> })[]> {
  const { rows } = await sql<StoreToNotify & { facts: Record<string, unknown> }>`
    with found as (select distinct on (store_id) store_id, facts from (${watch}) w order by store_id),
    notified as (
      insert into store_notices as n (store_id, kind)
      select store_id, ${kind} from found order by store_id
      on conflict (store_id, kind) do update set notified_at = world_now()
      where n.notified_at < world_now() - interval '1 day'
      returning store_id
    )
    select s.id as store_id, s.name as store, s.owner_id, f.facts
    from notified t join found f using (store_id) join stores s on s.id = t.store_id
    order by s.id`.execute(tx)
  return rows
}
