import { blogSubject } from '../../src/creators/blog-subject.ts'
import type { Db } from '../../src/db/database.ts'
import { storeMedia } from '../../src/media/media-store.ts'
import { expect } from 'vitest'
import { aBlog } from '../features/blogs/a-blog.ts'
import { aReader, aUser, test } from './kit.ts'

async function aPicture(db: Db, blogId: string): Promise<string> {
  const sha256 = Buffer.alloc(32, blogId)
  const bytes = Buffer.from('a picture')
  const fetched = [{ name: 'avatar 1', position: 0, sha256, bytes, width: 10, height: 10 }]
  await db
    .transaction()
    .execute(async (tx) => await storeMedia(tx, blogSubject(blogId), { known: [], fetched }))
  return sha256.toString('hex')
}

test('pictures come from our own store, for whoever may see creators', async ({ db, served }) => {
  const hash = await aPicture(db, await aBlog(db, 'with.picture'))
  const { token } = await aUser(db, 'sees', 'viewer')
  const { token: blind } = await aUser(db, 'publishes', 'editor')
  const path = `${served.url}/console/images/${hash}`
  const ask = async (session: string) =>
    await fetch(path, { headers: { cookie: `gramd=${session}` }, redirect: 'manual' })

  const shown = await ask(token)
  expect(await shown.text()).toBe('a picture')
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-security-policy': 'sandbox',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  expect([(await ask(blind)).status, (await ask('none')).status]).toEqual([403, 303])
  expect(
    (await aReader({ served, token }).open(`/images/${hash.replaceAll(/./g, '0')}`)).status,
  ).toBe(404)
})
