import { sql } from 'kysely'
import { ConflictError } from '../../../../../base/errors.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { Services } from '../../../../services.ts'
import { rejectDrafts } from '../../../drafts/store/product-drafts/change.ts'
import { offerWantedDraft } from '../../../drafts/store/product-drafts/from-posts.ts'
import { withoutModel } from '../../../extract/clean-answer.ts'
import { queueExtractions } from '../../../extract/queue-extractions.ts'
import { endPost } from '../../../syncs/store/catalog-syncs/syncs.ts'
import { lockPosts } from '../lock-posts.ts'
import { readPosts, type PostToAsk } from './posts.ts'

type Post = { id: string; store_id: string }
type Parts = Pick<Services, 'queue' | 'config'>

/** The reasons why a draft prevents another one of the same post. */
const OPEN_DRAFTS = { pending: 'a draft that waits for you', approved: 'a product' } as const

/**
 * Makes a draft of a post that has none, because a person wants one. `reading`: a model reads it,
 * and what it finds nothing in becomes a draft of the caption and the pictures. `made`: a model has
 * read it as it is and found nothing, so that draft is there at once. Throws ConflictError for a
 * post with a pending draft or a product.
 */
export async function wantDraft(
  tx: Tx,
  parts: Parts,
  { id, store_id: storeId }: Post,
): Promise<'reading' | 'made'> {
  await lockPosts(tx, storeId, { platformIds: [], ids: [id] })
  const post = (await readPosts(tx, [id])).get(id)
  if (!post) throw new ConflictError('the post was removed')
  const state = await readState(tx, id)
  if (state.blocking !== null)
    throw new ConflictError(`the post has ${OPEN_DRAFTS[state.blocking]} already`)
  await sql`
    update catalog_posts set wanted_at = world_now(), ignored_at = null, updated_at = world_now()
      where id = ${id}::uuid`.execute(tx)
  if (state.was_read_in_vain) {
    await offerEmpty(tx, parts, post)
    return 'made'
  }
  // Its revision of now is read, although it was skipped or has failed.
  await sql`
    update catalog_posts set outcome = null, reason = null, failures = 0, extracted_revision = null
    where id = ${id}::uuid`.execute(tx)
  await queueExtractions(tx, parts, [{ post_id: id, revision: post.revision }], false)
  return 'reading'
}

type State = {
  /** The status of the draft of the post whose decision is in force; null without one. */
  blocking: 'pending' | 'approved' | null
  /** A model has read it as it is now, and found nothing that is sold. */
  was_read_in_vain: boolean
}

/** The reasons when a model has read a post and found nothing in it. */
const NOTHING = ['not_for_sale', 'nothing_named']

async function readState(tx: Tx, id: string): Promise<State> {
  const { rows } = await sql<State>`
    select (
        select d.status from product_drafts d
        where d.post_id = p.id and (d.status = 'pending' and not 'model_failed' = any (d.flags)
          or d.status = 'approved' and d.product_id is not null)
        order by d.status limit 1
      ) as blocking,
      coalesce(p.extracted_revision = p.revision and p.reason = any (${NOTHING}::text[]), false) as was_read_in_vain
    from catalog_posts p where p.id = ${id}::uuid`.execute(tx)
  return rows[0] ?? { blocking: null, was_read_in_vain: false }
}

/**
 * A draft of the caption and the pictures; one of the post that was rejected or has expired becomes
 * it.
 */
async function offerEmpty(tx: Tx, { config }: Parts, post: PostToAsk): Promise<void> {
  const { id, store_id, caption, currency, picture_ids: pictures } = post
  const draft = withoutModel(caption, { currency, pictures: pictures.length }, 'nothing_found')
  await offerWantedDraft(tx, { id, store_id }, draft, config.catalogDraftMs)
  await sql`
    update catalog_posts set outcome = 'drafted', reason = null where id = ${id}::uuid`.execute(tx)
}

/**
 * Ignores a post that a person wants no draft of: scans and syncs skip it from now on, and its
 * pending drafts are rejected. Its products stay, but no longer follow it.
 */
export async function ignorePost(tx: Tx, { id, store_id: storeId }: Post): Promise<void> {
  await lockPosts(tx, storeId, { platformIds: [], ids: [id] })
  await sql`
    update catalog_posts set ignored_at = coalesce(ignored_at, world_now()), wanted_at = null, updated_at = world_now()
    where id = ${id}::uuid`.execute(tx)
  const { rows } = await sql<{ id: string }>`
    select id from product_drafts where post_id = ${id}::uuid and status = 'pending'`.execute(tx)
  await rejectDrafts(
    tx,
    rows.map((draft) => draft.id),
    'never this post',
  )
  await endPost(tx, id, { outcome: 'skipped', drafts: 0, code: 'never', message: null })
}

/** Stops ignoring a post: revisions that were not read meanwhile are read now. */
export async function unignorePost(
  tx: Tx,
  parts: Parts,
  { id, store_id: storeId }: Post,
): Promise<void> {
  await lockPosts(tx, storeId, { platformIds: [], ids: [id] })
  const { rows } = await sql<{ revision: number; is_read: boolean }>`
    update catalog_posts set ignored_at = null, updated_at = world_now()
    where id = ${id}::uuid and ignored_at is not null
    returning revision, extracted_revision is not distinct from revision or deleted_at is not null as is_read`.execute(
    tx,
  )
  const [post] = rows
  if (!post || post.is_read) return
  await queueExtractions(tx, parts, [{ post_id: id, revision: post.revision }], false)
}
