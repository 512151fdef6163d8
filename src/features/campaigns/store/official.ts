import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'

/** Meta's numbers of a result for the owner of a connected account. */
export type OfficialRow = {
  id: string
  /** Whether the team has connected the account that published it. */
  is_connected: boolean
  /** Whether a person has connected it for themselves. */
  is_personal: boolean
  read_at: Date | null
  metrics: Record<string, unknown> | null
}

/**
 * The latest official numbers of the results of a campaign. Only accounts that the team has
 * connected count: what a person has connected is that person's. Exported for a test of its plan.
 */
const officialQuery = (listId: string) => sql<OfficialRow>`
  select result.id, connection.is_connected, connection.is_personal, insight.collected_at as read_at,
    insight.metrics
  from campaign_results result
  join shared.blogs author on author.id = result.author_id
  cross join lateral (
    select coalesce(bool_or(owner_id is null), false) as is_connected,
      coalesce(bool_or(owner_id is not null), false) as is_personal
    from shared.connections where username = author.username
  ) connection
  left join lateral (
    select media.id from shared.own_media media
    where result.kind = 'post' and media.shortcode = result.code and media.owner_id is null
    union all
    -- The address of a story ends with the id by which the app knows it.
    select media.id from shared.connections connected
    join shared.own_media media on media.connection_id = connected.id and media.type = 'STORY'
      and media.published_at between result.taken_at - interval '5 minutes'
        and result.taken_at + interval '5 minutes'
    where result.kind = 'story' and connected.owner_id is null and connected.username = author.username
      and rtrim(media.permalink, '/') like '%/' || result.platform_id
    limit 1
  ) media on true
  left join lateral (
    select collected_at, metrics from shared.media_insights insights
    where insights.media_id = media.id
    order by collected_at desc limit 1
  ) insight on true
  where result.list_id = ${listId}::uuid and result.untied_at is null`

/** The official numbers of a campaign's results, by their ids. */
export async function readOfficial(db: Db, listId: string): Promise<Map<string, OfficialRow>> {
  const { rows } = await officialQuery(listId).execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
