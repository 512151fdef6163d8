import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'

export type SentRow = { id: string; blogId: string; hash: Buffer }

/** The hashes of rows that a receiver has, by their ids. */
export async function hashesOf(
  db: Db,
  webhookId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ row_id: string; hash: string }>`
    select row_id, encode(hash, 'hex') as hash from outgoing_rows
    where webhook_id = ${webhookId}::uuid and row_id = any (${[...ids]}::uuid[])`.execute(db)
  return new Map(rows.map(({ row_id, hash }) => [row_id, hash]))
}

/** Stores that a receiver has rows. A creator who was erased meanwhile is left out. */
export async function storeSent(
  db: Db | Tx,
  webhookId: string,
  sent: readonly SentRow[],
): Promise<void> {
  const ids = sent.map(({ id }) => id)
  const blogs = sent.map(({ blogId }) => blogId)
  const hashes = sent.map(({ hash }) => hash.toString('hex'))
  await sql`
    insert into outgoing_rows (webhook_id, row_id, blog_id, hash)
    select ${webhookId}::uuid, s.id, s.blog_id, decode(s.hash, 'hex')
    from unnest(${ids}::uuid[], ${blogs}::uuid[], ${hashes}::text[]) as s (id, blog_id, hash)
    join shared.blogs b on b.id = s.blog_id
    where exists (select from outgoing_webhooks w where w.id = ${webhookId}::uuid)
    on conflict (webhook_id, row_id) do update set hash = excluded.hash, sent_at = excluded.sent_at`.execute(
    db,
  )
}

/** Moves rows of results to another blog, when two turn out to be one creator's. */
export async function moveRows(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`delete from outgoing_rows where row_id = ${from}::uuid`.execute(tx)
  await sql`
    update outgoing_rows set blog_id = ${into}::uuid where blog_id = ${from}::uuid`.execute(tx)
}
