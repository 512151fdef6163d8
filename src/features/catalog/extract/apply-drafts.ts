import { sql } from 'kysely'
import type { Tx } from '../../../db/handles.ts'
import type { Config } from '../../declarations.ts'
import { approveDrafts } from '../drafts/store/approve-drafts.ts'
import {
  dropDrafts,
  storeDrafts,
  type ReadDraft,
} from '../drafts/store/product-drafts/from-posts.ts'
import { storeExtraction, storeUnchanged } from '../posts/store/catalog-posts/extraction.ts'
import { followPost } from '../products/follow-post.ts'
import type { PostToAsk } from '../posts/store/catalog-posts/posts.ts'
import { endPost, type PostEnd } from '../syncs/store/catalog-syncs/syncs.ts'
import {
  findDuplicates,
  findReposts,
  markNewDuplicates,
  markReposts,
} from '../drafts/store/product-drafts/duplicates.ts'
import { withoutModel } from './clean-answer.ts'
import type { CleanDraft } from './extracted.ts'
import { matchDrafts, type KnownDraft } from './match-drafts.ts'

type Existing = KnownDraft & {
  id: string
  position: number
  status: string
  is_edited: boolean
  product_id: string | null
  /** Nothing was found in its post, which a person wants a draft of. */
  is_empty: boolean
}

/**
 * Stores what was read of a post. Drafts follow it, whatever was decided; a value that the seller
 * has corrected stays, and the draft says that the post has changed. Products follow where the
 * seller has not touched them, and become conflicts where they have. Drafts of products that the
 * post no longer names are removed, or say so once a person has dealt with them.
 */
export async function applyDrafts(
  tx: Tx,
  config: Pick<Config, 'catalogDraftMs'>,
  post: PostToAsk,
  { drafts: read, reason }: { drafts: readonly CleanDraft[]; reason: string },
): Promise<void> {
  const existing = await readExisting(tx, post.id)
  const drafts = wantedDrafts(post, read, existing)
  const matches = matchDrafts(existing, drafts)
  const matched = new Set([...matches.values()].map(({ id }) => id))
  const dropped = existing.filter(({ id }) => !matched.has(id))
  const reposts = await findReposts(tx, post)
  await dropDrafts(
    tx,
    dropped.map(({ id }) => id),
  )
  const places = placesOf(
    drafts,
    matches,
    dropped.filter((each) => !isUndecided(each)),
  )
  const rows = await withDuplicates(tx, post, { drafts, places })
  await storeDrafts(tx, post, rows, config.catalogDraftMs)
  const detached = await markReposts(tx, post, reposts)
  await followPost(tx, post, {
    followed: [...matches].flatMap(([place, { product_id: productId, extracted: before }]) => {
      const now = drafts[place]?.extracted
      return productId !== null && now ? [{ productId, before, now }] : []
    }),
    dropped: dropped.flatMap(({ product_id: id }) => id ?? []),
  })
  // What they were like may be a product by now, which has followed the post.
  if (detached.length > 0) await markNewDuplicates(tx, detached)
  await approveSure(tx, post.id, detached)
  await endExtraction(tx, post, {
    outcome: rows.length > 0 ? 'drafted' : 'skipped',
    reason: rows.length > 0 ? null : reason,
    end: endOf(rows.length - matched.size, existing.length, { isNone: rows.length === 0, reason }),
  })
}

/**
 * Returns the drafts that were read. If a person wants a draft of the post and none was ever found,
 * returns one draft with its caption and pictures.
 */
function wantedDrafts(
  { caption, currency, picture_ids: pictures, is_wanted: isWanted }: PostToAsk,
  read: readonly CleanDraft[],
  existing: readonly Existing[],
): readonly CleanDraft[] {
  if (!isWanted || read.length > 0 || existing.some(({ is_empty }) => !is_empty)) return read
  return [withoutModel(caption, { currency, pictures: pictures.length }, 'nothing_found')]
}

