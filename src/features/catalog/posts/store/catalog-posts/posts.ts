import { sql } from 'kysely'
import { jsonb } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import type { OwnMedia } from '../../../../../platforms/own-media-reader.ts'
import { readPrices } from '../../../text/prices.ts'
import { classifySelling } from '../../../text/is-sales-post.ts'
import { markDraftsDeleted } from '../../../drafts/store/product-drafts/from-posts.ts'
import { markSourcesDeleted } from '../../../products/store/products/sources.ts'
import { followChanges, readKnown } from '../changed-posts.ts'
import { pictureId, pictureName } from '../../picture-names.ts'

const POST_TYPES = ['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM'] as const
type PostType = (typeof POST_TYPES)[number]

/** The store, its account, and the kinds of posts that the store takes. */
export type Wanted = {
  storeId: string
  /** The platform's id of the account. */
  accountId: string
  currency: string
  withVideos: boolean
  withCarousels: boolean
}

const TYPE_OF: Partial<Record<OwnMedia['type'], PostType>> = {
  IMAGE: 'IMAGE',
  VIDEO: 'VIDEO',
  REEL: 'VIDEO',
  CAROUSEL: 'CAROUSEL_ALBUM',
}

/** Pictures of a post that a model is shown. */
const MAX_PICTURES = 10

type Listed = {
  platform_id: string
  permalink: string | null
  type: PostType
  caption: string | null
  picture_ids: string[]
  picture_urls: string[]
  published_at: Date
  /** The reason why the rules leave it out without asking a model; null when they do not. */
  skipped: string | null
}

/** Returns the pictures of a post: the preview of a video, the parts of a carousel. */
function picturesOf(post: OwnMedia): { name: string; url: string }[] {
  const parts = post.children.length > 0 ? post.children : [post]
  return parts
    .flatMap(({ platformId, type, mediaUrl, thumbnailUrl }) => {
      const url = thumbnailUrl ?? (type === 'IMAGE' || type === 'CAROUSEL' ? mediaUrl : null)
      return url === null ? [] : [{ name: pictureName(platformId, url), url }]
    })
    .slice(0, MAX_PICTURES)
}

function toListed(post: OwnMedia, wanted: Wanted): Listed[] {
  const type = TYPE_OF[post.type]
  // Stories end within a day, and what Meta does not name cannot be judged.
  if (!type) return []
  const pictures = picturesOf(post)
  return [
    {
      platform_id: post.platformId,
      permalink: post.permalink,
      type,
      caption: post.caption,
      picture_ids: pictures.map(({ name }) => name),
      picture_urls: pictures.map(({ url }) => url),
      published_at: post.publishedAt,
      skipped: reasonToSkip(type, post.caption, wanted),
    },
  ]
}

/** Returns why posts of this type are not taken; null when they are. */
const typeOff = (
  type: PostType,
  { withVideos, withCarousels }: Pick<Wanted, 'withVideos' | 'withCarousels'>,
): string | null => {
  if (type === 'VIDEO' && !withVideos) return 'videos_off'
  return type === 'CAROUSEL_ALBUM' && !withCarousels ? 'carousels_off' : null
}

/** Whether posts of this type are taken. */
export function isTaken(
  { type }: OwnMedia,
  wanted: Pick<Wanted, 'withVideos' | 'withCarousels'>,
): boolean {
  const known = TYPE_OF[type]
  return known !== undefined && typeOff(known, wanted) === null
}

function reasonToSkip(type: PostType, caption: string | null, wanted: Wanted): string | null {
  const off = typeOff(type, wanted)
  if (off !== null) return off
  const { currency } = wanted
  const { verdict, reason } = classifySelling(caption, readPrices(caption ?? '', { currency }))
  return verdict === 'does_not_sell' ? reason : null
}

/** A post that a model has to be asked about. */
export type PostToExtract = { post_id: string; revision: number }

/**
 * Stores a page of posts, which the caller has locked (`lockPosts`). A post whose caption or
 * pictures have changed gets another revision. Returns those that a model has to be asked about,
 * and which of them are new or have changed: the others wait for a model already, or a person has
 * cancelled that.
 */
