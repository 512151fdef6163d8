import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, one, startCatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'
const CAPTION = 'Ankara dress. KES 2,500. DM to order'

/** Holds back the first picture that anybody fetches. */
function holdFirstPicture(): { isHeld: () => boolean; letGo: () => void } {
  const { fetch } = globalThis
  const { promise, resolve } = Promise.withResolvers<void>()
  let isHeld = false
  onTestFinished(() => void (globalThis.fetch = fetch))
  globalThis.fetch = async (...args) => {
    const answer = await fetch(...args)
    const isPicture = answer.headers.get('content-type')?.startsWith('image/') === true
    if (!isPicture || isHeld) return answer
    isHeld = true
    await promise
    return answer
  }
  return { isHeld: () => isHeld, letGo: resolve }
}

test('a worker that is slow with the pictures of an old revision takes none away from the new one', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const { id } = world.publish(CAPTION)
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  await world.run('scan_store')
  const { isHeld, letGo } = holdFirstPicture()
  const slow = world.run('extract_post')
  await expect.poll(isHeld).toBe(true)

  world.sim.control.editPost(SHOP, id, { pictureOf: 'another' })
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId })
  await world.runAll()
  expect(world.model.asked).toHaveLength(1)
  letGo()
  expect(await slow).toMatchObject({ status: 'done', result: { status: 'gone' } })

  expect(world.model.asked).toHaveLength(1)
  const { rows } = await sql`
    select u.name = p.picture_ids[1] as is_of_new from catalog_posts p
    join media_uses u on u.owner = 'catalog_post:' || p.id`.execute(db)
  expect(rows).toEqual([{ is_of_new: true }])
  const { data } = await world.get('/api/products/drafts', Drafts)
  expect(data[0]?.post.pictures).toEqual([
    { number: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})
