import { z } from 'zod'
import type { Db, Tx } from '../../../db/handles.ts'
import type { OwnMedia, OwnMediaPage } from '../../../platforms/own-media-reader.ts'
import { defineTask, type TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { connectionSubject, findSync, noteListed, type Sync } from '../store/syncs.ts'
import { accountOwner } from '../store/task-owners.ts'
import { fetchPicture } from '../../../media/fetch-picture.ts'
import { countMissing, knownAmong, storeListed } from '../store/media.ts'
import { previewName, readPreviewNames, storePreviews, type Preview } from '../store/previews.ts'
import { readerOf } from './reader.ts'
import { tried } from '../../../platforms/reading/tries.ts'

const PAGE = 100
/**
 * The number of newest posts on a page: an account that publishes more between two polls has a gap,
 * which the next page closes.
 */
const NEWEST_PAGE = 25
/** The length at which the platform cuts its list. */
const MAX_LISTED = 10_000
/** Previews that one task fetches at a time. */
const FETCHES = 4

const Payload = z.object({
  connection_id: z.uuid(),
  /** All posts; else the newest, down to one that is known. */
  whole: z.boolean(),
})
type Payload = z.output<typeof Payload>
const Result = z.object({
  status: z.enum(['listed', 'gone']),
  posts: z.int(),
  new_posts: z.int(),
  unreadable: z.int(),
})
type Result = z.output<typeof Result>

/** The totals of earlier pages of the list, and the cursor of the next. */
const Checkpoint = z.object({
  begunAt: z.iso.datetime().transform((text) => new Date(text)),
  after: z.string().nullable(),
  posts: z.int(),
  newPosts: z.int(),
  unreadable: z.int(),
  oldest: z.iso
    .datetime()
    .nullable()
    .transform((text) => (text === null ? null : new Date(text))),
})
type Progress = z.output<typeof Checkpoint>

/** Reads which posts an account has: the newest ones often, all of them daily. */
export const listOwnMedia = defineTask<Services, Payload, Result>({
  name: 'list_own_media',
  summary: 'Finds new posts of a connected account; as a whole list also those that were deleted.',
  access: { read: 'own:read', write: 'own:write', owner: accountOwner },
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'graph',
  limit: { max: 1, key: ({ connection_id }) => connection_id },
  dedupeKey: ({ connection_id, whole }) => `${connection_id} ${whole ? 'whole' : 'newest'}`,
  subject: ({ connection_id }) => connectionSubject(connection_id),
  async handle({ payload, checkpoint }, context) {
    const { db, clock } = context.services
    const sync = await findSync(db, payload.connection_id)
    if (!sync || sync.ended_at) return { kind: 'done', result: { ...NOTHING, status: 'gone' } }
    let progress: Progress = Checkpoint.safeParse(checkpoint).data ?? beginning(clock.now())
    for (;;) {
      const page = await readPage(context, payload, progress.after)
      const known = await knownAmong(db, sync.connection_id, idsOf(page.media))
      const isLast =
        page.after === null || (!payload.whole && (known.size > 0 || sync.fully_listed_at === null))
      const unseen = page.media.filter(({ platformId }) => payload.whole || !known.has(platformId))
      const previews = await fetchPreviews(context, sync, unseen)
      const next = advanced(progress, page, known)
      const store = async (tx: Tx): Promise<void> => {
        const { begunAt: listedAt } = progress
        const { whole: isWhole } = payload
        await storePage(tx, context.services, { sync, page, previews, listedAt, isWhole })
      }
      if (isLast) return await end(context, { sync, payload, progress: next, store })
      await context.checkpoint(next, store)
      progress = next
    }
  },
})

const NOTHING = { posts: 0, new_posts: 0, unreadable: 0 }

const beginning = (now: Date): Progress => ({
  begunAt: now,
  after: null,
  posts: 0,
  newPosts: 0,
  unreadable: 0,
  oldest: null,
})

const idsOf = (media: readonly OwnMedia[]): string[] => media.map(({ platformId }) => platformId)

async function readPage(
  { services, signal }: TaskContext<Services>,
  { connection_id: connectionId, whole }: Payload,
  after: string | null,
): Promise<OwnMediaPage> {
  const call = { connectionId, isUrgent: false, signal }
  const reader = readerOf(services)
  const limit = whole ? PAGE : NEWEST_PAGE
  return await tried(async () => await reader.listMedia(call, { after, limit }), {
    clock: services.clock,
    signal,
  })
}

function advanced(before: Progress, page: OwnMediaPage, known: ReadonlySet<string>): Progress {
  const times = page.media.map(({ publishedAt }) => publishedAt.getTime())
  const oldest = Math.min(before.oldest?.getTime() ?? Infinity, ...times)
  return {
    ...before,
    after: page.after,
    posts: before.posts + page.media.length,
    newPosts:
      before.newPosts + page.media.filter(({ platformId }) => !known.has(platformId)).length,
    unreadable: before.unreadable + page.unreadable,
    oldest: Number.isFinite(oldest) ? new Date(oldest) : null,
  }
}

type Fetched = { known: ReadonlySet<string>; previews: Preview[] }

/**
 * Fetches the previews that are not stored; one that is not to be had is tried again with the next
 * whole list.
 */
async function fetchPreviews(
  { services: { db, config }, signal }: TaskContext<Services>,
  { connection_id }: Sync,
  media: readonly OwnMedia[],
): Promise<Fetched> {
  if (media.length === 0) return { known: new Set(), previews: [] }
  const known = await readPreviewNames(db, connection_id)
  const wanted = media.filter(({ platformId }) => !known.has(previewName(platformId)))
  const previews: Preview[] = []
  const source = { hosts: config.ownMediaPictureHosts, fetch: globalThis.fetch }
  for (let at = 0; at < wanted.length; at += FETCHES) {
    const some = wanted.slice(at, at + FETCHES).map(async (post) => {
      // The address of a video is its film.
      const address =
        post.thumbnailUrl ?? (post.type === 'IMAGE' ? post.mediaUrl : childPicture(post))
      const image = address === null ? null : await fetchPicture(address, source, signal)
      return image && { platformId: post.platformId, image }
    })
    previews.push(...(await Promise.all(some)).filter((preview) => preview !== null))
  }
  return { known, previews }
}

function childPicture({ children }: OwnMedia): string | null {
  const [first] = children
  return first?.thumbnailUrl ?? (first?.type === 'IMAGE' ? first.mediaUrl : null) ?? null
}

type Listed = {
  sync: Sync
  page: OwnMediaPage
  previews: Fetched
  listedAt: Date
  isWhole: boolean
}

async function storePage(tx: Tx, { announce, config }: Services, listed: Listed): Promise<void> {
  const { sync, page, previews, ...list } = listed
  if (page.media.length === 0) return
  const changedIds = await storeListed(tx, sync, page.media, { ...list, settings: config })
  await storePreviews(tx, sync.connection_id, previews.known, previews.previews)
  if (changedIds.length > 0) await announce(tx, 'own_media.stored', { mediaIds: changedIds })
}

type Ending = { sync: Sync; payload: Payload; progress: Progress; store: (tx: Tx) => Promise<void> }

async function end(
  context: TaskContext<Services>,
  { sync, payload: { whole }, progress, store }: Ending,
) {
  const { connection_id } = sync
  const { posts, newPosts, unreadable, begunAt, oldest } = progress
  // What could not be read may be what seems to be missing, and nothing at all is more often a
  // fault than the truth.
  const isWhole = whole && unreadable === 0 && (posts > 0 || (await isEmpty(context, sync)))
  const result: Result = { status: 'listed', posts, new_posts: newPosts, unreadable }
  return {
    kind: 'done' as const,
    result,
    async commit(tx: Tx): Promise<void> {
      await store(tx)
      await noteListed(tx, connection_id, isWhole)
      const cut = posts >= MAX_LISTED - PAGE ? oldest : null
      // The result is stored before it is known.
      if (isWhole)
        context.note({
          deleted: await countMissing(tx, connection_id, { listedAt: begunAt, oldest: cut }),
        })
    },
  }
}

/**
 * Whether the account's own profile says that it has no posts, when the list has none although some
 * are known.
 */
async function isEmpty(
  { services, signal }: TaskContext<Services>,
  { connection_id: connectionId }: Sync,
): Promise<boolean> {
  if (!(await hasPosts(services.db, connectionId))) return true
  const profile = await readerOf(services).profile({ connectionId, isUrgent: false, signal })
  return profile.mediaCount === 0
}

async function hasPosts(db: Db, connectionId: string): Promise<boolean> {
  const row = await db
    .selectFrom('own_media')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
