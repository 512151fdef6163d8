import sharp from 'sharp'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

const colour = async (background: string, side = 1_600): Promise<Blob> => {
  const source = sharp({ create: { width: side, height: side, channels: 3, background } })
  return new Blob([new Uint8Array(await source.png().toBuffer())])
}

async function aProduct(db: Db) {
  const world = await startCatalogWorld(db)
  const made = await world.send('POST', '/api/products', {
    store: world.storeId,
    name: 'Leather bag',
    price: '2500.00',
  })
  const { id } = z.object({ id: z.uuid() }).parse(await made.json())
  return { world, id, path: `/api/products/pictures/${id}` }
}

const add = async ({ catalogApi, token }: CatalogWorld, path: string, file: Blob, as = token) => {
  const form = new FormData()
  form.append('file', file, 'a.png')
  return await catalogApi.send('POST', path, { token: as, body: form })
}

test('a seller gives a product pictures, orders them, and takes some away', async ({ db }) => {
  const { world, id, path } = await aProduct(db)
  for (const each of ['teal', 'coral', 'teal'])
    expect((await add(world, path, await colour(each))).status).toBe(200)
  const shown = async () => await world.get(`/api/products/${id}`, Product)
  const { pictures, touched } = await shown()
  // The same picture again is not added again.
  expect([pictures.length, touched]).toEqual([2, ['pictures']])
  const media = await db.selectFrom('media').select(['width', 'height']).execute()
  expect(media).toEqual([1, 2].map(() => ({ width: 1_440, height: 1_440 })))

  await world.send('PUT', path, { pictures: pictures.toReversed() })
  expect((await shown()).pictures).toEqual(pictures.toReversed())
  await world.send('PUT', path, { pictures: pictures.slice(1) })
  expect((await shown()).pictures).toEqual(pictures.slice(1))
  const unknown = await world.send('PUT', path, { pictures: ['0'.repeat(64)] })
  expect(unknown.status).toBe(422)
})

test('what is no picture is refused, and the product of another is not there', async ({ db }) => {
  const { world, path } = await aProduct(db)
  const refused = await add(world, path, new Blob(['no picture at all']))
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('JPEG')])
  const { token } = await world.person('stranger')
  expect((await add(world, path, await colour('teal', 64), token)).status).toBe(404)
})
