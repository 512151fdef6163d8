import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { startCatalogWorld, type CatalogWorld } from './kit.ts'

const Report = z.object({
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  invalid: z.int(),
  ignored_columns: z.array(z.string()),
  results: z.array(
    z.object({
      line: z.int(),
      name: z.string(),
      result: z.string(),
      product_id: z.uuid().nullable(),
      column: z.string().nullable(),
      reason: z.string().nullable(),
    }),
  ),
})
const Products = z.object({ data: z.array(z.looseObject({ id: z.uuid(), name: z.string() })) })

const bring = async (world: CatalogWorld, csv: string, token = world.token) =>
  await world.catalogApi.send('POST', `/api/products/import?store=${world.storeId}`, {
    token,
    body: csv,
    headers: { 'content-type': 'text/csv' },
  })

test('a file brings products in, line by line: a faulty line is named and costs no other', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  const csv = [
    'name,price,currency,sku,quantity,tags,variants,is_featured,pictures,colour',
    'Leather bag,900.00,KES,BAG-1,3,"bag\nleather","Size: S\nSize: M",true,https://x/y.jpg,red',
    ',1,KES,,,,,,,',
    'Hat,cheap,KES,,,,,,,',
    'Cup,250,,,many,,,,,',
    '"\'=Formula",10,KES,,,,,,,',
    'Belt,250,,,,,,,,',
  ].join('\r\n')

  const report = Report.parse(await (await bring(world, csv)).json())

  expect(report).toMatchObject({ created: 3, changed: 0, invalid: 3 })
  expect(report.ignored_columns).toEqual(['pictures', 'colour'])
  expect(report.results.map(({ line, result, column }) => [line, result, column])).toEqual([
    [2, 'created', null],
    [5, 'invalid', 'name'],
    [6, 'invalid', 'price'],
    [7, 'invalid', 'quantity'],
    [8, 'created', null],
    [9, 'created', null],
  ])
  const { data } = await world.get(`/api/products?store=${world.storeId}`, Products)
  expect(data.map(({ name }) => name)).toEqual(['Belt', '=Formula', 'Leather bag'])
  expect(data[2]).toMatchObject({
    price: '900.00',
    sku: 'BAG-1',
    quantity: 3,
    tags: ['bag', 'leather'],
    variants: [
      { option: 'Size', value: 'S' },
      { option: 'Size', value: 'M' },
    ],
    is_featured: true,
    source: 'manual',
  })
  expect(data[0]).toMatchObject({ price: '250.00', currency: 'KES' })
})

test('a file that was exported changes nothing, and then what differs alone', async ({ db }) => {
  const world = await startCatalogWorld(db)
  await bring(world, 'name;price;currency;tags\nBag;1900,50;KES;"a\nb"\nHat;400;KES;\n')
  for (const choices of ['', '&delimiter=%3B&bom=true']) {
    const file = await world.send(
      'GET',
      `/api/products/export?store=${world.storeId}&format=csv${choices}`,
    )
    const again = Report.parse(await (await bring(world, await file.text())).json())
    expect(again).toMatchObject({ created: 0, changed: 0, unchanged: 2, invalid: 0 })
  }
  const changed = Report.parse(
    await (await bring(world, 'slug,name,price\nbag,Bag,2000\nhat,Hat,400.00\n')).json(),
  )
  expect(changed).toMatchObject({ changed: 1, unchanged: 1 })
  const { data } = await world.get(`/api/products?store=${world.storeId}&q=bag`, Products)
  expect(data).toMatchObject([{ price: '2000.00', touched: ['price'], tags: ['a', 'b'] }])
})

test('lines of one product change it together, and lines of one name get addresses of their own', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  await bring(world, 'name,price,currency,sku\nBag,900.00,KES,B-1\n')

  const csv = [
    'slug,name,price,currency,sku,quantity,available_from,available_until',
    'bag,Bag,950,,,,,',
    ',Bag,,JPY,B-1,4,,',
    ',Cup,100,,,,,',
    ',Cup,120,,,,,',
    'bag,Bag,950.5,,,,,',
    ',Late,1,,,,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z',
  ].join('\n')
  const report = Report.parse(await (await bring(world, csv)).json())

  expect(report.results.map(({ line, result, column }) => [line, result, column])).toEqual([
    [2, 'changed', null],
    [3, 'changed', null],
    [4, 'created', null],
    [5, 'created', null],
    // Yen have no decimals.
    [6, 'invalid', 'price'],
    [7, 'invalid', 'available_until'],
  ])
  const { data } = await world.get(`/api/products?store=${world.storeId}`, Products)
  expect(data.map(({ slug, price }) => [slug, price])).toEqual([
    ['cup-2', '120.00'],
    ['cup', '100.00'],
    ['bag', '950'],
  ])
  expect(data[2]).toMatchObject({ quantity: 4, touched: ['currency', 'price', 'quantity'] })
})

test('a thousand lines are written in a few statements', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const lines = (price: number): string =>
    `name,price,sku\n${Array.from({ length: 1_000 }, (_, at) => `Bag,${price},B-${at}`).join('\n')}\n`

  const made = Report.parse(await (await bring(world, lines(100))).json())
  expect(made).toMatchObject({ created: 200, invalid: 800 })
  expect(made.results.at(-1)).toMatchObject({
    column: 'name',
    reason: expect.stringMatching(/^200 products are called so/),
  })
  const changed = Report.parse(await (await bring(world, lines(101))).json())
  expect(changed).toMatchObject({ changed: 200, created: 0, invalid: 800 })
  const { data } = await world.get(
    `/api/products?store=${world.storeId}&limit=200`,
    z.object({ data: z.array(z.looseObject({ price: z.string() })) }),
  )
  expect(new Set(data.map(({ price }) => price))).toEqual(new Set(['101.00']))
})

test('what is no such file is refused as a whole, and a store of somebody else is not found', async ({
  db,
}) => {
  const world = await startCatalogWorld(db)
  for (const csv of ['', 'price\n1\n', 'name,name\na,b\n', `name\n${'a\n'.repeat(1_001)}`])
    expect((await bring(world, csv)).status, csv.slice(0, 20)).toBe(422)
  const { token } = await world.person('stranger')
  expect((await bring(world, 'name\nBag\n', token)).status).toBe(404)
})
