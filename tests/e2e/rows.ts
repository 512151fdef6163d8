import { withClient } from '../fixtures/test-server.ts'

/**
 * All rows about creators that a run leaves, by natural keys and content: without ids, times of
 * ours, attempts, accounts and tokens.
 */
export async function readCreatorRows(databaseUrl: string): Promise<Record<string, string[]>> {
  const queries = {
    blogs: `
      select b.username, b.platform, b.platform_id, p.full_name as person, b.full_name, b.biography, b.avatar_url,
             b.follower_count, b.following_count, b.media_count, b.is_verified, b.is_business, b.business_category,
             b.external_url, b.er, b.er_reels, b.engagement_trend, b.posts_per_week, b.scrape_status, b.ai_insights,
             b.ai_confidence, b.source
      from blogs b join persons p on p.id = b.person_id`,
    posts: `
      select b.username, p.platform_id, p.caption_text, p.hashtags, p.mentions, p.like_count, p.comment_count,
             p.play_count, p.media_type, p.product_type, p.is_pinned, p.thumbnail_url, p.location_id, p.location_name,
             p.taken_at
      from blog_posts p join blogs b on b.id = p.blog_id`,
    highlights: `
      select b.username, h.platform_id, h.title, h.media_count, h.cover_url, h.story_mentions, h.story_locations,
             h.story_links
      from blog_highlights h join blogs b on b.id = h.blog_id`,
    snapshots: `
      select b.username, s.follower_count, s.following_count, s.media_count, s.er, s.er_reels, s.engagement_trend,
             s.posts_per_week
      from blog_snapshots s join blogs b on b.id = s.blog_id`,
    categories: `
      select b.username, c.name, bc.is_primary
      from blog_categories bc join blogs b on b.id = bc.blog_id join categories c on c.id = bc.category_id`,
    insights: `
      select b.username, i.version, i.insights, i.model, i.prompt_version
      from ai_insights i join blogs b on b.id = i.blog_id`,
    tasks: `
      select t.task_type, t.status, t.priority, b.username
      from scrape_tasks t left join blogs b on b.id = derived.blog_of(t.subject)
      where t.task_type in ('discover', 'full_scrape', 'ai_analysis')`,
  }
  return await withClient(databaseUrl, async (client) => {
    const rows: Record<string, string[]> = {}
    for (const [name, query] of Object.entries(queries)) {
      const result = await client.query<{ row: string }>(
        `select to_jsonb(q)::text as row from (${query}) q`,
      )
      rows[name] = result.rows.map(({ row }) => row).sort()
    }
    return rows
  })
}
