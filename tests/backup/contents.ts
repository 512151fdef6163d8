import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { withClient } from '../fixtures/test-server.ts'

/** Everything that the text format of COPY has to escape, and what it may be confused with. */
const AWKWARD = `tab\t, line\nend\r\n, \\. , \\N , back\\slash, "quotes", '', \u{1f600}, кириллица`

/** Puts in creators with a snapshot, a post and a task each, `count` of each kind. */
export async function fillCreators(db: Db, count: number): Promise<void> {
  await sql`
    with owners as (
      insert into persons (full_name) select case when n % 3 > 0 then ${AWKWARD} || n end from generate_series(1, ${count}::integer) n
      returning id
    ), made as (
      insert into blogs (person_id, platform, username, platform_id, biography, follower_count, er, source)
      select id, 'instagram', 'creator_' || row_number() over (), row_number() over (), ${AWKWARD},
        row_number() over (), random(), 'discover' from owners
      returning id
    )
    insert into blog_posts (blog_id, platform_id, caption_text, hashtags, mentions, media_type, taken_at)
    select id, 'post', ${AWKWARD}, array['a,b', '{}', 'null', ${AWKWARD}], '{}', 'photo', 'epoch' from made`.execute(
    db,
  )
  await sql`
    insert into scrape_tasks (task_type, priority, payload, due_at)
    select 'full_scrape', 5, jsonb_build_object('n', n, 'text', ${AWKWARD}::text), now()
    from generate_series(1, ${count}::integer) n`.execute(db)
}

/** A fingerprint of the rows of each table, whatever their order. */
export async function contentOf(url: string): Promise<Map<string, string>> {
  return await withClient(url, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class
       where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and relname not in ('gramd_migrations', 'instances', 'last_backup', 'postgres_server', 'write_proof') order by 1`,
    )
    const found = new Map<string, string>()
    for (const { name } of tables) {
      const { rows } = await client.query<{ content: string }>(
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as content from public."${name}" t`,
      )
      found.set(name, rows[0]?.content ?? '')
    }
    return found
  })
}
