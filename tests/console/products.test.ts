import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { PRODUCT_FIELD_NAMES } from '../../src/features/catalog/fields/products.ts'
import en from '../../src/console/texts/product-fields/en.json' with { type: 'json' }
import kk from '../../src/console/texts/product-fields/kk.json' with { type: 'json' }
import ru from '../../src/console/texts/product-fields/ru.json' with { type: 'json' }
import { catalog, PRODUCT, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

const aSeller = async (db: Db, login: string): Promise<string> => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  return (await aUser(db, login, 'admin')).token
}

const touchedNow = async (db: Db): Promise<unknown> => {
  const { rows } = await sql<{ touched: string[] }>`
    select touched from products where id = ${PRODUCT}`.execute(db)
  return rows[0]?.touched
}

test('the page of a product shows all of its fields, and its form has an input for each', async ({
  db,
  served,
}) => {
  const token = await aSeller(db, 'all-fields')
  await sql`
    update products set cost_per_item = 1200.5, quantity = 1200, is_seasonal = true, rating = 4.5,
      available_from = '2026-11-20T08:00:00Z', model_url = 'https://shop.example/dress.glb'
    where id = ${PRODUCT}`.execute(db)
  for (const [language, texts] of [
    ['en', en],
    ['ru', ru],
    ['kk', kk],
  ] as const) {
    const { open } = aReader({ served, token, language })
    const shown = await open(`/products/${PRODUCT}`)
    const form = await open(`/products/${PRODUCT}/edit`)
    for (const name of PRODUCT_FIELD_NAMES) {
      expect(shown.source).toContain(`<dt dir="auto">${texts[`field_${name}`]}</dt>`)
      expect(form.source).toContain(` name="${name}"`)
      expect(form.text).toContain(texts[`field_${name}`])
    }
    // The names of columns are for programs.
    expect(shown.text).not.toMatch(/\b[a-z]+_[a-z]+\b/)
  }
  const { text } = await aReader({ served, token }).open(`/products/${PRODUCT}`)
  expect(text).toMatch(/Cost per item KES 1,200\.50/)
  expect(text).toMatch(/In stock 1,200 .*Seasonal Yes .*On sale from 20 Nov 2026, \d\d:00/)
  expect(text).toContain('Changed by you: the post no longer updates them: Price, Name')
})

test('what was not changed in the form of a product stays the post’s', async ({ db, served }) => {
  const token = await aSeller(db, 'unchanged')
  await sql`
    update products set touched = '{}', is_featured = true, available_from = '2026-11-20T08:00:00Z',
      variants = '[{"option": "size", "value": "M"}]', quantity = 1200
    where id = ${PRODUCT}`.execute(db)
  const { open, send } = aReader({ served, token })
  const { source } = await open(`/products/${PRODUCT}/edit`)
  const fields = fieldsOf(source)
  expect(fields).toMatchObject({ is_featured: 'true', is_seasonal: 'false', variants: 'size: M' })

  await send(`/products/${PRODUCT}/edit`, fields)
  expect(await touchedNow(db)).toEqual([])
  const changed = {
    ...fields,
    is_featured: 'false',
    variants: 'size: M\r\nsize: L',
    categories: 'Dresses\r\n\r\n Gifts ',
    quantity: '1 300',
    rating: '4,5',
    available_from: '',
    meta_title: ' Dress ',
    currency: 'kzt',
  }
  const saved = await send(`/products/${PRODUCT}/edit`, changed)
  expect(saved.address).toBe(`/console/products/${PRODUCT}`)
  const { rows } = await sql`
    select is_featured, variants, categories, quantity, rating, available_from, meta_title, currency
    from products where id = ${PRODUCT}`.execute(db)
  expect(rows).toEqual([
    {
      is_featured: false,
      variants: [
        { option: 'size', value: 'M' },
        { option: 'size', value: 'L' },
      ],
      categories: ['Dresses', 'Gifts'],
      quantity: 1300,
      rating: 4.5,
      available_from: null,
      meta_title: 'Dress',
      currency: 'KZT',
    },
  ])
  expect(await touchedNow(db)).toEqual(
    ['available_from', 'categories', 'currency', 'is_featured', 'meta_title', 'quantity'].concat(
      'variants',
    ),
  )
})

