import { sql } from 'kysely'
import { jsonb, type Tx } from '../../../db/database.ts'
import type { Config } from '../../declarations.ts'
import { approveDrafts } from '../drafts/approve-drafts.ts'
import { followPost, type Followed } from '../products/follow-post.ts'
import type { PostToAsk } from '../posts/posts-store.ts'
import { endPost, type PostEnd } from '../syncs/syncs-store.ts'
import { withoutModel } from './clean-answer.ts'
import { findDuplicates } from './duplicates.ts'
import type { CleanDraft, Extracted } from './extracted.ts'

type Existing = {
  position: number
  status: string
  is_edited: boolean
  extracted: Extracted
  product_id: string | null
}

/**
 * Stores what was read of a post. Drafts that nobody has decided or edited follow it; edited ones stay and say that the
 * post has changed; products follow where the seller has not touched them, and become conflicts where they have.
 */
export async function applyDrafts(
  tx: Tx,
  config: Pick<Config, 'catalogDraftMs'>,
  post: PostToAsk,
  { drafts, reason }: { drafts: readonly CleanDraft[]; reason: string },
): Promise<void> {
  const existing = await readExisting(tx, post.id)
  const known = new Map(existing.map((each) => [each.position, each]))
  const rows = await withDuplicates(tx, post, drafts)
  await storeDrafts(tx, config, post, rows)
  await markEdited(tx, post.id, rows)
  await removeBeyond(tx, post.id, rows.length)
  const followed = rows.flatMap(({ position, extracted }): Followed[] => {
    const before = known.get(position)
    return before?.product_id
      ? [{ productId: before.product_id, before: before.extracted, now: extracted }]
      : []
  })
  await followPost(tx, post, followed)
  await approveSure(tx, post.id)
  await endExtraction(tx, post, {
    outcome: rows.length > 0 ? 'drafted' : 'skipped',
    reason: rows.length > 0 ? null : reason,
    end: endOf(rows.length, known.size, reason),
  })
}

const endOf = (drafts: number, before: number, reason: string): PostEnd =>
  drafts === 0 && before === 0
    ? { outcome: 'skipped', drafts: 0, code: reason, message: null }
    : {
        outcome: before > 0 ? 'updated' : 'drafted',
        drafts: Math.max(0, drafts - before),
        code: null,
        message: null,
      }

type DraftRow = CleanDraft & { position: number; duplicate_of: string | null }

async function withDuplicates(
  tx: Tx,
  post: PostToAsk,
  drafts: readonly CleanDraft[],
): Promise<DraftRow[]> {
  const duplicates = await findDuplicates(tx, post, drafts)
  return drafts.map((draft, position) => {
    const duplicateOf = duplicates.get(position) ?? null
    const flags =
      duplicateOf === null ? draft.flags : [...draft.flags, 'possible_duplicate' as const]
    return { ...draft, flags, position, duplicate_of: duplicateOf }
  })
}

async function readExisting(tx: Tx, postId: string): Promise<Existing[]> {
  const { rows } = await sql<Existing>`
    select position, status, edits <> '{}' as is_edited, extracted, product_id
    from product_drafts where post_id = ${postId}::uuid order by position for no key update`.execute(
    tx,
  )
  return rows
}

const UNDECIDED = sql`status = 'pending' and edits = '{}'`

async function storeDrafts(
  tx: Tx,
  { catalogDraftMs }: Pick<Config, 'catalogDraftMs'>,
  { id, store_id }: PostToAsk,
  rows: readonly DraftRow[],
): Promise<void> {
  await sql`
    insert into product_drafts as d (store_id, post_id, position, extracted, confidence, flags, duplicate_of, expires_at)
    select ${store_id}::uuid, ${id}::uuid, position, extracted, confidence, flags, duplicate_of,
      world_now() + ${catalogDraftMs} * interval '1 ms'
    from ${asDrafts(rows)}
    on conflict (post_id, position) do update set
      extracted = excluded.extracted, confidence = excluded.confidence, flags = excluded.flags,
      duplicate_of = excluded.duplicate_of, updated_at = world_now()
    where d.status = 'pending' and d.edits = '{}'`.execute(tx)
  // What was decided keeps its decision, and what the post says now.
  await sql`
    update product_drafts d set extracted = r.extracted, updated_at = world_now()
    from ${asDrafts(rows)}
    where d.post_id = ${id}::uuid and d.position = r.position and d.status = 'approved'`.execute(tx)
}

