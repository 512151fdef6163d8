import { sql, type RawBuilder } from 'kysely'
import { ConflictError } from '../../../../../base/errors.ts'
import { jsonb } from '../../../../../db/database.ts'
import type { Tx } from '../../../../../db/handles.ts'
import type { PostFields } from '../../../fields/posts.ts'
import { lockUploads } from '../../../uploads/uploads-store.ts'
import { captionLanguage } from '../../caption-language.ts'
import { outdateTranslations } from '../captions.ts'
import { requireEditable, settleUnbegun } from './post-state.ts'
import { lockPost, type PostMedia, type PostRow } from './posts.ts'
import { setTargets, type PostTargets, type TargetReferences } from './targets.ts'
import { setFailures } from './translation-failures.ts'

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
