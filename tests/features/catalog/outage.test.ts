import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, startCatalogWorld, type CatalogWorld } from './kit.ts'

const SHOP = 'qahwa.co'

async function look(world: CatalogWorld): Promise<void> {
  await world.advance(60_000)
  const { db, queue } = world.services
  await queue.enqueue(db, pollStore, { store_id: world.storeId, whole: false })
  await world.runAll()
}

test('what Meta calls missing during an outage, with what its list shows, is not deleted', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  const ids: string[] = []
  for (const name of ['Bag', 'Hat', 'Belt', 'Scarf', 'Shoe']) {
    ids.unshift(world.publish(`${name}. KES 900. DM to order`).id)
    await world.advance(60_000)
  }
  await world.scan({ limit: 5 })
  const gone = ids.slice(1)
  for (const id of gone) world.sim.control.deletePost(SHOP, id)
  const deleted = async () =>
    await db
      .selectFrom('catalog_posts')
      .select('platform_id')
      .where('deleted_at', 'is not', null)
      .orderBy('published_at', 'desc')
      .execute()
  const outage = { code: 100, subcode: 33, method: 'GET', times: null } as const
  world.sim.control.addFault({ kind: 'error', path: String.raw`/v[\d.]+/\d+$`, ...outage })
  await look(world)
  expect(await deleted()).toEqual([])

  world.sim.control.clearFaults()
  await look(world)
  expect((await deleted()).map((post) => post.platform_id)).toEqual(gone)
})