const asDrafts = (rows: readonly DraftRow[]) => sql`jsonb_to_recordset(${jsonb(rows)}) as r (
  position smallint, extracted jsonb, confidence real, flags text[], duplicate_of uuid)`

async function markEdited(tx: Tx, postId: string, rows: readonly DraftRow[]): Promise<void> {
  await sql`
    update product_drafts d set flags = array_append(d.flags, 'post_changed'), updated_at = world_now()
    where d.post_id = ${postId}::uuid and d.status = 'pending' and d.edits <> '{}'
      and not 'post_changed' = any (d.flags)
      and not exists (
        select from ${asDrafts(rows)} where r.position = d.position and r.extracted = d.extracted)`.execute(
    tx,
  )
}

async function removeBeyond(tx: Tx, postId: string, count: number): Promise<void> {
  await sql`
    delete from product_drafts where post_id = ${postId}::uuid and position >= ${count} and ${UNDECIDED}`.execute(
    tx,
  )
}

/** Approves what the store takes without a person: a price that stands in a picture alone was compared with nothing. */
async function approveSure(tx: Tx, postId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select d.id from product_drafts d join stores s on s.id = d.store_id
    where d.post_id = ${postId}::uuid and d.status = 'pending' and d.edits = '{}' and d.flags = '{}'
      and d.confidence >= s.auto_approve_from and d.extracted ->> 'price' is not null
      and d.extracted -> 'evidence' -> 'price' ->> 'kind' = 'caption'
    order by d.id`.execute(tx)
  await approveDrafts(
    tx,
    rows.map(({ id }) => id),
    { by: 'store' },
  )
}

async function endExtraction(
  tx: Tx,
  { id, revision, caption }: PostToAsk,
  { outcome, reason, end }: { outcome: string; reason: string | null; end: PostEnd },
): Promise<void> {
  await sql`
    update catalog_posts set extracted_revision = ${revision}, extracted_caption = ${caption}, outcome = ${outcome},
      reason = ${reason}, failures = 0, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
  await endPost(tx, id, end)
}

/** After as many failures of the model a person writes the product. */
export const MOST_FAILURES = 3

/** How long a draft waits where the settings are not at hand. */
const WEEK_MS = 7 * 86_400_000

/** The model gave no answer; at last a draft without it is offered, unless nothing was asked at all. */
export async function noteFailure(
  tx: Tx,
  { post_id, revision }: { post_id: string; revision: number },
  { code, isLast, draftMs = WEEK_MS }: { code: string; isLast: boolean; draftMs?: number },
): Promise<void> {
  const { rows } = await sql<{
    caption: string | null
    failures: number
    pictures: number
    currency: string
    store_id: string
  }>`
    update catalog_posts p set failures = p.failures + ${code === 'cancelled' ? 0 : 1}, updated_at = world_now()
    from stores s
    where p.id = ${post_id}::uuid and s.id = p.store_id and p.revision = ${revision}
    returning p.caption, p.failures, cardinality(p.picture_ids) as pictures, s.currency, p.store_id`.execute(
    tx,
  )
  const [post] = rows
  if (!post) return
  if (code === 'cancelled') {
    await endPost(tx, post_id, { outcome: 'failed', drafts: 0, code, message: 'it was cancelled' })
    return
  }
  if (!isLast && post.failures < MOST_FAILURES) return
  await offerWithoutModel(tx, { postId: post_id, revision, draftMs }, post)
}

async function offerWithoutModel(
  tx: Tx,
  { postId, revision, draftMs }: { postId: string; revision: number; draftMs: number },
  post: { caption: string | null; pictures: number; currency: string; store_id: string },
): Promise<void> {
  const { extracted, confidence, flags } = withoutModel(post.caption, post)
  await sql`
    insert into product_drafts (store_id, post_id, position, extracted, confidence, flags, expires_at)
    values (${post.store_id}::uuid, ${postId}::uuid, 0, ${jsonb(extracted)}, ${confidence}, ${flags}::text[],
      world_now() + ${draftMs} * interval '1 ms')
    on conflict (post_id, position) do nothing`.execute(tx)
  await sql`
    update catalog_posts set extracted_revision = ${revision}, extracted_caption = caption, outcome = 'failed',
      reason = 'model_failed'
    where id = ${postId}::uuid`.execute(tx)
  await endPost(tx, postId, {
    outcome: 'failed',
    drafts: 1,
    code: 'model_failed',
    message: 'the model gave no usable answer: the seller writes the product',
  })
}
