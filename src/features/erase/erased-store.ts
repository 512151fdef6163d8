import { sql } from 'kysely'
import { worldNow, type Db, type Tx } from '../../db/database.ts'
import type { hashesOf } from './key-store.ts'

type Hashes = ReturnType<typeof hashesOf>

/** Who stores creators holds it shared, who erases one alone: no creator is stored while it is being erased. */
const LOCK = sql`hashtext('gramd erase')`

/** Keeps erasures waiting until the transaction ends. */
export async function holdOffErasures(tx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${LOCK})`.execute(tx)
}

/** Waits for those who are storing creators, and keeps others from it until the transaction ends. */
export async function beginErasure(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
}

/** Those of the hashes that stand for somebody erased, in one query. */
export async function findErased(db: Db, hashes: Hashes): Promise<Hashes> {
  if (hashes.length === 0) return []
  const { rows } = await sql<{ identity_hmac: Buffer }>`
    select identity_hmac from erased_creators
    where identity_hmac = any (${hashes.map(({ hash }) => hash)}::bytea[])`.execute(db)
  const found = new Set(rows.map((row) => row.identity_hmac.toString('hex')))
  return hashes.filter(({ hash }) => found.has(hash.toString('hex')))
}

/** Keeps these from coming back; the time of those that are kept already stays. */
export async function insertErased(tx: Tx, hashes: Hashes): Promise<void> {
  if (hashes.length === 0) return
  await tx
    .insertInto('erased_creators')
    .values(hashes.map(({ kind, hash }) => ({ identity_hmac: hash, kind, erased_at: worldNow })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Returns how many were kept out until now. */
export async function deleteErased(tx: Tx, hashes: Hashes): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from erased_creators
    where identity_hmac = any (${hashes.map(({ hash }) => hash)}::bytea[])`.execute(tx)
  return Number(numAffectedRows)
}

const MOST_TIMES = 100

/** How many ids and names are kept out, and when the last ones were erased, newest first. */
export async function summarizeErased(
  db: Db,
): Promise<{ ids: number; usernames: number; latest: Date[] }> {
  const { rows } = await sql<{ ids: number; usernames: number }>`
    select count(*) filter (where kind = 'id')::int as ids,
      count(*) filter (where kind = 'username')::int as usernames
    from erased_creators`.execute(db)
  const latest = await db
    .selectFrom('erased_creators')
    .select('erased_at')
    .orderBy('erased_at', 'desc')
    .limit(MOST_TIMES)
    .execute()
  return {
    ids: rows[0]?.ids ?? 0,
    usernames: rows[0]?.usernames ?? 0,
    latest: latest.map((row) => row.erased_at),
  }
}
