import type { Client } from 'pg'
import type { CreatorRows, Row } from './expected.ts'

/** What the database holds of these creators, and what their scrapes cost. */
export type Found = CreatorRows & {
  status: string
  /** Of the last full_scrape; null when it is open or was never made. */
  task: { status: string; attempts: number; requests: number | null; error: string | null } | null
}

const QUERY = `
  select b.username as asked, b.scrape_status as status, to_jsonb(b) - 'search' as blog,
    coalesce((select jsonb_object_agg(p.platform_id, to_jsonb(p)) from blog_posts p where p.blog_id = b.id), '{}') as posts,
    coalesce((
      select jsonb_object_agg(h.platform_id, to_jsonb(h) || jsonb_build_object('stories_read', h.stories_read_at is not null))
      from blog_highlights h where h.blog_id = b.id
    ), '{}') as highlights,
    (
      select jsonb_build_object('status', t.status, 'attempts', t.attempts, 'requests', t.result -> 'requests', 'error', t.error_code)
      from scrape_tasks t where t.blog_id = b.id and t.task_type = 'full_scrape' order by t.id desc limit 1
    ) as task
  from blogs b where b.platform = 'instagram' and b.username = any($1)`

/** By username; creators that the database does not know are missing. */
export async function readFound(
  client: Client,
  usernames: readonly string[],
): Promise<Map<string, Found>> {
  const { rows } = await client.query<{
    asked: string
    status: string
    blog: Row
    posts: Record<string, Row>
    highlights: Record<string, Row>
    task: Found['task']
  }>(QUERY, [usernames])
  return new Map(
    rows.map(({ asked, status, blog, posts, highlights, task }) => [
      asked,
      {
        status,
        blog,
        posts: new Map(Object.entries(posts)),
        highlights: new Map(Object.entries(highlights)),
        task,
      },
    ]),
  )
}
