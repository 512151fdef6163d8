import type { Db, Tx } from '../../db/database.ts'

export type AnalyzedBlog = {
  id: string
  username: string
  scrapeStatus: string
  scrapedAt: Date | null
}

/** A blog by its id or its username (lower case). */
export async function findBlog(
  db: Db,
  by: { id: string } | { username: string },
): Promise<AnalyzedBlog | undefined> {
  return await selectBlog(db)
    .$if('id' in by, (query) => query.where('id', '=', 'id' in by ? by.id : ''))
    .$if('username' in by, (query) =>
      query
        .where('platform', '=', 'instagram')
        .where('username', '=', 'username' in by ? by.username : ''),
    )
    .executeTakeFirst()
}

/** Keeps a blog for this transaction; undefined when it is gone. */
export async function lockBlog(tx: Tx, id: string): Promise<AnalyzedBlog | undefined> {
  return await selectBlog(tx).where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
}

const selectBlog = (db: Db) =>
  db
    .selectFrom('blogs')
    .select(['id', 'username', 'scrape_status as scrapeStatus', 'scraped_at as scrapedAt'])