const isUndecided = ({ status, is_edited: isEdited }: Existing): boolean =>
  status === 'pending' && !isEdited

/**
 * Returns the numbers of drafts in their post. A draft retains its number for good; a new one has
 * the lowest that is free.
 */
function placesOf(
  drafts: readonly CleanDraft[],
  matches: ReadonlyMap<number, Existing>,
  staying: readonly Existing[],
): number[] {
  const used = new Set([...matches.values(), ...staying].map(({ position }) => position))
  let next = 0
  return drafts.map((_, place) => {
    const known = matches.get(place)
    if (known) return known.position
    while (used.has(next)) next += 1
    used.add(next)
    return next
  })
}

const endOf = (
  added: number,
  before: number,
  { isNone, reason }: { isNone: boolean; reason: string },
): PostEnd =>
  isNone && before === 0
    ? { outcome: 'skipped', drafts: 0, code: reason, message: null }
    : { outcome: before > 0 ? 'updated' : 'drafted', drafts: added, code: null, message: null }

async function withDuplicates(
  tx: Tx,
  post: PostToAsk,
  { drafts, places }: { drafts: readonly CleanDraft[]; places: readonly number[] },
): Promise<ReadDraft[]> {
  const duplicates = await findDuplicates(tx, post, drafts)
  return drafts.map((draft, place) => {
    const duplicateOf = duplicates.get(place) ?? null
    const flags =
      duplicateOf === null ? draft.flags : [...draft.flags, 'possible_duplicate' as const]
    return { ...draft, flags, position: places[place] ?? place, duplicate_of: duplicateOf }
  })
}

async function readExisting(tx: Tx, postId: string): Promise<Existing[]> {
  const { rows } = await sql<Existing>`
    select d.id, d.position, d.status, d.edits <> '{}' as is_edited, d.extracted, d.product_id,
      'nothing_found' = any (d.flags) as is_empty,
      'post_dropped' = any (d.flags) or coalesce(
        (select p.source_dropped_at is not null from products p where p.id = d.product_id), false) as "isDropped"
    from product_drafts d where d.post_id = ${postId}::uuid order by d.position for no key update of d`.execute(
    tx,
  )
  return rows
}

/**
 * Approves drafts that the store takes without a person: those of this post, and those of other
 * posts that no longer resemble any of its drafts. A price that only a picture shows was compared
 * with nothing, so its draft is left to a person. A post that has changed since it was read is read
 * again, and its drafts are decided then.
 */
async function approveSure(tx: Tx, postId: string, detached: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select d.id from product_drafts d join stores s on s.id = d.store_id join catalog_posts p on p.id = d.post_id
    where (d.post_id = ${postId}::uuid or d.id = any (${detached}::uuid[]) and p.extracted_revision = p.revision)
      and d.status = 'pending' and d.edits = '{}' and d.flags = '{}'
      and d.confidence >= s.auto_approve_from and d.extracted ->> 'price' is not null
      and d.extracted -> 'evidence' -> 'price' ->> 'kind' = 'caption'
    order by d.id`.execute(tx)
  await approveDrafts(
    tx,
    rows.map(({ id }) => id),
    { by: 'store', duplicates: 'none' },
  )
}

async function endExtraction(
  tx: Tx,
  post: PostToAsk,
  { outcome, reason, end }: { outcome: string; reason: string | null; end: PostEnd },
): Promise<void> {
  await storeExtraction(tx, post, { outcome, reason })
  await endPost(tx, post.id, end)
}

/** A post has another revision, and is what it was: its pictures have other addresses. */
export async function endUnchanged(
  tx: Tx,
  post: Pick<PostToAsk, 'id' | 'revision'>,
): Promise<void> {
  await storeUnchanged(tx, post)
  await endPost(tx, post.id, { outcome: 'unchanged', drafts: 0, code: null, message: null })
}
