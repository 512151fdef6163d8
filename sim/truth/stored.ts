import type { Client } from 'pg'
import type { CreatorRows, Row } from './expected.ts'

/** The data of a creator in the database, and the cost of its scrape. */
export type StoredCreator = CreatorRows & {
  status: string
  scrapedAt: string | null
  /** The history row of the last scrape. */
  snapshot: Row | null
  /** The last full_scrape; null without one. */
  task: { status: string; attempts: number; requests: number | null; error: string | null } | null
}

const QUERY = `
  select b.username, b.scrape_status as status, b.scraped_at as "scrapedAt",
    to_jsonb(b) - 'search' || jsonb_build_object(
      'follows_many', 'follows_many' = any (b.risk_flags),
      'likes_too_uniform', 'likes_too_uniform' = any (b.risk_flags)
    ) as blog,
    coalesce((
      select jsonb_object_agg(p.platform_id, to_jsonb(p)) from blog_posts p where p.blog_id = b.id
    ), '{}') as posts,
    coalesce((
      select jsonb_object_agg(h.platform_id,
        to_jsonb(h) || jsonb_build_object('stories_read', h.stories_read_at is not null))
      from blog_highlights h where h.blog_id = b.id
    ), '{}') as highlights,
    (
      select to_jsonb(s) from blog_snapshots s where s.blog_id = b.id
      order by s.scraped_at desc limit 1
    ) as snapshot,
    (
      select jsonb_build_object('status', t.status, 'attempts', t.attempts,
        'requests', t.result -> 'requests', 'error', t.error_code)
      from scrape_tasks t
      where t.subject = 'blog:' || b.id and t.task_type = 'full_scrape' order by t.id desc limit 1
    ) as task
  from blogs b where b.platform = 'instagram' and b.username = any ($1)`

type StoredRow = Omit<StoredCreator, 'posts' | 'highlights'> & {
  username: string
  posts: Record<string, Row>
  highlights: Record<string, Row>
}

/** By username, without creators that the database lacks. */
export async function readStored(
  client: Client,
  usernames: readonly string[],
): Promise<Map<string, StoredCreator>> {
  const { rows } = await client.query<StoredRow>(QUERY, [usernames])
  return new Map(
    rows.map(({ username, posts, highlights, ...rest }) => [
      username,
      {
        ...rest,
        posts: new Map(Object.entries(posts)),
        highlights: new Map(Object.entries(highlights)),
      },
    ]),
  )
}
