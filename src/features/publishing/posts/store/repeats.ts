import { sql } from 'kysely'
import type { Db } from '../../../../db/handles.ts'
import type { PostRow } from './posts/posts.ts'

/**
 * Whether another post with the same caption and one of the same files waits for one of these
 * accounts, or was published there, within a day of the moment at which this one goes out.
 */
export async function hasRepeats(
  db: Db,
  { id, caption, media }: Pick<PostRow, 'id' | 'caption' | 'media'>,
  { accounts, at }: { accounts: readonly string[]; at: Date },
): Promise<boolean> {
  if (media.length === 0 || accounts.length === 0) return false
  const { rows } = await sql`
    with others as materialized (
      select distinct o.id, o.status, coalesce(o.publish_requested_at, o.scheduled_at) as goes_at
      from uploads f join post_media m on m.upload_id = f.id join posts o on o.id = m.post_id
      where f.sha256 = any (array(select decode(s, 'hex') from unnest(${media.map(({ sha256 }) => sha256)}::text[]) s))
        and o.id <> ${id}::uuid and btrim(o.caption) = btrim(${caption}::text)
    )
    select from others o
    where (
        o.status in ('translating', 'review', 'pending')
        and o.goes_at between ${at}::timestamptz - interval '1 day' and ${at}::timestamptz + interval '1 day'
        and exists (
          select from post_targets t left join group_members m on m.group_id = t.group_id
          where t.post_id = o.id and coalesce(t.publishing_account_id,
            m.publishing_account_id) = any (${accounts}::uuid[])
        )
      ) or exists (
        select from executions e
        where e.post_id = o.id and e.publishing_account_id = any (${accounts}::uuid[])
          and (e.status in ('queued', 'waiting', 'posting', 'unknown')
            or e.status = 'success' and e.removed_at is null and e.posted_at > ${at}::timestamptz - interval '1 day')
      )
    limit 1`.execute(db)
  return rows.length > 0
}
