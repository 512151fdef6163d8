import { sql } from 'kysely'
import { z } from 'zod'
import type { Tx } from '../../../db/handles.ts'
import type { Reading } from '../detect/growth.ts'
import type { PostFacts } from '../detect/posts.ts'
import type { CreatorNow } from '../detect/status.ts'

/** Readings and posts of a creator that are compared: these bound what a scrape costs more. */
const MAX_READINGS = 40
const MAX_POSTS = 45
/** Characters of the captions of advertising that are searched. */
const MAX_CAPTION = 2_200

export const creatorQuery = (blogId: string) => sql<CreatorNow>`
  select username, scrape_status, risk_flags, updated_at from shared.blogs where id = ${blogId}::uuid`

export const readCreator = async (tx: Tx, blogId: string): Promise<CreatorNow | undefined> =>
  (await creatorQuery(blogId).execute(tx)).rows[0]

export const readingsQuery = (blogId: string) => sql<Reading>`
  select scraped_at, follower_count from shared.blog_snapshots where blog_id = ${blogId}::uuid
  order by scraped_at desc limit ${sql.lit(MAX_READINGS)}`

/** The newest readings of a creator, the newest first. */
export const readReadings = async (tx: Tx, blogId: string): Promise<Reading[]> =>
  (await readingsQuery(blogId).execute(tx)).rows

const Advertising = z.object({
  signs: z.array(z.object({ quote: z.string().nullish() })).catch([]),
  brands: z.array(z.object({ brand: z.string(), quote: z.string().nullish() })).catch([]),
})

type PostRow = Omit<PostFacts, 'brands' | 'quotes'> & { advertising: unknown; now: Date }

export const postsQuery = (blogId: string) => sql<PostRow>`
  select platform_id, code, taken_at, play_count::float8 as play_count, like_count, comment_count,
    is_paid_partnership, sponsors, advertising, (select world_now()) as now,
    case when advertising is not null or is_paid_partnership or sponsors <> '{}'
      then left(caption_text, ${sql.lit(MAX_CAPTION)}) end as caption
  from shared.blog_posts where blog_id = ${blogId}::uuid
  order by taken_at desc limit ${sql.lit(MAX_POSTS)}`

/** The newest posts of a creator, the newest first, and the time (world). */
export async function readPosts(
  tx: Tx,
  blogId: string,
): Promise<{ posts: PostFacts[]; now: Date }> {
  const { rows } = await postsQuery(blogId).execute(tx)
  const posts = rows.map(({ advertising, now: _now, ...post }): PostFacts => {
    const { data } = Advertising.safeParse(advertising)
    const quotes = [...(data?.signs ?? []), ...(data?.brands ?? [])]
    return {
      ...post,
      brands: data?.brands.map(({ brand }) => brand) ?? null,
      quotes: quotes.flatMap(({ quote }) => quote ?? []),
    }
  })
  return { posts, now: rows[0]?.now ?? new Date(0) }
}
