import { openDatabase } from '../../src/db/database.ts'
import { sql } from 'kysely'

/** Fills a database with creators whose insights take `insightBytes` each. */
export const creators =
  (count: number, insightBytes: number) =>
  async (databaseUrl: string): Promise<void> => {
    const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
    await sql`
      with made as (
        insert into persons (full_name) select 'person ' || n from generate_series(1, ${count}::int) n
        returning id, full_name
      )
      insert into blogs (person_id, username, source, scrape_status, biography, follower_count, ai_insights, ai_confidence, ai_analyzed_at)
      select id, 'creator_' || replace(full_name, ' ', '_'), 'manual', 'active', 'a mother from almaty', 1000,
             jsonb_build_object('confidence', 0.9, 'notes', repeat('n', ${insightBytes}::int)), 0.9, now()
      from made`.execute(db)
    await db.destroy()
  }
