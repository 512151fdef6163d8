import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { lockExclusive, lockShared } from '../../../db/locks.ts'
import { worldNow } from '../../../db/database.ts'
import type { Db, Tx } from '../../../db/handles.ts'
import type { hashesOf } from './key.ts'

type Hashes = ReturnType<typeof hashesOf>

/** Makes erasures wait until the transaction ends. */
export async function lockAgainstErasure(tx: Db): Promise<void> {
  await lockShared(tx, 'erasure')
}

/** Waits for transactions that store creators, and blocks others until this one ends. */
export async function beginErasure(tx: Tx): Promise<void> {
  await lockExclusive(tx, 'erasure')
}

/** Returns the given hashes that belong to erased creators, in one query. */
export async function findErased(db: Db, hashes: Hashes): Promise<Hashes> {
  if (hashes.length === 0) return []
  const { rows } = await sql<{ identity_hmac: Buffer }>`
    select identity_hmac from erased_creators
    where identity_hmac = any (${hashes.map(({ hash }) => hash)}::bytea[])`.execute(db)
  const found = new Set(rows.map((row) => row.identity_hmac.toString('hex')))
  return hashes.filter(({ hash }) => found.has(hash.toString('hex')))
}

/**
 * Stores these hashes, which are of one creator, so that the creator cannot come back, by one
 * erasure. Hashes that are stored already retain their time; so does a name that was erased with
 * the id of another creator. The caller has begun an erasure.
 */
export async function insertErased(tx: Tx, hashes: Hashes): Promise<void> {
  if (hashes.length === 0) return
  const { erasure, merged } = await chooseErasure(tx, hashes)
  if (merged.length > 0) {
    await tx
      .updateTable('erased_creators')
      .set({ erasure })
      .where('erasure', 'in', merged)
      .execute()
  }
  await tx
    .insertInto('erased_creators')
    .values(
      hashes.map(({ kind, hash }) => ({
        identity_hmac: hash,
        kind,
        erasure,
        erased_at: worldNow,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Chooses the erasure that has an id, or else the first of the names, or else a new one. Also
 * returns the erasures that turn out to be of the same creator: others of its ids, and of its names
 * unless they have an id, because names change hands.
 */
async function chooseErasure(
  tx: Tx,
  hashes: Hashes,
): Promise<{ erasure: string; merged: string[] }> {
  const { rows } = await sql<{ erasure: string; is_id: boolean; has_id: boolean }>`
    select e.erasure, e.kind = 'id' as is_id,
      exists (select from erased_creators i where i.erasure = e.erasure and i.kind = 'id') as has_id
    from unnest(${hashes.map(({ hash }) => hash)}::bytea[]) with ordinality as input (hash, place)
    join erased_creators e on e.identity_hmac = input.hash
    order by is_id desc, place`.execute(tx)
  const [first] = rows
  if (!first) return { erasure: randomUUID(), merged: [] }
  const { erasure } = first
  const same = rows.filter((row) => row.erasure !== erasure && (row.is_id || !row.has_id))
  return { erasure, merged: same.map((row) => row.erasure) }
}

/**
 * Allows all that were erased together with one of these to come back; returns how many hashes that
 * were.
 */
export async function deleteErased(tx: Tx, hashes: Hashes): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from erased_creators
    where erasure in (
      select erasure from erased_creators
      where identity_hmac = any (${hashes.map(({ hash }) => hash)}::bytea[])
    )`.execute(tx)
  return Number(numAffectedRows)
}

const MAX_TIMES = 100

type Counts = { creators: number; ids: number; usernames: number }

/**
 * Counts the erased creators, their ids and names; also returns when the last creators were erased,
 * newest first.
 */
export async function summarizeErased(db: Db): Promise<Counts & { latest: Date[] }> {
  const { rows } = await sql<Counts>`
    select count(distinct erasure)::int as creators,
      count(*) filter (where kind = 'id')::int as ids,
      count(*) filter (where kind = 'username')::int as usernames
    from erased_creators`.execute(db)
  const latest = await sql<{ erased_at: Date }>`
    select min(erased_at) as erased_at from erased_creators
    group by erasure
    order by erased_at desc
    limit ${MAX_TIMES}`.execute(db)
  return {
    ...(rows[0] ?? { creators: 0, ids: 0, usernames: 0 }),
    latest: latest.rows.map((row) => row.erased_at),
  }
}
