import { z } from 'zod'
import { createHash } from 'node:crypto'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { mediaOperations } from '../../../src/features/blogs/operations/media.ts'
import { releaseMedia, storeMedia } from '../../../src/media/media-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { aBlog } from './a-blog.ts'

const api = (db: Db): TestApi =>
  anApi(
    db,
    [blogOperations, mediaOperations].map((each) => mountOperations({ db }, each)),
  )

const Detail = z.object({
  avatar_hash: z.string().nullable(),
  posts: z.array(z.object({ platform_id: z.string(), thumbnail_hash: z.string().nullable() })),
})
const List = z.object({ data: z.array(z.object({ avatar_hash: z.string().nullable() })) })

const picture = (name: string, position: number) => {
  const bytes = Buffer.from(name)
  const sha256 = createHash('sha256').update(bytes).digest()
  return { name, position, sha256, bytes, width: 10, height: 20 }
}

test('lists and creators name their pictures by hash, until the creator is erased', async ({
  db,
}) => {
  const { send } = api(db)
  const id = await aBlog(db, 'sofia')
  await aBlog(db, 'without.pictures')
  const post = { blog_id: id, media_type: 'photo', taken_at: new Date() }
  await db
    .insertInto('blog_posts')
    .values([
      { ...post, platform_id: '11' },
      { ...post, platform_id: '12' },
    ])
    .execute()
  const [avatar, ofPost] = [picture('avatar 7', 0), picture('post 12', 1)]
  await db
    .transaction()
    .execute(
      async (tx) => await storeMedia(tx, blogSubject(id), { known: [], fetched: [avatar, ofPost] }),
    )
  const hash = avatar.sha256.toString('hex')

  const { data } = List.parse(await (await send('GET', '/api/blogs?sort=created_at')).json())
  const detail = Detail.parse(await (await send('GET', '/api/blogs/sofia')).json())
  const shown = await send('GET', `/api/media/${hash}`)

  expect(data.map(({ avatar_hash }) => avatar_hash)).toEqual([null, hash])
  expect(detail.avatar_hash).toBe(hash)
  expect(new Map(detail.posts.map((each) => [each.platform_id, each.thumbnail_hash]))).toEqual(
    new Map([
      ['11', null],
      ['12', ofPost.sha256.toString('hex')],
    ]),
  )
  expect(shown.headers.get('content-type')).toBe('image/jpeg')
  expect(shown.headers.get('content-security-policy')).toBe('sandbox')
  expect(shown.headers.get('cache-control')).toMatch(/^private, .*immutable$/)
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(avatar.bytes)

  await db.transaction().execute(async (tx) => await releaseMedia(tx, [blogSubject(id)]))
  const gone = await send('GET', `/api/media/${hash}`)
  const odd = await send('GET', '/api/media/none')
  expect([gone.status, odd.status]).toEqual([404, 422])
})
