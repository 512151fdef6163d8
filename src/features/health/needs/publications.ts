import { sql } from 'kysely'
import type { Db } from '../../../db/handles.ts'
import { runComposed } from '../../../db/prepared.ts'

/** Posts with the same trouble in public. */
export type PublicationTrouble = {
  kind: 'publications_unknown' | 'publications_failed' | 'posts_missed'
  count: number
  since: Date | null
  /** The newest five: the post, the first line of its caption, and the account. */
  posts: { id: string; name: string; account: string | null }[]
}

/**
 * Finds publications of unknown outcome, those that failed within the last day, and posts that were
 * not begun at their time. Reads few rows, by the indexes of open and ended
 * publications and of posts by status.
 */
export async function readPublicationTroubles(db: Db): Promise<PublicationTrouble[]> {
  return await runComposed(db, 'publication_troubles', publicationTroublesQuery())
}

const publicationTroublesQuery = () => sql<PublicationTrouble>`
  with troubled as (
    select 'publications_unknown' as kind, e.post_id, e.username as account,
      coalesce(e.commit_sent_at, e.updated_at) as at
    from shared.executions e where e.status = 'unknown'
    union all
    select 'publications_failed', e.post_id, e.username, e.ended_at
    from shared.executions e where e.ended_at > (select world_now()) - interval '1 day' and e.status = 'failed'
    union all
    select 'posts_missed', p.id, null, p.missed_at
    from shared.posts p where p.status in ('pending', 'review', 'translating') and p.missed_at is not null
  ),
  placed as (
    select t.*, row_number() over (partition by t.kind order by t.at desc, t.post_id, t.account) as place,
      (count(*) over (partition by t.kind))::int as count, min(t.at) over (partition by t.kind) as since
    from troubled t
  )
  select l.kind, l.count, l.since,
    jsonb_agg(jsonb_build_object('id', l.post_id, 'account', l.account,
      'name', left(split_part(trim(p.caption), E'\\n', 1), 80)) order by l.place) as posts
  from placed l join shared.posts p on p.id = l.post_id
  where l.place <= 5
  group by l.kind, l.count, l.since`
