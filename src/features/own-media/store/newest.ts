import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { isInScope } from './syncs.ts'
import { previewHash } from './previews.ts'

/** A post with its newest reading; `usual` is null for fewer than three posts to compare with. */
export type NewestRow = {
  id: string
  account_id: string
  username: string
  type: 'REEL' | 'VIDEO' | 'IMAGE' | 'CAROUSEL' | 'STORY' | 'UNKNOWN'
  caption: string | null
  permalink: string | null
  preview_hash: string | null
  published_at: Date
  age_hours: number | null
  views: number | null
  likes: number | null
  usual: { low: number; median: number; high: number; posts: number } | null
}

/** The newest posts of an owner's accounts, each with its views and the usual ones at its age. */
export async function listNewest(
  db: Db,
  owner: string | null,
  limit: number,
): Promise<NewestRow[]> {
  const { rows } = await sql<NewestRow>`
    with newest as materialized (
      select m.* from own_media_sync s
      cross join lateral (
        select * from own_media where connection_id = s.connection_id and deleted_at is null
        order by published_at desc, id desc limit ${limit}
      ) m
      where s.ended_at is null and ${isInScope(owner, 's.owner_id')}
      order by m.published_at desc, m.id desc
      limit ${limit}
    )
    select m.id, m.connection_id as account_id, s.username, m.type, m.caption, m.permalink,
      ${previewHash} as preview_hash, m.published_at, reading.age_hours, reading.views,
      coalesce(reading.likes, m.like_count) as likes,
      case when usual.posts is not null then to_jsonb(usual) end as usual
    from newest m
    join own_media_sync s on s.connection_id = m.connection_id
    left join lateral (
      select (i.metrics ->> 'views')::float8 as views, (i.metrics ->> 'likes')::float8 as likes,
        extract(epoch from i.collected_at - m.published_at)::float8 / 3600 as age_hours,
        i.collected_at - m.published_at as age
      from media_insights i where i.media_id = m.id and i.metrics ? 'views'
      order by i.collected_at desc limit 1
    ) reading on true
    left join lateral derived.usual_views(m.id, reading.age) usual on true
    order by m.published_at desc, m.id desc`.execute(db)
  return rows
}
