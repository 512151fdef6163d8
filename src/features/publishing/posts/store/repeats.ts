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
    with files as materialized (
      select id from uploads
      where sha256 = any (array(select decode(s, 'hex') from unnest(${media.map(({ sha256 }) => sha256)}::text[]) s))
    ),
    -- From the files by index, however many posts statistics expect: a join may read all captions.
    others as materialized (
      select distinct o.id, o.status, o.goes_at
      from files
      cross join lateral (select m.post_id from post_media m where m.upload_id = files.id offset 0) m
      cross join lateral (
        select p.id, p.status, p.caption, coalesce(p.publish_requested_at, p.scheduled_at) as goes_at
        from posts p where p.id = m.post_id offset 0
      ) o
      where o.id <> ${id}::uuid and btrim(o.caption) = btrim(${caption}::text)
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
