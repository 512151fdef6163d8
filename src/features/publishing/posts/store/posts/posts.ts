import { POST_FIELD_NAMES, type PostFields } from '../../../fields/posts.ts'
import type { GroupMark } from '../../../groups/group-marks.ts'
import type { PostState } from '../../post-states.ts'
import { sql, type RawBuilder } from 'kysely'
import { ConflictError, NoSuchRecordError } from '../../../../../base/errors.ts'
import { literalLike } from '../../../../../base/text.ts'
import { jsonb } from '../../../../../db/database.ts'
import type { Db, Tx } from '../../../../../db/handles.ts'
import type { UploadKind } from '../../../uploads/route-limits.ts'
import { lockUploads } from '../../../uploads/uploads-store.ts'
import { lockPosts } from '../lock-posts.ts'
import { captionLanguage } from '../../caption-language.ts'
import { outdateTranslations } from '../captions.ts'
import { requireEditable, settleUnbegun } from './post-state.ts'
import { setTargets, type PostTargets, type TargetReferences } from './targets.ts'
import { setFailures } from './translation-failures.ts'

/** A person in a file, at shares of its width and height. */
type UserTag = { username: string; x: number; y: number }
type PostMedia = { upload_id: string; alt_text: string | null; user_tags: UserTag[] }

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

const COLUMNS = sql`
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
  (select coalesce(jsonb_agg(distinct jsonb_build_object('name', g.name, 'colour', g.colour, 'shape', g.shape)), '[]')
    from post_targets t
    -- Once for each target: as a part of the join it is looked up again for every group.
    cross join lateral (select coalesce(t.group_id, (
      select m.group_id from group_members m
      where m.publishing_account_id = t.publishing_account_id order by 1 limit 1)) as id offset 0) known
    join groups g on g.id = known.id
    where t.post_id = p.id) as group_marks,
  (select coalesce(jsonb_object_agg(c.status, c.count), '{}') from (
    select e.status, count(*)::int as count from executions e where e.post_id = p.id group by e.status) c) as counts`
const AUTHOR = sql`left join shared.users u on u.id = p.author_id left join shared.users s on s.id = p.stopped_by`
const FROM = sql`posts p ${AUTHOR}`