export async function storePosts(
  tx: Tx,
  wanted: Wanted,
  media: readonly OwnMedia[],
): Promise<{ toExtract: PostToExtract[]; changed: PostToExtract[]; ids: string[] }> {
  const listed = media.flatMap((post) => toListed(post, wanted))
  if (listed.length === 0) return { toExtract: [], changed: [], ids: [] }
  const platformIds = listed.map(({ platform_id }) => platform_id)
  const known = await readKnown(tx, wanted.storeId, platformIds)
  const { rows } = await sql<
    PostToExtract & {
      platform_id: string
      picture_ids: string[]
      is_done: boolean
      is_changed: boolean
      is_ignored: boolean
    }
  >`
    with listed as (
      select * from jsonb_to_recordset(${jsonb(listed)}) as l (
        platform_id text, permalink text, type text, caption text, picture_ids text[], picture_urls text[],
        published_at timestamptz, skipped text)
    )
    insert into catalog_posts as p (store_id, account_id, platform_id, permalink, type, caption, picture_ids,
      picture_urls, published_at,
      outcome, reason, extracted_revision)
    select ${wanted.storeId}::uuid, ${wanted.accountId}, platform_id, permalink, type, caption, picture_ids,
      picture_urls, published_at,
      case when skipped is not null then 'skipped' end, skipped, case when skipped is not null then 1 end
    from listed order by platform_id
    on conflict (store_id, platform_id) do update set
      permalink = excluded.permalink, caption = excluded.caption, picture_ids = excluded.picture_ids,
      picture_urls = excluded.picture_urls, found_at = null, deleted_at = null, updated_at = world_now(),
      revision = p.revision + ${isChanged},
      failures = case when ${isChanged} = 1 then 0 else p.failures end,
      -- What had drafts is asked about again, even if the rules would leave it out by now: its products have changed.
      outcome = case when ${isLeftOut} then 'skipped' when ${isTakenNow} then null else p.outcome end,
      reason = case when ${isLeftOut} then excluded.reason when ${isTakenNow} then null else p.reason end,
      extracted_revision = case
        when ${isLeftOut} then p.revision + ${isChanged} when not ${isTakenNow} then p.extracted_revision
      end
    returning p.ignored_at is not null as is_ignored, p.id as post_id, p.platform_id, p.picture_ids, p.revision,
      p.extracted_revision is not distinct from p.revision as is_done,
      old.revision is distinct from new.revision or old.extracted_revision is not distinct
        from old.revision as is_changed`.execute(tx)
  await followChanges(tx, known, rows)
  const open = rows.filter(({ is_done, is_ignored }) => !is_done && !is_ignored)
  const requestOf = ({ post_id, revision }: PostToExtract): PostToExtract => ({ post_id, revision })
  return {
    toExtract: open.map(requestOf),
    changed: open.filter(({ is_changed }) => is_changed).map(requestOf),
    ids: rows.map(({ post_id }) => post_id),
  }
}

const isChanged = sql`(p.caption is distinct from excluded.caption or p.picture_ids <> excluded.picture_ids)::int`
const TYPE_REASONS = ['videos_off', 'carousels_off']
// The next poll does not leave out a post that a scan has taken although the store does not take
// its type.
const isLeftOut = sql`(excluded.reason is not null and p.wanted_at is null
  and coalesce(p.outcome not in ('drafted', 'failed') or p.reason = 'cancelled', true)
  and (excluded.reason <> all (${TYPE_REASONS}::text[]) or coalesce(p.outcome = 'skipped', false)))`
/** True for a post that was left out by its type alone, which is taken now. */
const isTakenNow = sql`(excluded.reason is null and coalesce(p.outcome = 'skipped'
  and p.reason = any (${TYPE_REASONS}::text[]), false))`

/** A post with the facts for a question to a model. */
export type PostToAsk = {
  id: string
  store_id: string
  connection_id: string | null
  platform_id: string
  caption: string | null
  published_at: Date
  picture_ids: string[]
  picture_urls: string[]
  revision: number
  extracted_revision: number | null
  extracted_caption: string | null
  extracted_pictures: string[]
  /** The perceptual hash of each of these; null: it could not be fetched. */
  extracted_hashes: (string | null)[]
  /** Failures of the model, in a row, on this revision. */
  failures: number
  currency: string
  languages: string[]
  categories: string[]
  /** A person wants a draft of it, whatever the model finds. */
  is_wanted: boolean
  /** A person wants no draft of it. */
  is_ignored: boolean
}

