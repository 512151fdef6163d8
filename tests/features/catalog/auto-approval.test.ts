import { Drafts, says, startCatalogWorld } from './kit.ts'
import { expect, test } from '../../fixtures/test.ts'

test('a store approves what is sure by itself, but no price that stands in a picture alone', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: 0.9 })
  world.publish('Ankara dress. KES 2,500, call to order')
  world.publish('Kitenge bag, price in the picture, call to order')
  const bag = says({ name: 'Kitenge bag', price: '900.00', quote: { name: 'Kitenge bag' } })
  world.model.answer = (caption) => ({
    products: [
      caption?.startsWith('Ankara')
        ? says({ price: '2500.00', quote: { name: 'Ankara dress', price: 'KES 2,500' } })
        : { ...bag, evidence: { ...bag.evidence, price: { caption: null, picture: 1 } } },
    ],
  })
  await world.scan({ limit: 2 })

  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  expect(
    Object.fromEntries(data.map(({ name, price, status }) => [name, [price, status]])),
  ).toEqual({
    'Ankara dress': ['2500.00', 'approved'],
    'Kitenge bag': ['900.00', 'pending'],
  })
})

test('a draft of exactly the confidence from which a store approves is approved', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  // Neither is a sum of halves: a shorter number of the one would be less than the other.
  for (const [at, confidence] of [0.9, 0.95, 0.99].entries()) {
    await world.send('PATCH', `/api/stores/${world.storeId}`, { auto_approve_from: confidence })
    const name = `Bag ${at}`
    world.publish(`${name}. KES ${at + 1}00, call to order`)
    const quote = { name, price: `KES ${at + 1}00` }
    world.model.answer = () => ({
      products: [says({ name, price: `${at + 1}00.00`, confidence, quote })],
    })
    await world.scan({ limit: 1 })
    const [draft] = (await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)).data
    expect(draft).toMatchObject({ name, confidence, flags: [], status: 'approved' })
    await world.advance(60_000)
  }
})
