import { sql } from 'kysely'
import { z } from 'zod'
import { pollStore } from '../../../src/features/catalog/syncs/poll-store.ts'
import { expect, test } from '../../fixtures/test.ts'
import { one, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Comments = z.object({
  data: z.array(z.looseObject({ text: z.string().nullable(), products: z.array(z.unknown()) })),
})
const shown = async (world: CatalogWorld) =>
  (await world.get(`/api/products/comments?store=${world.storeId}`, Comments)).data

/** Meta tells of a comment; what it wakes does not run yet. */
async function tell(world: CatalogWorld, mediaId: string, commentId: string): Promise<void> {
  const { db, announce, clock } = world.services
  await db.transaction().execute(async (tx) => {
    const change = {
      field: 'comments' as const,
      mediaId,
      value: {
        commentId,
        parentId: null,
        text: `How much is ${commentId}?`,
        from: { platformId: '900', username: 'anna.buys' },
      },
      at: clock.now(),
    }
    await announce(tx, 'connection.changed', {
      connectionId: world.accountId,
      changes: [change],
    })
  })
}

const kept = async ({ services: { db } }: CatalogWorld): Promise<string[]> => {
  const { rows } = await sql<{ comment_id: string }>`
    select comment_id from catalog_comments order by comment_id`.execute(db)
  return rows.map((row) => row.comment_id)
}

test('a comment that comes before its post is read is kept for it', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.model.answer = () => ({ products: [one('Bag', '900.00', 'KES 900')] })
  await world.advance(60_000)
  const { id } = world.publish('Bag. KES 900. DM to order')
  await tell(world, id, 'c1')
  await tell(world, 'older than the store', 'c2')
  expect(await shown(world)).toEqual([])
  await world.runAll()
  expect(await shown(world)).toMatchObject([{ text: 'How much is c1?', products: [] }])
  await world.approveNewest()
  expect(await shown(world)).toMatchObject([{ products: [{ name: 'Bag' }] }])

  // Nobody sees the other one, and it goes when its post has not come.
  expect(await kept(world)).toEqual(['c1', 'c2'])
  await world.advance(2 * 3_600_000)
  await world.services.queue.enqueue(db, pollStore, { store_id: world.storeId, whole: true })
  await world.runAll()
  expect(await kept(world)).toEqual(['c1'])
})

test('a store that reads no new posts by itself keeps no comments on them', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_sync: false })
  await tell(world, world.publish('Bag. KES 900. DM to order').id, 'c1')
  expect(await kept(world)).toEqual([])
})
