import { sql } from 'kysely'
import { jsonb } from '../../../../db/database.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import type { ConnectionChange } from '../../../services.ts'
import { matchesStore } from '../../stores/store/stores/stores.ts'
import type { OwnerScope } from '../../stores/store/owner-scope.ts'

/** `comment`: on a post of the store; `mention`: of its account, on a post of another account. */
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
  /** The products that were made of the post. */
  products: { id: string; name: string }[]
}

/**
 * Stores comments on the posts of stores that follow an account, and mentions of it, each once.
 * People comment on a new post before it is read: for a store that reads posts automatically, the
 * comment waits for its post.
 */
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
    where r.kind = 'mention' or p.id is not null or s.auto_sync
    on conflict (store_id, media_id, comment_id) do nothing`.execute(tx)
}

const isEarly = (storeId: string) =>
  sql`c.store_id = ${storeId}::uuid and c.kind = 'comment' and c.post_id is null`

/**
 * Gives comments to their post if they came before it was read. Each poll calls it, and there are
 * hardly ever any.
 */
export async function placeComments(tx: Tx, storeId: string): Promise<void> {
  const { rows } = await sql<{ id: string; post_id: string }>`
    select c.id, p.id as post_id from catalog_comments c
    cross join lateral (
      select id from catalog_posts where store_id = c.store_id and platform_id = c.media_id limit 1) p
    where ${isEarly(storeId)}`.execute(tx)
  if (rows.length === 0) return
  await sql`
    update catalog_comments c set post_id = r.post_id
    from jsonb_to_recordset(${jsonb(rows)}) as r (id uuid, post_id uuid)
    where c.id = r.id`.execute(tx)
}

/**
 * Deletes comments on posts that the store does not read: by now it has polled its newest ones many
 * times.
 */
export async function dropUnplaced(tx: Tx, storeId: string): Promise<void> {
  await sql`
    delete from catalog_comments c
    where ${isEarly(storeId)} and c.sent_at < world_now() - interval '1 hour'`.execute(tx)
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

export type CommentFilter = {
  storeId?: string | undefined
  productId?: string | undefined
  kind?: Kind | undefined
}

type Page = { after?: string | undefined; limit: number }

/**
 * The newest comments that fit; those of a few stores are read store by store, along their index:
 * they may be the oldest.
 */
function newestComments(
  scope: OwnerScope,
  { storeId, productId, kind }: CommentFilter,
  { after, limit }: Page,
): ReturnType<typeof sql> {
  const fits = sql`(c.kind = 'mention' or c.post_id is not null)
    and c.kind = any (${COMMENT_KINDS.filter((each) => (kind ?? each) === each)}::text[])
    ${after === undefined ? sql`` : sql`and c.id < ${after}::uuid`}`
  const newest = sql`order by c.id desc limit ${limit}`
  if (productId !== undefined)
    return sql`
      select c.* from (
        select * from catalog_comments
        where post_id = any (array(select post_id from product_drafts where product_id = ${productId}::uuid))
        offset 0
      ) c join stores s on s.id = c.store_id
      where ${matchesStore(scope, storeId)} and ${fits} ${newest}`
  if (scope === null && storeId === undefined && kind === undefined)
    return sql`select c.* from catalog_comments c where ${fits} ${newest}`
  return sql`
    select c.* from stores s cross join unnest(${kind === undefined ? [...COMMENT_KINDS] : [kind]}::text[]) as w (kind)
    cross join lateral (
      select * from catalog_comments c where c.store_id = s.id and c.kind = w.kind and ${fits} ${newest}) c
    where ${matchesStore(scope, storeId)} ${newest}`
}

/** Newest first. */
export async function listComments(
  db: Db,
  scope: OwnerScope,
  filter: CommentFilter,
  page: Page,
): Promise<CommentRow[]> {
  const { rows } = await sql<CommentRow>`
    select c.id, c.store_id, c.kind, c.media_id, p.permalink, c.text, c.username, c.sent_at,
      (select coalesce(jsonb_agg(jsonb_build_object('id', d.product_id,
          'name', (select name from products o where o.id = d.product_id)) order by d.product_id), '[]')
        from product_drafts d where d.post_id = c.post_id and d.product_id is not null) as products
    from (${newestComments(scope, filter, page)}) c left join catalog_posts p on p.id = c.post_id
    order by c.id desc`.execute(db)
  return rows
}
