import { sql } from 'kysely'
import { jsonb } from '../db/database.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { ShrunkImage } from './shrink-image.ts'

/**
 * Media are bytes by their hash: each is stored once, however many owners use it. An owner is a
 * text such as `blog:<id>`; it has names for its media, and an order. Bytes without an owner are
 * deleted.
 */
export type MediaUse = { name: string; position: number }

export type OwnedMedia = {
  /** Media that are already stored. */
  known: readonly MediaUse[]
  fetched: readonly (MediaUse & ShrunkImage)[]
}

/** Media that one transaction deletes: with their bytes some 10 MB. */
const BATCH = 200

/** Returns the names of an owner's media. */
export async function readMediaNames(db: Db, owner: string): Promise<Set<string>> {
  const rows = await db.selectFrom('media_uses').select('name').where('owner', '=', owner).execute()
  return new Set(rows.map(({ name }) => name))
}

/** Like `readMediaNames`, in the order of the owner. */
export async function readMediaOrder(db: Db, owner: string): Promise<string[]> {
  const rows = await db
    .selectFrom('media_uses')
    .select('name')
    .where('owner', '=', owner)
    .orderBy('position')
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

/** Returns those of these owners that have media. */
export async function findMediaOwners(db: Db, owners: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ owner: string }>`
    select o.owner from unnest(${owners}::text[]) as o (owner)
    where exists (select from media_uses u where u.owner = o.owner)`.execute(db)
  return new Set(rows.map(({ owner }) => owner))
}

/** An image with its bytes in Base64. */
export type StoredImage = { base64: string; width: number; height: number }

/** Reads the first `limit` media of each owner in their order; owners without any are missing. */
export async function readMedia(
  db: Db,
  owners: readonly string[],
  limit: number,
): Promise<Map<string, StoredImage[]>> {
  if (owners.length === 0) return new Map()
  // PostgreSQL encodes the Base64, so that this process holds only the text that it sends.
  const { rows } = await sql<StoredImage & { owner: string }>`
    select o.owner, replace(encode(shown.bytes, 'base64'), chr(10), '') as base64, shown.width, shown.height
    from unnest(${owners}::text[]) as o (owner)
    cross join lateral (
      select m.bytes, m.width, m.height, u.position
      from media_uses u join media m using (sha256)
      where u.owner = o.owner
      order by u.position, u.name
      limit ${limit}
    ) shown
    order by o.owner, shown.position`.execute(db)
  return Map.groupBy(rows, ({ owner }) => owner)
}

/** Reads the JPEG with this hash (hex); undefined once its last owner has released it. */
export async function findMedia(db: Db, hash: string): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('media')
    .select('bytes')
    .where('sha256', '=', Buffer.from(hash, 'hex'))
    .executeTakeFirst()
  return row?.bytes
}

/** Reads the shorter side, in pixels, of each of these media, by hash (hex). */
export async function readMediaSides(
  db: Db,
  hashes: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ hash: string; side: number }>`
    select encode(sha256, 'hex') as hash, least(width, height) as side from media
    where sha256 = any (select decode(h, 'hex') from unnest(${hashes}::text[]) h)`.execute(db)
  return new Map(rows.map(({ hash, side }) => [hash, side]))
}

/**
 * Sets the media of an owner. Its other media are released, but for `needed` names: what it has of
 * these comes after the others.
 */
export async function storeMedia(
  tx: Tx,
  owner: string,
  { known, fetched }: OwnedMedia,
  needed: readonly string[] = [],
): Promise<void> {
  const set = [...known, ...fetched].map(({ name, position }) => ({ name, position }))
  const names = new Set(set.map(({ name }) => name))
  const behind = 1 + Math.max(-1, ...set.map(({ position }) => position))
  const others = needed
    .filter((name) => !names.has(name))
    .map((name, at) => ({ name, position: behind + at }))
  const saved = [...set, ...others]
  const released = await deleteUses(
    tx,
    sql`owner = ${owner} and name <> all (${saved.map(({ name }) => name)}::text[])`,
  )
  await sql`
    update media_uses u set position = r.position
    from jsonb_to_recordset(${jsonb(saved)}) as r (name text, position integer)
    where u.owner = ${owner} and u.name = r.name and u.position <> r.position`.execute(tx)
  await insertMedia(tx, owner, fetched)
  // Last: bytes that were only renamed are used again, and media are locked in one order.
  await deleteUnused(tx, released)
}

/** Adds media behind those that an owner has; names that it has stay as they are. */
export async function addMedia(
  tx: Tx,
  owner: string,
  added: readonly ({ name: string } & ShrunkImage)[],
): Promise<void> {
  if (added.length === 0) return
  const names = await readMediaOrder(tx, owner)
  const fetched = added
    .filter(({ name }) => !names.includes(name))
    .map((image, at) => ({ ...image, position: names.length + at }))
  await insertMedia(tx, owner, fetched)
}

