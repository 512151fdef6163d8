import { sql } from 'kysely'
import type { Db, Tx } from '../../../db/handles.ts'
import { instantOf } from './campaigns.ts'

export type PromiseFields = {
  posts: number
  reels: number
  stories: number
  due_at: string | Date | null
  label_required: boolean
  words: readonly string[]
  country: string | null
}

export type PromiseRow = Omit<PromiseFields, 'due_at' | 'words'> & {
  blog_id: string
  due_at: Date | null
  words: string[]
}

/** Returns the promises of these members. */
export async function readPromises(
  db: Db,
  listId: string,
  blogIds: readonly string[],
): Promise<PromiseRow[]> {
  const { rows } = await sql<PromiseRow>`
    select blog_id, posts, reels, stories, due_at, label_required, words, country
    from campaign_promises where list_id = ${listId}::uuid and blog_id = any(${blogIds}::uuid[])`.execute(
    db,
  )
  return rows
}

/**
 * Changes what members promised: fields that are undefined stay. A day ends in the time zone of the
 * campaign.
 */
export async function storePromises(
  tx: Tx,
  { listId, blogIds, timeZone }: { listId: string; blogIds: readonly string[]; timeZone: string },
  { due_at, ...fields }: { [Field in keyof PromiseFields]?: PromiseFields[Field] | undefined },
): Promise<void> {
  const due =
    due_at instanceof Date
      ? sql`${due_at}::timestamptz`
      : instantOf(due_at ?? null, sql`${timeZone}::text`, 'end')
  const { posts = null, reels = null, stories = null, label_required = null, words } = fields
  const isChanged = {
    words: words !== undefined,
    country: fields.country !== undefined,
    due: due_at !== undefined,
  }
  const listed = words ? [...words] : []
  await sql`
    insert into campaign_promises as promise
      (list_id, blog_id, posts, reels, stories, due_at, label_required, words, country)
    select ${listId}::uuid, blog_id, coalesce(${posts}::smallint, 0), coalesce(${reels}::smallint, 0),
      coalesce(${stories}::smallint, 0), ${due}, coalesce(${label_required}::boolean, true),
      ${listed}::text[], ${fields.country ?? null}
    from unnest(${blogIds}::uuid[]) as n (blog_id)
    on conflict (list_id, blog_id) do update set
      posts = coalesce(${posts}::smallint, promise.posts),
      reels = coalesce(${reels}::smallint, promise.reels),
      stories = coalesce(${stories}::smallint, promise.stories),
      label_required = coalesce(${label_required}::boolean, promise.label_required),
      due_at = case when ${isChanged.due}::boolean then excluded.due_at else promise.due_at end,
      words = case when ${isChanged.words}::boolean then excluded.words else promise.words end,
      country = case when ${isChanged.country}::boolean then excluded.country else promise.country end,
      updated_at = world_now()`.execute(tx)
}

/**
 * Moves promises of a blog that is about to be removed to the same creator's, unless it has one.
 */
export async function movePromises(
  tx: Tx,
  { from, into }: { from: string; into: string },
): Promise<void> {
  await sql`
    update campaign_promises promise set blog_id = ${into}::uuid
    where blog_id = ${from}::uuid and not exists (
      select from campaign_promises other
      where other.list_id = promise.list_id and other.blog_id = ${into}::uuid
    )`.execute(tx)
}