/** Returns these posts with the settings of their store; those that are gone are missing. */
export async function readPosts(
  db: Db,
  ids: readonly string[],
  lock: 'lock' | 'read' = 'read',
): Promise<Map<string, PostToAsk>> {
  const { rows } = await sql<PostToAsk>`
    select p.id, p.store_id, s.connection_id, p.platform_id, p.caption, p.published_at, p.picture_ids, p.picture_urls,
      p.revision, p.extracted_revision, p.extracted_caption, p.extracted_pictures,
      p.extracted_hashes::text[] as extracted_hashes, p.failures, s.currency, s.languages, s.categories,
      p.wanted_at is not null as is_wanted, p.ignored_at is not null as is_ignored
    from catalog_posts p join stores s on s.id = p.store_id
    where p.id = any (${ids}::uuid[])
    order by p.platform_id, p.id ${lock === 'lock' ? sql`for no key update of p` : sql``}`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Stores and returns the current addresses of a post's pictures. Other pictures that the post has
 * by now are left to the next poll.
 */
export async function refreshUrls(
  db: Db,
  { id, picture_ids, picture_urls }: Pick<PostToAsk, 'id' | 'picture_ids' | 'picture_urls'>,
  media: OwnMedia,
): Promise<string[]> {
  const current = new Map(picturesOf(media).map(({ name, url }) => [pictureId(name), url]))
  const urls = picture_ids.map((name, at) => current.get(pictureId(name)) ?? picture_urls[at] ?? '')
  await db.updateTable('catalog_posts').set({ picture_urls: urls }).where('id', '=', id).execute()
  return urls
}

/** Returns which of these posts a store has read before. */
export async function knownAmong(
  db: Db,
  storeId: string,
  platformIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ platform_id: string }>`
    select platform_id from catalog_posts
    where store_id = ${storeId}::uuid and platform_id = any (${platformIds}::text[])`.execute(db)
  return new Set(rows.map(({ platform_id }) => platform_id))
}

/**
 * The posts that a page of an account covers: from its last post up to the last post of the page
 * before; null for no limit.
 */
export type Covered = { from: Date | null; until: Date | null; listed: readonly string[] }

/**
 * Returns posts of a store's account that a page should have had. A post that was asked for by
 * itself and exists is left out for a day: lists omit some posts for a while.
 */
export async function missingAmong(
  db: Db,
  { storeId, accountId }: Pick<Wanted, 'storeId' | 'accountId'>,
  { from, until, listed }: Covered,
  limit: number,
): Promise<{ id: string; platform_id: string }[]> {
  const { rows } = await sql<{ id: string; platform_id: string }>`
    select id, platform_id from catalog_posts
    where store_id = ${storeId}::uuid and account_id = ${accountId} and deleted_at is null
      ${from === null ? sql`` : sql`and published_at >= ${from}`}
      ${until === null ? sql`` : sql`and published_at < ${until}`}
      and platform_id <> all (${listed}::text[])
      and (found_at is null or found_at < world_now() - interval '1 day')
    order by published_at desc limit ${limit}`.execute(db)
  return rows
}

/** Posts are there, although lists leave them out. */
export async function noteFound(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update catalog_posts set found_at = world_now() where id = any (${ids}::uuid[])`.execute(tx)
}

/** Stores that posts are gone from Instagram: their products and drafts stay, and say so. */
export async function markDeleted(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update catalog_posts set deleted_at = world_now(), updated_at = world_now()
    where id = any (${ids}::uuid[]) and deleted_at is null`.execute(tx)
  await markDraftsDeleted(tx, ids)
  // After the drafts: one that is being approved is waited for, and its product is there by now.
  await markSourcesDeleted(tx, ids)
}

/**
 * Returns when the oldest post of a store's account was published that has drafts or products; null
 * without any.
 */
export async function oldestDrafted(
  db: Db,
  { storeId, accountId }: Pick<Wanted, 'storeId' | 'accountId'>,
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(published_at) as at from catalog_posts
    where store_id = ${storeId}::uuid and account_id = ${accountId} and outcome in ('drafted', 'failed')
      and deleted_at is null`.execute(db)
  return rows[0]?.at ?? null
}
