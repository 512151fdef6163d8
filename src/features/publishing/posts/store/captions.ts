import { sql } from 'kysely'
import type { Db, Tx } from '../../../../db/handles.ts'

export type CaptionRow = {
  language: string | null
  publishing_account_id: string | null
  text: string
  /** The first comment; null: it is not translated. */
  comment: string | null
  /** The service that translated it; `person`: an editor wrote it. */
  service: string
  /** The editor who wrote it. */
  written_by: string | null
  written_by_name: string | null
  /** The caption of the post that it is a translation of; null: unknown. */
  source_caption: string | null
  flags: string[]
  confirmed_at: Date | null
  updated_at: Date
  /** False: caption, first comment or language of the post have changed since. */
  is_current: boolean
}

/** Captions other than the post's own. */
export async function listCaptions(db: Db, postId: string): Promise<CaptionRow[]> {
  const { rows } = await sql<CaptionRow>`
    select c.language, c.publishing_account_id, c.text, c.comment, c.service, c.flags, c.confirmed_at, c.updated_at,
      c.written_by, u.name as written_by_name, c.source_caption, c.source_hash = p.source_hash as is_current
    from post_captions c join posts p on p.id = c.post_id left join shared.users u on u.id = c.written_by
    where c.post_id = ${postId}::uuid order by c.language, c.publishing_account_id`.execute(db)
  return rows
}

/** The key of a caption: a language or one account. */
export type CaptionKey =
  | { language: string; accountId: null }
  | { language: null; accountId: string }

export type NewCaption = {
  text: string
  /** Null: the first comment is not translated yet, or there is none. */
  comment: string | null
  service: string
  /** The editor who writes it; null for a machine. */
  writtenBy: string | null
  flags: readonly string[]
  isConfirmed: boolean
}

/**
 * Stores a caption of the post's texts as they are now. What a person wrote gives way to a person
 * alone.
 */
export async function putCaption(
  tx: Tx,
  postId: string,
  { language, accountId }: CaptionKey,
  caption: NewCaption,
): Promise<void> {
  const { text, comment, service, writtenBy, flags, isConfirmed } = caption
  await sql`
    insert into post_captions as c (post_id, language, publishing_account_id, text, comment, source_hash,
      source_caption, service, written_by, flags, confirmed_at)
    select p.id, ${language}, ${accountId}::uuid, ${text}, ${comment}, p.source_hash, p.caption, ${service},
      ${writtenBy}::uuid, ${flags}::text[],
      case when ${isConfirmed} then world_now() end
    from posts p where p.id = ${postId}::uuid
    on conflict on constraint post_captions_key do update set
      text = excluded.text, comment = excluded.comment, source_hash = excluded.source_hash,
      source_caption = excluded.source_caption, service = excluded.service,
      written_by = excluded.written_by,
      flags = excluded.flags, confirmed_at = excluded.confirmed_at, updated_at = world_now()
    where ${service} = 'person' or c.service <> 'person'`.execute(tx)
}

/**
 * Adds the first comment to captions that a person wrote in a language and that have none. No
 * person has confirmed that comment.
 */
export async function addComment(
  tx: Tx,
  postId: string,
  language: string,
  comment: string,
): Promise<void> {
  await sql`
    update post_captions c set comment = ${comment}, confirmed_at = null, updated_at = world_now()
    from posts p
    where p.id = ${postId}::uuid and c.post_id = p.id and c.comment is null and c.service = 'person'
      and c.source_hash = p.source_hash and (c.language = ${language} or c.publishing_account_id in (
        select id from publishing_accounts where language = ${language}))`.execute(tx)
}

/**
 * Machine translations were made from another language than the post's: they are renewed before it
 * is published.
 */
export async function outdateTranslations(tx: Tx, postId: string): Promise<void> {
  await sql`
    update post_captions set source_hash = '' where post_id = ${postId}::uuid and service <> 'person'`.execute(
    tx,
  )
}

/** Copies the captions of a post to its copy, where no person has confirmed them. */
export async function copyCaptions(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into post_captions (post_id, language, publishing_account_id, text, comment, source_hash, source_caption,
      service, written_by, flags)
    select ${to}::uuid, language, publishing_account_id, text, comment, source_hash, source_caption, service,
      written_by, flags
    from post_captions where post_id = ${from}::uuid`.execute(tx)
}

/**
 * Accounts of which no text of their own is translated any more have the caption of their language
 * again.
 */
export async function removeTranslations(
  tx: Tx,
  postId: string,
  { except }: { except: readonly string[] },
): Promise<void> {
  await sql`
    delete from post_captions where post_id = ${postId}::uuid and service <> 'person'
      and publishing_account_id is not null and publishing_account_id <> all (${except}::uuid[])`.execute(
    tx,
  )
}

/**
 * Removes a caption: the account gets that of its language again, or the language that of the post.
 */
export async function removeCaption(
  tx: Tx,
  postId: string,
  { language, accountId }: CaptionKey,
): Promise<void> {
  await sql`
    delete from post_captions where post_id = ${postId}::uuid and language is not distinct from ${language}
      and publishing_account_id is not distinct from ${accountId}::uuid`.execute(tx)
}