async function insertMedia(tx: Tx, owner: string, fetched: OwnedMedia['fetched']): Promise<void> {
  if (fetched.length === 0) return
  const bySha = new Map(fetched.map((image) => [image.sha256.toString('hex'), image]))
  // In one order everywhere, so that two transactions never deadlock.
  const images = [...bySha].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image)
  await tx
    .insertInto('media')
    .values(images.map(({ sha256, bytes, width, height }) => ({ sha256, bytes, width, height })))
    // Locks an existing row, so that it is not deleted as unused during this transaction.
    .onConflict((conflict) =>
      conflict.column('sha256').doUpdateSet((update) => ({ width: update.ref('excluded.width') })),
    )
    .execute()
  await tx
    .insertInto('media_uses')
    .values(fetched.map(({ name, sha256, position }) => ({ owner, name, sha256, position })))
    .onConflict((conflict) =>
      conflict.columns(['owner', 'name']).doUpdateSet((update) => ({
        sha256: update.ref('excluded.sha256'),
        position: update.ref('excluded.position'),
        stored_at: update.ref('excluded.stored_at'),
      })),
    )
    .execute()
}

/** Lets owners use media of other owners, under the same names; their existing media stay. */
export async function copyMedia(
  tx: Tx,
  copies: readonly { from: string; to: string; name: string; position: number }[],
): Promise<void> {
  if (copies.length === 0) return
  // Locked, so that the bytes are not deleted as unused during this transaction.
  await sql`
    insert into media_uses (owner, name, sha256, position)
    select r.to_owner, u.name, m.sha256, r.position
    from jsonb_to_recordset(${jsonb(copies.map(({ from, to, ...each }) => ({ ...each, from_owner: from, to_owner: to })))})
      as r (from_owner text, to_owner text, name text, position integer)
    join media_uses u on u.owner = r.from_owner and u.name = r.name
    join media m on m.sha256 = u.sha256
    for key share of m
    on conflict (owner, name) do nothing`.execute(tx)
}

/** Releases all media of these owners, for an erasure. Returns the deleted rows by table. */
export async function releaseMedia(
  tx: Tx,
  owners: readonly string[],
): Promise<{ media_uses: number; media: number }> {
  return await release(tx, sql`owner = any (${owners}::text[])`)
}

/** Releases single media of owners. */
export async function releaseNamedMedia(
  tx: Tx,
  uses: readonly { owner: string; name: string }[],
): Promise<void> {
  if (uses.length === 0) return
  await release(
    tx,
    sql`(owner, name) in (select owner, name from jsonb_to_recordset(${jsonb(uses)}) as r (owner text, name text))`,
  )
}

async function release(
  tx: Tx,
  which: ReturnType<typeof sql>,
): Promise<{ media_uses: number; media: number }> {
  const released = await deleteUses(tx, which)
  return { media_uses: released.length, media: await deleteUnused(tx, released) }
}

async function deleteUses(tx: Tx, which: ReturnType<typeof sql>): Promise<{ sha256: Buffer }[]> {
  const { rows } = await sql<{ sha256: Buffer }>`
    delete from media_uses where ${which} returning sha256`.execute(tx)
  return rows
}

/**
 * Releases media that owners of one kind, such as `blog`, have had for more than `keepMs` (world
 * time), in small batches; returns how many uses. Other owners of the same bytes keep them. An
 * aborted signal ends it between two batches.
 */
export async function releaseOldMedia(
  db: Db,
  { kind, keepMs }: { kind: string; keepMs: number },
  signal: AbortSignal,
): Promise<number> {
  return await inBatches(db, signal, async (tx) => {
    const { rows: old } = await oldUsesQuery(kind, keepMs).execute(tx)
    await releaseNamedMedia(tx, old)
    return old.length
  })
}

/** The statement of `releaseOldMedia`, separate so that a test can explain its plan. */
export const oldUsesQuery = (kind: string, keepMs: number) => sql<{ owner: string; name: string }>`
  select owner, name from media_uses
  where split_part(owner, ':', 1) = ${kind} and stored_at < (select world_now()) - make_interval(secs =>
    ${keepMs / 1000})
  order by stored_at limit ${sql.lit(BATCH)}`

/** Deletes media that no owner uses and a concurrent transaction left, in small batches. */
export async function deleteUnusedMedia(db: Db, signal: AbortSignal): Promise<number> {
  return await inBatches(db, signal, async (tx) => {
    const { rows } = await sql<{ sha256: Buffer }>`
      select sha256 from media m
      where not exists (select from media_uses u where u.sha256 = m.sha256)
      limit ${sql.lit(BATCH)}`.execute(tx)
    return await deleteUnused(tx, rows)
  })
}

/** Deletes those of these media that no owner uses; returns how many. */
export async function deleteUnused(
  tx: Tx,
  released: readonly { sha256: Buffer }[],
): Promise<number> {
  if (released.length === 0) return 0
  // Locked first: a transaction that is about to use one waits, and one in use is skipped. A use
  // committed before the lock is seen only by the second statement, which begins after it.
  const { rows: locked } = await sql<{ sha256: Buffer }>`
    select sha256 from media m
    where sha256 = any (${released.map(({ sha256 }) => sha256)}::bytea[])
      and not exists (select from media_uses u where u.sha256 = m.sha256)
    for update skip locked`.execute(tx)
  if (locked.length === 0) return 0
  const { numAffectedRows = 0n } = await sql`
    delete from media m
    where sha256 = any (${locked.map(({ sha256 }) => sha256)}::bytea[])
      and not exists (select from media_uses u where u.sha256 = m.sha256)`.execute(tx)
  return Number(numAffectedRows)
}

async function inBatches(
  db: Db,
  signal: AbortSignal,
  remove: (tx: Tx) => Promise<number>,
): Promise<number> {
  let removed = 0
  while (!signal.aborted) {
    const some = await db.transaction().execute(remove)
    if (some === 0) break
    removed += some
  }
  return removed
}
