import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

/** Meta's numbers of a result for the owner of a connected account. */
export type OfficialRow = {
  id: string
  /** Whether the team has connected the account that published it. */
  is_connected: boolean
  /** Whether a person has connected it for themselves. */
  is_personal: boolean
  /** Whether no connection of the team works until its owner authorizes it again. */
  access_ended: boolean
  /** Whether Meta gives no numbers of it any more: a story after its 24 hours. */
  has_ended: boolean
  taken_at: Date
  read_at: Date | null
  metrics: Record<string, unknown> | null
  /** Why the last reading of a story brought nothing. */
  gap: 'too_few_viewers' | 'right_missing' | 'not_yet_counted' | 'refused' | 'gone' | null
}

/**
 * The latest official numbers of the results of a campaign. Only accounts that the team has
 * connected count: what a person has connected is that person's. Exported for a test of its plan.
 */
const officialQuery = (listId: string) => sql<OfficialRow>`
  select result.id, result.taken_at, connection.is_connected, connection.is_personal, connection.access_ended,
    result.kind = 'story' and result.taken_at + interval '24 hours' <= (select world_now()) as has_ended,
    coalesce(story.read_at, insight.collected_at) as read_at, coalesce(story.metrics, insight.metrics) as metrics,
    story.reason as gap
  from campaign_results result
  join shared.blogs author on author.id = result.author_id
  cross join lateral (
    select coalesce(bool_or(owner_id is null), false) as is_connected,
      coalesce(bool_or(owner_id is not null), false) as is_personal,
      coalesce(bool_and(state in ('auth_error', 'revoked')) filter (where owner_id is null), false) as access_ended
    from shared.connections where username = author.username
  ) connection
  left join lateral (
    select media.id from shared.own_media media
    where result.kind = 'post' and media.shortcode = result.code and media.owner_id is null
    limit 1
  ) media on true
  left join lateral (
    select collected_at, metrics from shared.media_insights insights
    where insights.media_id = media.id
    order by collected_at desc limit 1
  ) insight on true
  left join lateral (
    select own.read_at, own.metrics, own.reason from shared.own_stories own
    where result.kind = 'story' and own.blog_id = result.author_id
      and own.taken_at between result.taken_at - interval '5 minutes' and result.taken_at + interval '5 minutes'
      -- The address of a story ends with the id by which the app knows it; else its second says which it is.
      and (own.story_id = result.platform_id or (own.story_id is null
        and own.taken_at between result.taken_at - interval '2 seconds' and result.taken_at + interval '2 seconds'))
    order by own.read_at desc nulls last limit 1
  ) story on true
  where result.list_id = ${listId}::uuid and result.untied_at is null`

/** The official numbers of a campaign's results, by their ids. */
export async function readOfficial(db: Db, listId: string): Promise<Map<string, OfficialRow>> {
  const { rows } = await officialQuery(listId).execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
