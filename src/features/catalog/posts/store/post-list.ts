import { sql } from 'kysely'
import { NoSuchRecordError } from '../../../../base/errors.ts'
import type { Db } from '../../../../db/handles.ts'
import type { DRAFT_STATES } from '../../drafts/draft-states.ts'
import { ownedBy, type OwnerScope } from '../../stores/store/owner-scope.ts'

/** The states of a post, as its seller sees it; the column `state` has the same words. */
export const POST_STATES = ['drafted', 'skipped', 'failed', 'gone', 'never', 'waiting'] as const
export type PostState = (typeof POST_STATES)[number]

export type PostRow = {
  id: string
  store_id: string
  platform_id: string
  permalink: string | null
  type: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM'
  caption: string | null
  published_at: Date
  /** `published_at` with all its digits, for a cursor. */
  published_key: string
  state: PostState
  reason: string | null
  is_wanted: boolean
  pictures: { number: number; hash: string | null }[]
  drafts: {
    id: string
    name: string
    status: (typeof DRAFT_STATES)[number]
    product_id: string | null
  }[]
}

const selectPosts = (posts: ReturnType<typeof sql>, order: ReturnType<typeof sql>) => sql<PostRow>`
  select p.id, p.store_id, p.platform_id, p.permalink, p.type, p.caption, p.published_at,
    to_json(p.published_at) #>> '{}' as published_key, p.state, p.reason, p.wanted_at is not null as is_wanted,
    (select coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'hash', encode(u.sha256, 'hex'))
      order by n.number), '[]')
      from unnest(p.picture_ids) with ordinality as n (name, number)
      left join shared.media_uses u on u.owner = 'catalog_post:' || p.id and u.name = n.name) as pictures,
    (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', (d.extracted || d.edits) ->> 'name', 'status',
      d.status,
        'product_id', d.product_id) order by d.position), '[]')
      from product_drafts d where d.post_id = p.id) as drafts
  from (${posts}) p order by ${order}`

export type PostPage = { after?: readonly [string, string] | undefined; limit: number }

/**
 * Posts of a store, the newest first; of one state along its index. Exported for a test of its
 * plan.
 */
export function postsQuery(
  { storeId, state }: { storeId: string; state: PostState | undefined },
  { after, limit }: PostPage,
): ReturnType<typeof selectPosts> {
  const before =
    after === undefined
      ? sql``
      : sql`and (published_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
  return selectPosts(
    sql`
      select * from catalog_posts
      where store_id = ${storeId}::uuid ${state === undefined ? sql`` : sql`and state = ${state}`} ${before}
      order by published_at desc, id desc limit ${limit}`,
    sql`p.published_at desc, p.id desc`,
  )
}

export const listPosts = async (
  db: Db,
  storeId: string,
  state: PostState | undefined,
  page: PostPage,
): Promise<PostRow[]> => (await postsQuery({ storeId, state }, page).execute(db)).rows

/** Counts the posts of a store in each state. */
export async function countPosts(db: Db, storeId: string): Promise<Record<PostState, number>> {
  const { rows } = await sql<{ state: PostState; count: number }>`
    select state, count(*)::int as count from catalog_posts where store_id = ${storeId}::uuid group by state`.execute(
    db,
  )
  const counts = new Map(rows.map(({ state, count }) => [state, count]))
  const countOf = (state: PostState): number => counts.get(state) ?? 0
  return {
    drafted: countOf('drafted'),
    skipped: countOf('skipped'),
    failed: countOf('failed'),
    gone: countOf('gone'),
    never: countOf('never'),
    waiting: countOf('waiting'),
  }
}

/** Returns a post of a store. Throws NoSuchRecordError, also for another owner's post. */
export async function getPost(
  db: Db,
  scope: OwnerScope,
  { id: storeId, post: id }: { id: string; post: string },
): Promise<PostRow> {
  const post = sql`
    select p.* from catalog_posts p join stores s on s.id = p.store_id
    where p.id = ${id}::uuid and s.id = ${storeId}::uuid and ${ownedBy(scope)}`
  const { rows } = await selectPosts(post, sql`p.id`).execute(db)
  const [row] = rows
  if (!row) throw new NoSuchRecordError(`no post ${id} of that store of yours`)
  return row
}

/** A post in a sync, with what the sync did with it. */
export type SyncPostRow = PostRow & {
  sync_outcome: 'drafted' | 'updated' | 'skipped' | 'unchanged' | 'failed' | null
  sync_code: string | null
  sync_message: string | null
  ended_at: Date | null
}

/** Posts of a sync, those that gramd knows last first, along the key of the sync. */
export async function listSyncPosts(
  db: Db,
  syncId: string,
  {
    outcome,
    after,
    limit,
  }: {
    outcome?: SyncPostRow['sync_outcome'] | undefined
    after?: string | undefined
    limit: number
  },
): Promise<SyncPostRow[]> {
  const { rows: entries } = await sql<
    Pick<SyncPostRow, 'sync_outcome' | 'sync_code' | 'sync_message' | 'ended_at'> & {
      post_id: string
    }
  >`
    select post_id, outcome as sync_outcome, code as sync_code, message as sync_message, ended_at
    from catalog_sync_posts
    where sync_id = ${syncId}::uuid ${after === undefined ? sql`` : sql`and post_id < ${after}::uuid`}
      ${outcome === undefined ? sql`` : sql`and outcome is not distinct from ${outcome}`}
    order by post_id desc limit ${limit}`.execute(db)
  const ids = entries.map(({ post_id }) => post_id)
  const { rows } = await selectPosts(
    sql`select * from catalog_posts where id = any (${ids}::uuid[])`,
    sql`p.id desc`,
  ).execute(db)
  const posts = new Map(rows.map((row) => [row.id, row]))
  return entries.flatMap(({ post_id: id, ...entry }) => {
    const post = posts.get(id)
    return post ? [{ ...post, ...entry }] : []
  })
}