test('faults stand at their fields, in sections that are open then, and nothing typed is lost', async ({
  db,
  served,
}) => {
  const token = await aSeller(db, 'faults')
  const { send } = aReader({ served, token })
  const wrong = await send(`/products/${PRODUCT}/edit`, {
    price: 'ten',
    model_url: 'shop',
    variants: 'size',
    status: 'sold',
    rating: '9',
    available_from: '2026-11-20T10:00',
    name: 'Another name',
  })
  expect(wrong.status).toBe(422)
  for (const name of ['price', 'model_url', 'variants', 'status', 'rating'])
    expect(wrong.source).toContain(`class="fault" id="${name}-note"`)
  expect(wrong.source).toMatch(/<details id="group-links" open>/)
  expect(wrong.source).toMatch(/<details id="group-search" >/)
  expect(wrong.source).toContain('value="Another name"')
  expect(wrong.source).toContain('value="2026-11-20T10:00"')
  const until = await send(`/products/${PRODUCT}/edit`, {
    available_from: '2026-11-20T10:00',
    available_until: '2026-11-20T09:00',
  })
  expect(until.source).toContain('class="fault" id="available_until-note"')
  const russian = aReader({ served, token, language: 'ru' })
  const refused = await russian.send(`/products/${PRODUCT}/edit`, {
    name: '',
    price: 'ten',
    currency: 'shilling',
  })
  expect(refused.text).toMatch(/Нужна одна строка.*Введите число/)
  expect(refused.source).toContain('class="fault" id="currency-note"')
  expect((await russian.send(`/products/${PRODUCT}/edit`, { price: '2.005' })).text).toContain(
    'В этой валюте не больше 2 знаков после точки.',
  )
})

test('a product is added to a store, with the currency of the store', async ({ db, served }) => {
  const token = await aSeller(db, 'adding')
  const { open, send } = aReader({ served, token })
  const list = await open(`/products?store=${STORE}&status=archived`)
  expect(list.source).toContain(`/console/products/new?store=${STORE}`)
  expect(list.text).toContain('No product has this in its name')
  const form = await open(`/products/new?store=${STORE}`)
  const fields = fieldsOf(form.source)
  expect(fields).toMatchObject({ store: STORE, status: 'active', currency: '' })

  const nameless = await send('/products', { ...fields, price: '900' })
  expect([nameless.status, nameless.source.includes('id="name-note"')]).toEqual([422, true])
  expect(nameless.source).toContain('value="900"')
  const made = await send('/products', { ...fields, name: 'Cup', price: '900', status: 'draft' })
  expect(made.flash).toBe('Added “Cup”.')
  const { rows } = await sql`
    select name, price::text, currency, status, source, touched from products where name = 'Cup'`.execute(
    db,
  )
  expect(rows).toEqual([
    {
      name: 'Cup',
      price: '900.00',
      currency: 'KES',
      status: 'draft',
      source: 'manual',
      touched: [],
    },
  ])
  expect((await open('/products?status=draft')).text).toContain('Cup')
})

test('without a store there is nothing to add a product to', async ({ db, served }) => {
  const { token } = await aUser(db, 'storeless', 'member')
  const { open } = aReader({ served, token })
  expect((await open('/products/new')).source).toContain('href="/console/stores/new"')
})

/** What a browser would send of the form of a page. */
function fieldsOf(source: string): Record<string, string> {
  const form = source.slice(source.indexOf('product-form'))
  const inputs = [...form.matchAll(/<input([^>]*)>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !tag.includes('type="checkbox"') || /\schecked/.test(tag))
    .map((tag) => [nameIn(tag), attribute(tag, 'value')])
  const areas = [...form.matchAll(/(<textarea[^>]*>)\n?([^<]*)<\/textarea>/g)].map(
    ([, tag = '', text = '']) => [nameIn(tag), text],
  )
  const selects = [...form.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)].map(
    ([, tag = '', options = '']) => [
      nameIn(tag),
      /value="([^"]*)"\s+selected/.exec(options)?.[1] ?? '',
    ],
  )
  return Object.fromEntries([...inputs, ...areas, ...selects])
}

const attribute = (tag: string, name: string): string =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
const nameIn = (tag: string): string => attribute(tag, 'name')

/** Two more products in the store: an archived one without a price, and a cheap one. */
const addTwo = async (db: Db): Promise<void> => {
  await sql`
    insert into products (id, store_id, slug, name, price, currency, status, source) values
      (${CUP}, ${STORE}, 'cup', 'Cup', null, 'KES', 'archived', 'manual'),
      (${BAG}, ${STORE}, 'bag', 'Bag', 900, 'KES', 'active', 'manual')`.execute(db)
}
const CUP = '0198c1a5-0000-7000-8000-00000000e302'
const BAG = '0198c1a5-0000-7000-8000-00000000e303'

