import type { Db } from '../../../src/db/handles.ts'

export type CreatorDetails = {
  biography?: string
  captions?: readonly string[]
  followers?: number
}

/** A scraped creator that waits for its analysis; gives the blog's id. */
export async function aCreator(
  db: Db,
  username: string,
  { biography = '', captions = [], followers = 5_000 }: CreatorDetails = {},
): Promise<string> {
  const person = await db
    .insertInto('persons')
    .values({ full_name: username })
    .returning('id')
    .executeTakeFirstOrThrow()
  const blog = await db
    .insertInto('blogs')
    .values({
      person_id: person.id,
      username,
      biography,
      follower_count: followers,
      source: 'manual',
      scrape_status: 'analyzing',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const posts = captions.map((caption_text, index) => ({
    blog_id: blog.id,
    platform_id: `${username}-${index}`,
    caption_text,
    like_count: 100 + index,
    comment_count: 10,
    media_type: 'photo',
    taken_at: new Date(Date.UTC(2026, 10, 20 - index)),
  }))
  if (posts.length > 0) await db.insertInto('blog_posts').values(posts).execute()
  return blog.id
}

/** That many creators, each with a text of its own. */
export async function someCreators(db: Db, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < count; at += 1) {
    ids.push(
      await aCreator(db, `creator${at}`, { captions: [`My recipe number ${at} for breakfast`] }),
    )
  }
  return ids
}