export async function findPost(db: Db, id: string): Promise<PostRow | undefined> {
  const { rows } = await sql<PostRow>`
    select ${COLUMNS} from ${FROM} where p.id = ${id}::uuid`.execute(db)
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

export type PostFilter = {
  status?: PostState | undefined
  authorId?: string | undefined
  /** A part of the caption, in any case. */
  text?: string | undefined
  /** Scheduled from then on, and before. */
  from?: Date | undefined
  until?: Date | undefined
  /** Published on this account. */
  accountId?: string | undefined
}

/** The accesses of one account, by the id of any of them. */
const accessesOf = (accountId: string) => sql`
  select a.id from publishing_accounts a where ${accountId}::uuid in (a.id, a.account_id, a.connection_id)`

const publishedOn = (accountId: string) => sql`
  select e.post_id from executions e
  where e.publishing_account_id in (${accessesOf(accountId)}) and e.status = 'success'`

type Page = { after?: string | undefined; limit: number }

/** The conditions on a post `p`, beside its times and the account that it was published on. */
const conditionsOn = ({ status, authorId, text }: PostFilter, after: string | undefined) => sql`
  ${after === undefined ? sql`true` : sql`p.id < ${after}::uuid`}
  ${status === undefined ? sql`` : sql`and p.status = ${status}`}
  ${text === undefined ? sql`` : sql`and lower(p.caption) like ${`%${literalLike(text.toLowerCase())}%`}`}
  ${authorId === undefined ? sql`` : sql`and p.author_id = ${authorId}::uuid`}`

/**
 * Posts of a part of the calendar: there are some hundred, which are found before they are
 * ordered.
 */
const timedPart = ({ from, until, accountId }: PostFilter) => sql`
  select p.* from posts p where p.scheduled_at is not null
    ${accountId === undefined ? sql`` : sql`and p.id in (${publishedOn(accountId)})`}
    ${from === undefined ? sql`` : sql`and p.scheduled_at >= ${from}`}
    ${until === undefined ? sql`` : sql`and p.scheduled_at < ${until}`}`

/** The newest posts of each access of an account, by their index: an account may have thousands. */
function publishedPart(accountId: string, filter: PostFilter, { after, limit }: Page) {
  const { status, authorId, text } = filter
  const isFiltered = [status, authorId, text].some((each) => each !== undefined)
  return sql`
    select p.* from (
      select distinct e.post_id from (${accessesOf(accountId)}) a cross join lateral (
        select e.post_id from executions e
        where e.publishing_account_id = a.id and e.status = 'success'
          ${after === undefined ? sql`` : sql`and e.post_id < ${after}::uuid`}
          ${
            isFiltered
              ? sql`and exists (
            select from posts p where p.id = e.post_id and ${conditionsOn(filter, after)})`
              : sql``
          }
        order by e.post_id desc limit ${limit}) e
      order by e.post_id desc limit ${limit}) e
    join posts p on p.id = e.post_id`
}

function partOf(filter: PostFilter, page: Page) {
  const { from, until, accountId } = filter
  if (from !== undefined || until !== undefined) return timedPart(filter)
  return accountId === undefined ? undefined : publishedPart(accountId, filter, page)
}

/** The newest first. */
export async function listPosts(db: Db, filter: PostFilter, page: Page): Promise<PostRow[]> {
  const part = partOf(filter, page)
  const { rows } = await sql<PostRow>`
    ${part ? sql`with part as materialized (${part})` : sql``}
    select ${COLUMNS} from ${part ? sql`part p ${AUTHOR}` : FROM}
    where ${conditionsOn(filter, page.after)}
    order by p.id desc limit ${page.limit}`.execute(db)
  return rows
}

export type NewPost = { fields: PostFields; media: readonly PostMedia[]; targets: PostTargets }

/**
 * Throws NoSuchRecordError for an upload, and InvalidInputError for a group or account that is not
 * there.
 */
export async function createPost(
  tx: Tx,
  authorId: string | null,
  { fields, media, targets }: NewPost,
): Promise<string> {
  const { location, ...columns } = fields
  await lockFiles(tx, media, fields.cover_upload_id)
  const { id } = await tx
    .insertInto('posts')
    .values({
      ...columns,
      location: location === null ? null : jsonb(location),
      author_id: authorId,
      as_is_by: chosenBy(columns.as_is, authorId, sql`'{}'::jsonb`),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await setMedia(tx, id, media)
  await setTargets(tx, { id, accounts: [] }, targets)
  return id
}

type Change = {
  fields: { [Name in keyof PostFields]?: PostFields[Name] | undefined }
  media?: readonly PostMedia[] | undefined
  targets: TargetReferences
  /** The user who changes it; null: the service. */
  by: string | null
}

/**
 * Changes what is given of a post that the transaction has locked. Its translations stay, and are
 * of an older text then. Throws as `createPost`, and ConflictError.
 */
export async function changePost(
  tx: Tx,
  post: PostRow,
  { fields, media, targets, by }: Change,
): Promise<void> {
  requireEditable(post)
  const { id } = post
  const { location, ...columns } = fields
  await lockFiles(tx, media ?? [], columns.cover_upload_id ?? null)
  await tx
    .updateTable('posts')
    .set({
      ...columns,
      ...(location !== undefined && { location: location === null ? null : jsonb(location) }),
      ...(columns.as_is && { as_is_by: chosenBy(columns.as_is, by, sql`as_is_by`) }),
      ...(isOtherText(post, columns) && { text_changed_at: sql<Date>`world_now()` }),
      updated_at: sql<Date>`world_now()`,
    })
    .where('id', '=', id)
    .execute()
  if (media !== undefined) await setMedia(tx, id, media)
  await setTargets(tx, post, targets)
  await outdate(tx, post, columns)
  await settleUnbegun(tx, id)
}

/** Adds who chooses what is chosen from now on; what was chosen before has its person. */
const chosenBy = (
  keys: readonly string[],
  by: string | null,
  before: RawBuilder<unknown>,
) => sql<string>`(
  select coalesce(jsonb_object_agg(key, coalesce(${before} -> key,
    jsonb_build_object('by', ${by}::uuid, 'at', world_now()))), '{}')
  from unnest(${keys}::text[]) key)`

const isOtherText = (
  post: Pick<PostRow, 'caption' | 'first_comment'>,
  { caption = post.caption, first_comment: comment = post.first_comment }: Change['fields'],
): boolean => caption !== post.caption || comment !== post.first_comment

/**
 * Translations stay, and are of an older text from now on; what failed is no longer true of the new
 * one.
 */
async function outdate(tx: Tx, post: PostRow, change: Change['fields']): Promise<void> {
  const written = {
    caption: change.caption ?? post.caption,
    first_comment: change.first_comment === undefined ? post.first_comment : change.first_comment,
    language: change.language === undefined ? post.language : change.language,
  }
  const isOtherLanguage = captionLanguage(written).language !== captionLanguage(post).language
  if (isOtherText(post, change) || isOtherLanguage) await setFailures(tx, post.id, [])
  if (isOtherLanguage) await outdateTranslations(tx, post.id)
}

/** Files that a post refers to stay until the transaction ends. Throws NoSuchRecordError. */
async function lockFiles(
  tx: Tx,
  media: readonly Pick<PostMedia, 'upload_id'>[],
  cover: string | null,
): Promise<void> {
  const ids = media.map(({ upload_id }) => upload_id)
  await lockUploads(tx, cover === null ? ids : [...ids, cover])
}

async function setMedia(tx: Tx, id: string, media: readonly PostMedia[]): Promise<void> {
  await sql`delete from post_media where post_id = ${id}::uuid`.execute(tx)
  const rows = media.map((item, position) => ({ ...item, position }))
  await sql`
    insert into post_media (post_id, position, upload_id, alt_text, user_tags)
    select ${id}::uuid, position, upload_id, alt_text, user_tags
    from jsonb_to_recordset(${jsonb(rows)}) as r (position smallint, upload_id uuid, alt_text text,
      user_tags jsonb)`.execute(tx)
}

const HISTORY = ['queued', 'waiting', 'posting', 'success', 'unknown']

/**
 * Removes a post of which nothing was published or still may be. Throws NoSuchRecordError and
 * ConflictError.
 */
export async function removePost(tx: Tx, id: string): Promise<void> {
  const { status, counts } = await lockPost(tx, id)
  if (status === 'posting' || HISTORY.some((state) => (counts[state] ?? 0) > 0))
    throw new ConflictError('something of the post was published: it stays as its history')
  await sql`delete from posts where id = ${id}::uuid`.execute(tx)
}

/** Differs after each change of a post or of one of its publications. */
export const POSTS_VERSION = sql`(
  select concat(max(updated_at)) from posts) || (
  select concat(' ', max(updated_at)) from executions)`
