import { sql } from 'kysely'
import { jsonb, type Db, type Tx } from '../../../db/database.ts'
import type { ConnectionChange } from '../../manifest.ts'
import { isVisible, type Seen } from '../stores/stores-store.ts'

/** `comment`: on a post of the store; `mention`: of its account, on a post of somebody else's. */
export const COMMENT_KINDS = ['comment', 'mention'] as const
type Kind = (typeof COMMENT_KINDS)[number]

export type CommentRow = {
  id: string
  store_id: string
  kind: Kind
  media_id: string
  permalink: string | null
  text: string | null
  username: string | null
  sent_at: Date
  /** Made of the post. */
  products: { id: string; name: string }[]
}

/** Keeps comments on the posts of stores that follow an account, and mentions of it, each once. */
export async function keepComments(
  tx: Tx,
  connectionId: string,
  changes: readonly ConnectionChange[],
): Promise<void> {
  const rows = changes.flatMap((change) => {
    const row = rowOf(change)
    return row ? [{ ...row, sent_at: change.at }] : []
  })
  if (rows.length === 0) return
  await sql`
    insert into catalog_comments (store_id, post_id, kind, media_id, comment_id, parent_id, text, username,
      platform_id, sent_at)
    select s.id, p.id, r.kind, r.media_id, r.comment_id, r.parent_id, r.text, r.username, r.platform_id, r.sent_at
    from jsonb_to_recordset(${jsonb(rows)}) as r (kind text, media_id text, comment_id text, parent_id text, text text,
      username text, platform_id text, sent_at timestamptz)
    join stores s on s.connection_id = ${connectionId}::uuid
    left join catalog_posts p on p.store_id = s.id and p.platform_id = r.media_id
    where r.kind = 'mention' or p.id is not null
    on conflict (store_id, media_id, comment_id) do nothing`.execute(tx)
}

function rowOf(change: ConnectionChange) {
  if (change.field === 'comments' && change.mediaId !== null) {
    const { commentId, parentId, text, from } = change.value
    return {
      kind: 'comment' as const,
      media_id: change.mediaId,
      comment_id: commentId,
      parent_id: parentId,
      text,
      username: from.username,
      platform_id: from.platformId,
    }
  }
  if (change.field !== 'mentions') return null
  // A caption that mentions the account has no comment.
  const { mediaId, value } = change
  return { kind: 'mention' as const, media_id: mediaId, comment_id: value.commentId ?? '' }
}

/** Newest first. */
export async function listComments(
  db: Db,
  seen: Seen,
  {
    storeId,
    productId,
    kind,
    after,
    limit,
  }: {
    storeId?: string | undefined
    productId?: string | undefined
    kind?: Kind | undefined
    after?: string | undefined
    limit: number
  },
): Promise<CommentRow[]> {
  const { rows } = await sql<CommentRow>`
    select c.id, c.store_id, c.kind, c.media_id, p.permalink, c.text, c.username, c.sent_at,
      (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.id), '[]')
        from product_drafts d join products o on o.id = d.product_id where d.post_id = c.post_id) as products
    from catalog_comments c join stores s on s.id = c.store_id left join catalog_posts p on p.id = c.post_id
    where ${isVisible(seen)}
      ${storeId === undefined ? sql`` : sql`and c.store_id = ${storeId}::uuid`}
      ${productId === undefined ? sql`` : sql`and c.post_id in (select post_id from product_drafts where product_id = ${productId}::uuid)`}
      ${kind === undefined ? sql`` : sql`and c.kind = ${kind}`}
      ${after === undefined ? sql`` : sql`and c.id < ${after}::uuid`}
    order by c.id desc limit ${limit}`.execute(db)
  return rows
}