const shownNames = (source: string): string[] =>
  [...source.matchAll(/<a class="name" href="\/console\/products\/[^"]+"[^>]*>([^<]+)</g)].map(
    ([, name = '']) => name,
  )

test('the headings of the list sort it, there and back, and filters stay', async ({
  db,
  served,
}) => {
  const token = await aSeller(db, 'sorting')
  await addTwo(db)
  const { open } = aReader({ served, token })
  const list = await open('/products')
  expect(shownNames(list.source)).toEqual(['Bag', 'Cup', 'Ankara dress'])
  expect(list.source).toContain('href="/console/products?sort=name&amp;order=asc"')
  expect(list.source).toContain('href="/console/products?sort=price&amp;order=desc"')
  expect(list.source).not.toMatch(/aria-sort="(a|de)scending"/)

  const byPrice = await open('/products?sort=price')
  expect(shownNames(byPrice.source)).toEqual(['Ankara dress', 'Bag', 'Cup'])
  expect(byPrice.source).toMatch(
    /<th class="number" aria-sort="descending">\s*<a href="\/console\/products\?sort=price&amp;order=asc"/,
  )
  const ascending = await open(`/products?sort=price&order=asc&status=active&store=${STORE}`)
  expect(shownNames(ascending.source)).toEqual(['Bag', 'Ankara dress'])
  expect(ascending.source).toContain(
    `href="/console/products?status=active&amp;store=${STORE}&amp;sort=price&amp;order=desc"`,
  )
  // Tabs and the search stay in the order.
  expect(ascending.source).toContain(`store=${STORE}&amp;sort=price&amp;order=asc`)
  expect(ascending.source).toContain('<input type="hidden" name="sort" value="price" />')
  expect(shownNames((await open('/products?sort=nothing')).source)).toHaveLength(3)
})

/** The form of the bulk bar, with a tick at each of these. */
const chosen = (
  act: string,
  ids: readonly string[],
  more: Readonly<Record<string, string>> = {},
): [string, string][] => [
  ['act', act],
  ['back', '/console/products?sort=name'],
  ...ids.map((id): [string, string] => ['id', id]),
  ...Object.entries(more),
]

test('chosen products are archived and put on sale at once; what was so already is said', async ({
  db,
  served,
}) => {
  const token = await aSeller(db, 'bulk')
  await addTwo(db)
  const { open, send } = aReader({ served, token })
  expect((await open('/products')).source).toContain(`id="tick-${CUP}"`)
  const archived = await send('/products/bulk', chosen('archive', [CUP, BAG, PRODUCT]))
  expect(archived.address).toBe('/console/products?sort=name')
  expect(archived.flash).toContain('2 products changed. 1 was already like this.')
  const { rows } = await sql`select status from products where store_id = ${STORE}`.execute(db)
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ status: 'archived' })))
  const none = await send('/products/bulk', chosen('activate', []))
  expect(none.flash).toContain('Nothing is selected')
  const russian = aReader({ served, token, language: 'ru' })
  const active = await russian.send('/products/bulk', chosen('activate', [CUP, BAG]))
  expect(active.flash).toContain('Изменено 2 товара.')
})

test('deleting chosen products asks first, and adding a category asks which', async ({
  db,
  served,
}) => {
  const token = await aSeller(db, 'bulk-asking')
  await addTwo(db)
  const { send } = aReader({ served, token })
  const both = [CUP, BAG]
  const asked = await send('/products/bulk', chosen('categorize', both))
  expect(asked.text).toContain('Add 2 products to a category')
  expect(asked.source).toContain('<option value="Other"></option>')
  const given = (category: string) => chosen('categorize', both, { category, confirmed: 'true' })
  const wrong = await send('/products/bulk', given(' '))
  expect(wrong.status).toBe(422)
  expect(wrong.source).toContain('class="fault" id="category-note"')
  expect((await send('/products/bulk', given('Gifts'))).flash).toContain('2 products changed.')

  const question = await send('/products/bulk', chosen('delete', both))
  expect(question.text).toMatch(/Delete 2 products\?.*cannot be undone/)
  await sql`delete from products where id = ${BAG}`.execute(db)
  const deleted = await send('/products/bulk', chosen('delete', both, { confirmed: 'true' }))
  expect(deleted.flash).toContain('1 product deleted. 1 is not there any more.')
  const { rows } = await sql`select id from products where store_id = ${STORE}`.execute(db)
  expect(rows).toEqual([{ id: PRODUCT }])
})
