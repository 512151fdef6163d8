import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { collectPictures } from '../../../src/features/campaign-readings/pictures.ts'
import { addMedia } from '../../../src/media/media-store.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { DAY } from './kit.ts'

test('each reading fetches pictures of the nine newest posts that have none, since an instant', async ({
  db,
}) => {
  const blogId = await aBlog(db, 'busy')
  const start = new Date('2026-11-01T00:00:00Z')
  const posts = Array.from({ length: 14 }, (_, at) => ({
    platformId: `p${at}`,
    takenAt: new Date(start.getTime() + (11 - at) * DAY),
    thumbnailUrl: `https://cdn.example/p${at}.jpg`,
  }))
  const read = async (): Promise<string[]> => {
    const pictures = await collectPictures(
      { posts, stories: [] },
      async (address) => await makePicture(address, { width: 40, height: 50 }),
      { db, blogId, since: start, signal: new AbortController().signal, log: aLog().log },
    )
    await db
      .transaction()
      .execute(async (tx) => await addMedia(tx, blogSubject(blogId), pictures.posts))
    return pictures.posts.map(({ name }) => name)
  }

  const readings = [await read(), await read(), await read()]

  expect(readings).toEqual([
    posts.slice(0, 9).map(({ platformId }) => `post ${platformId}`),
    ['post p9', 'post p10', 'post p11'],
    [],
  ])
})
