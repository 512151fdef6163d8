import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { Drafts, one, startCatalogWorld, type CatalogWorld } from './kit.ts'

const Money = z.looseObject({
  id: z.uuid(),
  price: z.string().nullable(),
  compare_at_price: z.string().nullable(),
  currency: z.string(),
})
const Faults = z.object({ errors: z.array(z.looseObject({ field: z.string() })) })

const create = async (world: CatalogWorld, body: object) =>
  await world.send('POST', '/api/products', { store: world.storeId, name: 'Abaya', ...body })

/** The newest draft of a post that the model reads so. */
async function draftOf(world: CatalogWorld, caption: string, price: string, quote: string) {
  world.publish(caption)
  world.model.answer = () => ({ products: [one('Abaya', price, quote)] })
  await world.scan({ limit: 1 })
  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  return z.looseObject({ id: z.uuid() }).parse(data[0])
}

test.for([
  ['KWD', '12.5', '12.500'],
  ['IQD', '25000', '25000.000'],
  ['JPY', '680', '680'],
  ['UGX', '45000.00', '45000'],
  ['KES', '2500', '2500.00'],
] as const)(
  'a price in %s is stored as written in its decimals: %s',
  async ([currency, price, stored], { db }) => {
    const world = await startCatalogWorld(db)
    const answer = await create(world, { currency, price, compare_at_price: price })
    const { id, ...money } = Money.parse(await answer.json())
    expect(money).toMatchObject({ price: stored, compare_at_price: stored, currency })
    expect(await world.get(`/api/products/${id}`, Money)).toMatchObject({ price: stored })
    const file = await world.send('GET', `/api/products/export?store=${world.storeId}&format=csv`)
    expect(await file.text()).toContain(`"${stored}"`)
  },
)

test('an amount is a text or a number, in products and drafts', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const made = await create(world, {
    currency: 'KWD',
    price: 12.5,
    cost_per_item: 9,
    compare_at_price: '15',
  })
  const { id, ...money } = z.looseObject({ id: z.uuid() }).parse(await made.json())
  expect(money).toMatchObject({
    price: '12.500',
    cost_per_item: '9.000',
    compare_at_price: '15.000',
  })
  const changed = await world.send('PATCH', `/api/products/${id}`, { price: 13.005 })
  expect(await changed.json()).toMatchObject({ price: '13.005' })

  const draft = await draftOf(world, 'Abaya KD 12.500', '12.5', 'KD 12.500')
  const corrected = await world.send('PATCH', `/api/products/drafts/${draft.id}`, {
    price: 0.25,
    compare_at_price: null,
  })
  expect(await corrected.json()).toMatchObject({ price: '0.250', compare_at_price: null })
})

test.for([[-1], [0.1 + 0.2], [1e-7], [1e12], [true], ['12,5'], ['']] as const)(
  '%j is no amount, and the fault names the field',
  async ([price], { db }) => {
    const world = await startCatalogWorld(db)
    const refused = await create(world, { price })
    expect(refused.status).toBe(422)
    expect(Faults.parse(await refused.json()).errors).toMatchObject([{ field: 'price' }])
  },
)

test('more decimals than the currency has are refused, and another currency rewrites the price', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const refused = await create(world, { currency: 'JPY', price: '680.50' })
  expect(refused.status).toBe(422)
  expect(Faults.parse(await refused.json()).errors).toMatchObject([
    { field: 'price', reason: 'expected an amount without decimals, as JPY has none' },
  ])
  const { id } = Money.parse(await (await create(world, { currency: 'KES', price: '2500' })).json())
  const changed = await world.send('PATCH', `/api/products/${id}`, { currency: 'KWD' })
  expect(await changed.json()).toMatchObject({ price: '2500.000', currency: 'KWD' })
  await world.send('PATCH', `/api/products/${id}`, { price: '12.505' })
  const lossy = await world.send('PATCH', `/api/products/${id}`, { currency: 'KES' })
  expect([lossy.status, Faults.parse(await lossy.json()).errors[0]?.field]).toEqual([422, 'price'])
  expect(await world.get(`/api/products/${id}`, Money)).toMatchObject({
    price: '12.505',
    currency: 'KWD',
  })
})

test('a dinar of a caption becomes a product with its three decimals', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const { id, ...draft } = await draftOf(world, 'Abaya KD 12.500', '12.5', 'KD 12.500')
  expect(draft).toMatchObject({ price: '12.500', currency: 'KWD' })
  const product = await world.send('POST', `/api/products/drafts/${id}/approve`)
  expect(await product.json()).toMatchObject({ price: '12.500', currency: 'KWD' })
})

test('a currency that several countries name so is asked for before approval', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const caption = 'Abaya السعر : ١٥٥٠ ريال'
  const { id, ...draft } = await draftOf(world, caption, '1550.00', 'السعر : ١٥٥٠ ريال')
  expect(draft).toMatchObject({
    price: '1550.00',
    currency: null,
    possible_currencies: ['SAR', 'QAR', 'OMR', 'YER'],
    flags: ['currency_unclear'],
  })
  const path = `/api/products/drafts/${id}`
  const many = await world.send('POST', '/api/products/drafts/batch-approve', { ids: [id] })
  expect(await many.json()).toMatchObject({ data: [{ id, refused: 'no_currency' }] })
  const alone = await world.send('POST', `${path}/approve`)
  expect([alone.status, await alone.text()]).toEqual([
    409,
    expect.stringContaining('set its currency first'),
  ])
  await world.send('PATCH', path, { currency: 'OMR' })
  const product = await world.send('POST', `${path}/approve`)
  expect(await product.json()).toMatchObject({ price: '1550.000', currency: 'OMR' })
})
