import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../../base/errors.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import { POST_FIELD_NAMES, type PostFields } from '../../../fields/posts.ts'
import type { GroupMark } from '../../../groups/group-marks.ts'
import type { UploadKind } from '../../../uploads/route-limits.ts'
import type { PostState } from '../../post-states.ts'
import { lockPosts } from '../lock-posts.ts'
import type { PostTargets } from './targets.ts'

/** A person in a file, at shares of its width and height. */
type UserTag = { username: string; x: number; y: number }
export type PostMedia = { upload_id: string; alt_text: string | null; user_tags: UserTag[] }

export type PostRow = PostFields &
  PostTargets & {
    id: string
    author_id: string | null
    author_name: string | null
    status: PostState
    scheduled_at: Date | null
    time_zone: string | null
    /** When a draft is wished to go out. */
    wished_at: Date | null
    missed_at: Date | null
    /** The hash of caption and first comment: translations with another hash are out of date. */
    source_hash: string
    /** The people who chose each of `as_is`, with the times. */
    as_is_by: { key: string; by: { id: string; name: string } | null; at: string }[]
    /** When caption or first comment changed last. */
    text_changed_at: Date | null
    /** Since when it is to be published, once its captions are translated. */
    publish_requested_at: Date | null
    begun_at: Date | null
    completed_at: Date | null
    /** A person stopped what had not begun. */
    stopped_at: Date | null
    stopped_by: string | null
    stopped_by_name: string | null
    created_at: Date
    updated_at: Date
    media: (PostMedia & { kind: UploadKind; sha256: string })[]
    counts: Record<string, number>
    /** The groups by which people know its accounts. */
    group_marks: (GroupMark & { name: string })[]
  }

/** The columns of `posts as p` but its `group_marks`; `AUTHOR` is joined. */
export const COLUMNS = sql`
  p.id, p.author_id, u.name as author_name, p.status, p.source_hash, p.scheduled_at, p.time_zone,
  p.wished_at, p.missed_at, p.publish_requested_at, p.begun_at, p.completed_at, p.stopped_at, p.stopped_by,
  s.name as stopped_by_name, p.created_at, p.updated_at, p.text_changed_at,
  ${sql.join(POST_FIELD_NAMES.map((name) => sql.ref(`p.${name}`)))},
  (select coalesce(jsonb_agg(jsonb_build_object('upload_id', m.upload_id, 'alt_text', m.alt_text,
      'user_tags', m.user_tags, 'kind', f.kind, 'sha256', encode(f.sha256, 'hex')) order by m.position), '[]')
    from post_media m join uploads f on f.id = m.upload_id where m.post_id = p.id) as media,
  (select coalesce(jsonb_agg(jsonb_build_object('key', k.key, 'at', k.value ->> 'at', 'by',
      case when w.id is not null then jsonb_build_object('id', w.id, 'name', w.name) end) order by k.key), '[]')
    from jsonb_each(p.as_is_by) k left join shared.users w on w.id = (k.value ->> 'by')::uuid) as as_is_by,
  (select coalesce(array_agg(t.group_id) filter (where t.group_id is not null), '{}') from post_targets t
    where t.post_id = p.id) as groups,
  (select coalesce(array_agg(t.publishing_account_id) filter (where t.publishing_account_id is not null), '{}')
    from post_targets t where t.post_id = p.id) as accounts,
  (select coalesce(jsonb_object_agg(c.status, c.count), '{}') from (
    select e.status, count(*)::int as count from executions e where e.post_id = p.id group by e.status) c) as counts`
export const AUTHOR = sql`
  left join shared.users u on u.id = p.author_id
  left join shared.users s on s.id = p.stopped_by`

const GROUP_MARKS = sql`
  (select coalesce(jsonb_agg(distinct jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape)), '[]')
    from post_targets t
    -- Once for each target: as a part of the join it is looked up again for every group.
    cross join lateral (select coalesce(t.group_id, (
      select m.group_id from group_members m
      where m.publishing_account_id = t.publishing_account_id order by 1 limit 1)) as id offset 0) known
    join groups g on g.id = known.id
    where t.post_id = p.id) as group_marks`

export async function findPost(db: Db, id: string): Promise<PostRow | undefined> {
  const { rows } = await sql<PostRow>`
    select ${COLUMNS}, ${GROUP_MARKS} from posts p ${AUTHOR} where p.id = ${id}::uuid`.execute(db)
  return rows[0]
}

/** Throws NoSuchRecordError. */
export async function getPost(db: Db, id: string): Promise<PostRow> {
  return requirePost(await findPost(db, id), id)
}

function requirePost(post: PostRow | undefined, id: string): PostRow {
  if (!post) throw new NoSuchRecordError(`there is no post ${id}`)
  return post
}

/** Locks a post until the transaction ends. */
export async function lockIfThere(tx: Tx, id: string): Promise<PostRow | undefined> {
  await lockPosts(tx, [id])
  return await findPost(tx, id)
}

/** Locks a post like `lockIfThere`. Throws NoSuchRecordError. */
export async function lockPost(tx: Tx, id: string): Promise<PostRow> {
  return requirePost(await lockIfThere(tx, id), id)
}

/** Differs after each change of a post or of one of its publications. */
export const POSTS_VERSION = sql`(
  select concat(max(updated_at)) from posts) || (
  select concat(' ', max(updated_at)) from executions)`
