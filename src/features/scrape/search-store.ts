import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'

/** Captions that languages are told and words are found by. */
export const NEWEST_CAPTIONS = 50

/** The words of `blogs b` from the texts that are stored of it. */
const storedWords = sql`
  derived.creator_document(b.username, b.full_name, b.biography, array(
    select p.caption_text from (
      select caption_text from blog_posts where blog_id = b.id order by taken_at desc limit ${NEWEST_CAPTIONS}
    ) p where p.caption_text is not null
  ))`

/** Writes the words of these creators anew, after texts of theirs have changed otherwise than by a scrape. */
export async function refreshSearch(tx: Tx, blogIds: readonly string[]): Promise<void> {
  if (blogIds.length === 0) return
  await sql`update blogs b set search = ${storedWords} where b.id = any (${blogIds}::uuid[])`.execute(
    tx,
  )
}

/**
 * Writes the words of the next `limit` creators after `after`, in order of their ids, that were scraped and have none.
 * Rows that somebody else is writing are left: whoever changes texts writes the words as well. Returns the last id
 * (null when there are no more) and how many were written.
 */
export async function fillSearch(
  db: Db,
  after: string,
  limit: number,
): Promise<{ last: string | null; written: number }> {
  const { rows } = await wordlessBlogs(after, limit, storedWords).execute(db)
  const last = rows.map(({ id }) => id).reduce((most, id) => (id > most ? id : most), after)
  return { last: rows.length < limit ? null : last, written: rows.length }
}

/** Apart from `fillSearch`, so that a test can ask PostgreSQL to explain it. */
export const wordlessBlogs = (after: string, limit: number, words = storedWords) => sql<{
  id: string
}>`
  update blogs b set search = ${words}
  where b.id = any (array(
    select id from blogs
    where search is null and scraped_at is not null and id > ${after}::uuid
    order by id limit ${limit} for update skip locked
  ))
  returning b.id`
