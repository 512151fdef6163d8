import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/database.ts'

export type CaptionRow = {
  language: string | null
  publishing_account_id: string | null
  text: string
  /** Who translated it; `person`: an editor wrote it. */
  service: string
  flags: string[]
  confirmed_at: Date | null
  updated_at: Date
}

/** Captions other than the post's own. */
export async function listCaptions(db: Db, postId: string): Promise<CaptionRow[]> {
  const { rows } = await sql<CaptionRow>`
    select language, publishing_account_id, text, service, flags, confirmed_at, updated_at
    from post_captions where post_id = ${postId}::uuid order by language, publishing_account_id`.execute(
    db,
  )
  return rows
}

/** Of a language or of one account. */
export type CaptionKey =
  | { language: string; accountId: null }
  | { language: null; accountId: string }

/** What a person wrote gives way to a person alone. */
export async function putCaption(
  tx: Tx,
  postId: string,
  { language, accountId }: CaptionKey,
  caption: { text: string; service: string; flags: readonly string[]; isConfirmed: boolean },
): Promise<void> {
  const { text, service, flags, isConfirmed } = caption
  await sql`
    insert into post_captions as c (post_id, language, publishing_account_id, text, service, flags, confirmed_at)
    values (${postId}::uuid, ${language}, ${accountId}::uuid, ${text}, ${service}, ${flags}::text[],
      case when ${isConfirmed} then world_now() end)
    on conflict on constraint post_captions_key do update set
      text = excluded.text, service = excluded.service, flags = excluded.flags, confirmed_at = excluded.confirmed_at,
      updated_at = world_now()
    where ${service} = 'person' or c.service <> 'person'`.execute(tx)
}

/** Gives a copy of a post its captions; nobody has confirmed them there. */
export async function copyCaptions(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    insert into post_captions (post_id, language, publishing_account_id, text, service, flags)
    select ${to}::uuid, language, publishing_account_id, text, service, flags
    from post_captions where post_id = ${from}::uuid`.execute(tx)
}

/** Accounts of which no text of their own is translated any more have the caption of their language again. */
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

/** Gives the account the caption of its language again, or the language the post's. */
export async function removeCaption(
  tx: Tx,
  postId: string,
  { language, accountId }: CaptionKey,
): Promise<void> {
  await sql`
    delete from post_captions where post_id = ${postId}::uuid and language is not distinct from ${language}
      and publishing_account_id is not distinct from ${accountId}::uuid`.execute(tx)
}

export type Captioned = { caption: string; language: string | null }

/** What an account publishes: a caption of its own, else of its language, else the post's. */
export function captionFor(
  post: Captioned,
  captions: readonly CaptionRow[],
  account: { id: string; language: string | null },
): { text: string; row: CaptionRow | null; isTranslated: boolean } {
  const own = captions.find((row) => row.publishing_account_id === account.id)
  const isSame = account.language === null || account.language === post.language
  const found =
    own ?? (isSame ? undefined : captions.find((row) => row.language === account.language))
  return {
    text: found?.text ?? post.caption,
    row: found ?? null,
    isTranslated: isSame || post.language === null || found !== undefined,
  }
}
