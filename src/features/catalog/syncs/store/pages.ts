import { sql } from 'kysely'
import { UpstreamDownError } from '../../../../base/errors.ts'
import { jsonb } from '../../../../db/database.ts'
import type { Db } from '../../../../db/handles.ts'
import type { OwnMedia, OwnMediaPage } from '../../../../platforms/own-media-reader.ts'
import { tried } from '../../../../platforms/reading/tries.ts'
import type { TaskContext } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'

/** Posts of a page. */
const PAGE = 25
const NO_APP_MS = 3_600_000

type CachedPage = {
  media: (Omit<OwnMedia, 'publishedAt'> & { publishedAt: string })[]
  next: string | null
  unreadable: number
}

type PageOrder = {
  after: string | null
  isUrgent: boolean
  /** Whether a page that was read within the hour will do. A poll needs what has changed since. */
  isCacheable: boolean
}

/** Reads a page like `readPage`; retries a temporary failure at once. */
export async function nextPage(
  { services, signal }: TaskContext<Services>,
  { connectionId }: { connectionId: string },
  { after, isUrgent, isCacheable }: PageOrder,
): Promise<{ page: OwnMediaPage; isFresh: boolean }> {
  const request = { connectionId, after, isUrgent, isCacheable, signal }
  return await tried(async () => await readPage(services, request), {
    clock: services.clock,
    signal,
  })
}

/** A page of an account's posts; the newest are always asked for, the others as ordered. */
async function readPage(
  { db, ownMediaReader }: Pick<Services, 'db' | 'ownMediaReader'>,
  {
    connectionId,
    after,
    isUrgent,
    isCacheable,
    signal,
  }: PageOrder & { connectionId: string; signal: AbortSignal },
): Promise<{ page: OwnMediaPage; isFresh: boolean }> {
  const cached = after === null || !isCacheable ? null : await findCached(db, connectionId, after)
  if (cached) {
    const media = cached.media.map((post) => ({ ...post, publishedAt: new Date(post.publishedAt) }))
    return { page: { media, after: cached.next, unreadable: cached.unreadable }, isFresh: false }
  }
  if (!ownMediaReader)
    throw new UpstreamDownError(
      "no app of Meta's is configured, so no account can be read",
      NO_APP_MS,
    )
  const page = await ownMediaReader.listMedia(
    { connectionId, area: 'catalog', isUrgent, signal },
    { after, limit: PAGE },
  )
  if (after !== null) await keep(db, { connectionId, after, page })
  return { page, isFresh: true }
}

async function findCached(db: Db, connectionId: string, after: string): Promise<CachedPage | null> {
  const { rows } = await sql<CachedPage>`
    select media, next, unreadable from catalog_pages
    where connection_id = ${connectionId}::uuid and after = ${after}
      and read_at > world_now() - interval '1 hour'`.execute(db)
  return rows[0] ?? null
}

async function keep(
  db: Db,
  { connectionId, after, page }: { connectionId: string; after: string; page: OwnMediaPage },
): Promise<void> {
  await sql`
    insert into catalog_pages (connection_id, after, media, next, unreadable)
    values (${connectionId}::uuid, ${after}, ${jsonb(page.media)}, ${page.after}, ${page.unreadable})
    on conflict (connection_id, after) do update set
      media = excluded.media, next = excluded.next, unreadable = excluded.unreadable, read_at = world_now()`.execute(
    db,
  )
}
