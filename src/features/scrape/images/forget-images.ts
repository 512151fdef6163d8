import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/database.ts'
import { removeUnusedImages } from './images-store.ts'

/** Images that go in one transaction: with their bytes some 10 MB. */
const BATCH = 200

/** Removes the pictures of these creators; returns the rows by table. Images that others show as well stay. */
export async function forgetImages(
  tx: Tx,
  blogIds: readonly string[],
): Promise<{ blog_images: number; images: number }> {
  const { rows } = await sql<{ sha256: Buffer }>`
    delete from blog_images where blog_id = any (${blogIds}::uuid[]) returning sha256`.execute(tx)
  const images = await removeUnusedImages(
    tx,
    rows.map((row) => row.sha256),
  )
  return { blog_images: rows.length, images }
}

/**
 * Removes pictures that were fetched more than `keepMs` ago (world time), with their bytes, in small batches; returns how
 * many a creator showed. The next scrape fetches anew what it still wants. An aborted signal ends it between two batches.
 */
export async function forgetOldImages(
  db: Db,
  keepMs: number,
  signal: AbortSignal,
): Promise<number> {
  return await throughBatches(db, signal, async (tx) => {
    const { rows: old } = await oldImagesQuery(keepMs).execute(tx)
    return await dropImages(tx, sql`sha256 = any (${old.map((row) => row.sha256)}::bytea[])`)
  })
}

/** The same for pictures of posts that are gone. */
export async function forgetImagesWithoutPost(db: Db, signal: AbortSignal): Promise<number> {
  const isWithoutPost = sql`(blog_id, kind, platform_id) in (
    select u.blog_id, u.kind, u.platform_id from blog_images u
    where u.kind = 'post'
      and not exists (select from blog_posts p where p.blog_id = u.blog_id and p.platform_id = u.platform_id)
    limit ${sql.lit(BATCH)})`
  return await throughBatches(db, signal, async (tx) => await dropImages(tx, isWithoutPost))
}

/** Removes images that no creator shows, which others may have left, in small batches; returns how many. */
export async function forgetUnusedImages(db: Db, signal: AbortSignal): Promise<number> {
  return await throughBatches(db, signal, async (tx) => {
    const { rows: unused } = await unusedImagesQuery().execute(tx)
    return await removeUnusedImages(
      tx,
      unused.map((row) => row.sha256),
    )
  })
}

/** Calls `remove` in a transaction of its own each time, until there is nothing left to remove. */
async function throughBatches(
  db: Db,
  signal: AbortSignal,
  remove: (tx: Tx) => Promise<number>,
): Promise<number> {
  let sum = 0
  while (!signal.aborted) {
    const removed = await db.transaction().execute(remove)
    if (removed === 0) break
    sum += removed
  }
  return sum
}

async function dropImages(tx: Tx, which: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ sha256: Buffer }>`
    delete from blog_images where ${which} returning sha256`.execute(tx)
  await removeUnusedImages(
    tx,
    rows.map((row) => row.sha256),
  )
  return rows.length
}

/** Apart from its caller, as the next one, so that a test can ask PostgreSQL to explain it. */
export const oldImagesQuery = (keepMs: number) => sql<{ sha256: Buffer }>`
  select sha256 from images
  where created_at < (select world_now()) - make_interval(secs => ${keepMs / 1000})
  order by created_at limit ${sql.lit(BATCH)}`

const unusedImagesQuery = () => sql<{ sha256: Buffer }>`
  select sha256 from images i
  where not exists (select from blog_images b where b.sha256 = i.sha256)
  limit ${sql.lit(BATCH)}`
