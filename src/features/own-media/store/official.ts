import { sql, type RawBuilder } from 'kysely'
import type { OfficialRow } from '../official.ts'

/**
 * The latest official numbers of `items`, a query with the columns id, kind ('post' or 'story'),
 * author_id, code, platform_id and taken_at. Only accounts that the team has connected count: what
 * a person has connected is that person's.
 */
export const officialQuery = (items: RawBuilder<unknown>) => sql<OfficialRow>`
  select item.id, item.taken_at, connection.is_connected, connection.is_personal, connection.access_ended,
    item.kind = 'story' and item.taken_at + interval '24 hours' <= (select world_now()) as has_ended,
    coalesce(story.read_at, insight.collected_at) as read_at, coalesce(story.metrics, insight.metrics) as metrics,
    story.reason as gap
  from (${items}) item
  join shared.blogs author on author.id = item.author_id
  cross join lateral (
    select coalesce(bool_or(owner_id is null), false) as is_connected,
      coalesce(bool_or(owner_id is not null), false) as is_personal,
      coalesce(bool_and(state in ('auth_error', 'revoked')) filter (where owner_id is null), false) as access_ended
    from shared.connections where username = author.username
  ) connection
  left join lateral (
    select media.id from own_media media
    where item.kind = 'post' and media.shortcode = item.code and media.owner_id is null
    limit 1
  ) media on true
  left join lateral (
    select collected_at, metrics from media_insights insights
    where insights.media_id = media.id
    order by collected_at desc limit 1
  ) insight on true
  left join lateral (
    select own.read_at, own.metrics, own.reason from own_stories own
    where item.kind = 'story' and own.blog_id = item.author_id
      and own.taken_at between item.taken_at - interval '5 minutes' and item.taken_at + interval '5 minutes'
      -- The address of a story ends with the id by which the app knows it; else its second says which it is.
      and (own.story_id = item.platform_id or (own.story_id is null
        and own.taken_at between item.taken_at - interval '2 seconds' and item.taken_at + interval '2 seconds'))
    order by own.read_at desc nulls last limit 1
  ) story on true`
