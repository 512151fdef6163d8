import { sql } from 'kysely'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import type { Db } from '../../../src/db/handles.ts'
import { AVATAR, postImage } from '../../../src/features/scrape/images/choose-images.ts'
import { storeMedia } from '../../../src/media/media-store.ts'
import { shrinkImage } from '../../../src/media/shrink-image.ts'

const POST_SIZE = { width: 240, height: 300 }
const AVATAR_SIZE = { width: 160, height: 160 }

type Pictured = {
  blogId: string
  /** Posts that get a picture, by platform_id. */
  posts: readonly string[]
  topic: string
  gender?: 'female' | 'male'
}

/** Stores a drawn avatar and a picture for each post, as a scrape does. */
export async function storePictures(
  db: Db,
  { blogId, posts, topic, gender = 'female' }: Pictured,
): Promise<void> {
  const draw = async (name: string, kind: 'avatar' | 'post', position: number) => {
    const size = kind === 'avatar' ? AVATAR_SIZE : POST_SIZE
    const picture = await makePicture(`${blogId} ${name}`, size, { kind, topic, gender })
    return { name, position, ...(await shrinkImage(picture)) }
  }
  const fetched = await Promise.all([
    draw(`${AVATAR}1`, 'avatar', 0),
    ...posts.map(async (id, at) => await draw(postImage(id), 'post', at + 1)),
  ])
  await db
    .transaction()
    .execute(async (tx) => await storeMedia(tx, blogSubject(blogId), { known: [], fetched }))
}

/** Stores drawn profile pictures of accounts, as scrapes of them as creators do. */
export async function storeFaces(db: Db, usernames: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; username: string }>`
    with made as (
      insert into persons select from unnest(${usernames}::text[]) returning id),
    numbered as (select id, row_number() over () as n from made)
    insert into blogs (person_id, username, source)
    select numbered.id, name.username, 'manual'
    from unnest(${usernames}::text[]) with ordinality name (username, n) join numbered using (n)
    returning id, username`.execute(db)
  for (const { id, username } of rows)
    await storePictures(db, { blogId: id, posts: [], topic: username })
}
