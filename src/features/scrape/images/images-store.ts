import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../../db/database.ts'
import type { CollectedImages } from './collect-images.ts'
import { keyOf } from './image-key.ts'

/** `keyOf` of the pictures that are stored of a creator. */
export async function readKnownImages(db: Db, blogId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('blog_images')
    .select(['kind', 'platform_id'])
    .where('blog_id', '=', blogId)
    .execute()
  return new Set(
    rows.map((row) =>
      keyOf({ kind: row.kind === 'avatar' ? 'avatar' : 'post', platformId: row.platform_id }),
    ),
  )
}

/** Makes these the pictures of a creator: others that it had are gone, and their bytes too unless somebody else has them. */
export async function storeImages(
  tx: Tx,
  blogId: string,
  { known, fetched }: CollectedImages,
): Promise<void> {
  const rows = [...known, ...fetched].map(({ kind, platformId, position }) => ({
    kind,
    platform_id: platformId,
    position,
  }))
  const { rows: dropped } = await sql<{ sha256: Buffer }>`
    delete from blog_images
    where blog_id = ${blogId} and (kind, platform_id) not in (
      select kind, platform_id from jsonb_to_recordset(${jsonb(rows)}) as r (kind text, platform_id text)
    )
    returning sha256`.execute(tx)
  await sql`
    update blog_images b set position = r.position
    from jsonb_to_recordset(${jsonb(rows)}) as r (kind text, platform_id text, position integer)
    where b.blog_id = ${blogId} and b.kind = r.kind and b.platform_id = r.platform_id and b.position <> r.position`.execute(
    tx,
  )
  await insertImages(tx, blogId, fetched)
  await removeUnusedImages(
    tx,
    dropped.map((row) => row.sha256),
  )
}

async function insertImages(
  tx: Tx,
  blogId: string,
  fetched: CollectedImages['fetched'],
): Promise<void> {
  if (fetched.length === 0) return
  const bySha = new Map(fetched.map((image) => [image.sha256.toString('hex'), image]))
  // In one order everywhere, so that nobody waits in a circle.
  const images = [...bySha].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image)
  await tx
    .insertInto('images')
    .values(images.map(({ sha256, bytes, width, height }) => ({ sha256, bytes, width, height })))
    // Holds one that is there already, so that it is not taken for unused while this transaction runs.
    .onConflict((conflict) =>
      conflict.column('sha256').doUpdateSet((update) => ({ width: update.ref('excluded.width') })),
    )
    .execute()
  await tx
    .insertInto('blog_images')
    .values(
      fetched.map(({ kind, platformId, sha256, position }) => ({
        blog_id: blogId,
        kind,
        platform_id: platformId,
        sha256,
        position,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['blog_id', 'kind', 'platform_id']).doUpdateSet((update) => ({
        sha256: update.ref('excluded.sha256'),
        position: update.ref('excluded.position'),
      })),
    )
    .execute()
}

/** Removes those of these images that no creator has any more; returns how many. */
export async function removeUnusedImages(tx: Tx, sha256s: readonly Buffer[]): Promise<number> {
  if (sha256s.length === 0) return 0
  // Locked first: whoever is about to use one waits, and one that somebody is using right now is passed over. What was
  // put to use before is seen by the second statement alone, which begins after the lock.
  const { rows: locked } = await sql<{ sha256: Buffer }>`
    select sha256 from images i
    where sha256 = any (${sha256s}::bytea[]) and not exists (select from blog_images b where b.sha256 = i.sha256)
    for update skip locked`.execute(tx)
  if (locked.length === 0) return 0
  const { numAffectedRows = 0n } = await sql`
    delete from images i
    where sha256 = any (${locked.map((row) => row.sha256)}::bytea[])
      and not exists (select from blog_images b where b.sha256 = i.sha256)`.execute(tx)
  return Number(numAffectedRows)
}
