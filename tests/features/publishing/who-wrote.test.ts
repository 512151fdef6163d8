import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { draft, ENGLISH, RUSSIAN, world } from './languages-world.ts'

const Captions = z.object({
  data: z.array(
    z.looseObject({
      language: z.string().nullable(),
      written_by: z.object({ id: z.uuid(), name: z.string() }).nullable(),
      source_caption: z.string().nullable(),
      is_current: z.boolean(),
    }),
  ),
})
const Post = z.looseObject({
  as_is_by: z.array(
    z.object({
      key: z.string(),
      by: z.object({ id: z.uuid(), name: z.string() }).nullable(),
      at: z.iso.datetime(),
    }),
  ),
  text_changed_at: z.iso.datetime().nullable(),
})

test('a translation says who wrote it, and of which caption it is', async ({ db }) => {
  const posts = await world(db, ['ru'])
  const id = await draft(posts)
  const captions = `/api/posts/${id}/captions`
  expect((await posts.send('PUT', `${captions}/ru`, { text: RUSSIAN })).status).toBe(200)
  expect((await posts.get(captions, Captions)).data).toMatchObject([
    { written_by: { name: 'Editor' }, source_caption: ENGLISH, is_current: true },
  ])
  expect((await posts.get(`/api/posts/${id}`, Post)).text_changed_at).toBe(null)

  const longer = `${ENGLISH}. Come early.`
  await posts.send('PATCH', `/api/posts/${id}`, { caption: longer })
  expect((await posts.get(captions, Captions)).data).toMatchObject([
    { source_caption: ENGLISH, is_current: false },
  ])
  const changed = (await posts.get(`/api/posts/${id}`, Post)).text_changed_at
  expect(changed).not.toBe(null)
  await posts.send('PATCH', `/api/posts/${id}`, { is_urgent: true, caption: longer })
  expect((await posts.get(`/api/posts/${id}`, Post)).text_changed_at).toBe(changed)
})

test('who chose that a text goes out as it is stays known, until it is taken back', async ({
  db,
}) => {
  const posts = await world(db, ['kk'])
  const id = await draft(posts, { as_is: ['kk'] })
  const chosen = async () => (await posts.get(`/api/posts/${id}`, Post)).as_is_by
  const first = await chosen()
  expect(first).toMatchObject([{ key: 'kk', by: { name: 'Editor' } }])
  await posts.send('PATCH', `/api/posts/${id}`, { as_is: ['kk', 'de'] })
  expect(await chosen()).toMatchObject([{ key: 'de', by: { name: 'Editor' } }, ...first])
  await posts.send('PATCH', `/api/posts/${id}`, { as_is: ['de'] })
  expect(await chosen()).toMatchObject([{ key: 'de' }])
})
