import { sql } from 'kysely'
import { expect } from 'vitest'
import { makeDraftLinks } from '../../src/features/catalog/notices/store/links.ts'
import { catalog, DRAFT, PRODUCT, STORE, UNSURE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

test('a seller sees what waits, why to look closely, and what a post says of each value', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'seller', 'admin')
  const { open } = aReader({ served, token })
  const russian = aReader({ served, token, language: 'ru' })

  expect((await open('/stores')).text).toMatch(/Ankara dress .*@our\.brand/)
  const store = await open(`/stores/${STORE}`)
  expect(store.text).toMatch(/1 of 1 posts/)
  expect(store.text).toContain('Cancel import')
  const list = await open(`/drafts?draft=${UNSURE}`)
  expect(list.text).toContain('The model is unsure')
  expect(list.text).toContain('The caption has a different price')
  expect(list.source).toContain('in the caption: “KES 2,500”')
  const draft = await open(`/drafts/${DRAFT}`)
  expect(draft.text).toContain('You corrected this. Read as: Ankara dress')
  const product = await open(`/products/${PRODUCT}`)
  expect(product.text).toMatch(/The post has changed/)
  expect(product.text).toMatch(/Comments on its post .*@buyer/)
  const stats = await open(`/stores/${STORE}/stats?days=30`)
  expect(stats.text).toMatch(/Approved 1 0 automatically Rejected 1/)
  expect(stats.text).toMatch(/You approved 1 of 2 decided drafts\. 100% needed no correction\. \d/)
  expect(stats.source).toContain('id="drafts-by-day"')
  expect(stats.source.match(/<th scope="row">/g)).toHaveLength(30)
  expect(stats.source).toMatch(/<details id="by-field-table">/)
  expect((await russian.open(`/stores/${STORE}/stats`)).text).toContain('Исправления')
  expect((await russian.open('/products/conflicts')).text).toContain('Взять из поста')
})

test('drafts are corrected and approved, conflicts settled, and products exported without scripts', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'second-seller', 'admin')
  const { open, send } = aReader({ served, token })

  const wrong = await send(`/drafts/${DRAFT}`, {
    name: 'Bag',
    price: 'ten',
    currency: 'KES',
    act: 'save',
  })
  expect(wrong.status).toBe(422)
  expect(wrong.text).toContain('Enter a number, such as 2500')
  const fields = { name: 'Bag', price: '1200', currency: 'KES', tags: 'a, b', variants: 'size: L' }
  const approved = await send(`/drafts/${DRAFT}`, { ...fields, act: 'approve' })
  expect(approved.address).toBe(`/console/drafts?undo=${DRAFT}`)
  expect((await open('/products?q=bag')).text).toMatch(/Bag .*1,200/)
  await send(`/products/${PRODUCT}/resolve`, {
    field: 'price',
    side: 'theirs',
    back: '/console/products',
  })
  expect((await open(`/products/${PRODUCT}`)).text).toContain('2,900')
  const check = await open(`/products/export?store=${STORE}&format=meta`)
  expect(check.text).toMatch(/not fit, and (is|are) not in the file/)
  expect(check.text).toContain('Meta needs')
  expect((await open(`/products/export?store=${STORE}&format=csv`)).text).toMatch(/fits?\./)
  const file = await open(`/products/export/file?store=${STORE}&format=csv`)
  expect(file.source).toContain('bag')
  const excel = await open(`/products/export/file?store=${STORE}&format=excel`)
  expect(excel.source).toContain('"slug";"name"')
  const made = await send('/stores', {
    name: 'Second',
    currency: 'KZT',
    languages: 'kk, ru',
    categories: 'Shoes\r\n\r\n Bags ',
  })
  expect(made.address).toMatch(/^\/console\/stores\/[0-9a-f-]{36}$/)
  const edit = await open(`${made.address?.slice('/console'.length) ?? ''}/edit`)
  expect(edit.source).toContain('value="kk, ru"')
  expect(edit.source).toMatch(/>\s*Shoes\nBags</)
})

test('the form of a product changes only what differs', async ({ db, served }) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const description = 'Made in Nairobi.\nOf cotton.'
  await sql`
    update products set description = ${description}, touched = '{}'
    where id = ${PRODUCT}`.execute(db)
  const { token } = await aUser(db, 'fifth-seller', 'admin')
  const { send } = aReader({ served, token })
  const fields = {
    name: 'Ankara dress',
    price: '2500',
    status: 'active',
    sku: '',
    quantity: '1 200',
    description: description.replace('\n', '\r\n'),
  }

  const saved = await send(`/products/${PRODUCT}/edit`, fields)
  expect(saved.address).toBe(`/console/products/${PRODUCT}`)
  const { rows } = await sql`
    select description, quantity, touched from products where id = ${PRODUCT}`.execute(db)
  expect(rows).toEqual([{ description, quantity: 1200, touched: ['quantity'] }])
})

test('a link of a message shows its draft, and approves it once', async ({ db, served }) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'third-seller', 'member')
  await sql`
    update stores set owner_id = (select id from users where login = 'third-seller') where id = ${STORE}`.execute(
    db,
  )
  const links = await db.transaction().execute(async (tx) => await makeDraftLinks(tx, [DRAFT]))
  const { open, send } = aReader({ served, token })
  const path = `/draft-link?once=${links.get(DRAFT) ?? ''}`

  const shown = await open(path)
  expect(shown.text).toMatch(/Corrected .*2,500/)
  const used = await send('/draft-link', { once: links.get(DRAFT) ?? '' })
  expect(used.flash).toBe('Approved: “Corrected” is now a product.')
  const over = await open(path)
  expect([over.status, over.text.includes('This link was used')]).toEqual([404, true])
})

test('each conflict has both values and both captions beside each other, and takes a third value', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  await sql`
    update product_conflicts set caption_before = 'It was ' || field, caption_after = 'It is ' || field
    where product_id = ${PRODUCT}`.execute(db)
  const { token } = await aUser(db, 'fourth-seller', 'admin')
  const { open, send } = aReader({ served, token })
  for (const path of ['/products/conflicts', `/products/${PRODUCT}`]) {
    const { text } = await open(path)
    for (const field of ['price', 'variants'])
      expect(text).toMatch(
        new RegExp(`Caption before It was ${field} Caption now It is ${field} Use yours`),
      )
    expect(text).toMatch(/Price Yours 2500\.00 Post 2900\.00/)
  }
  const form = await open(
    `/products/${PRODUCT}/resolve?field=price&back=/console/products/conflicts`,
  )
  expect(form.source).toMatch(/name="value"\s+type="text"\s+value="2500\.00"/)
  const other = { field: 'price', side: 'value', back: '/console/products/conflicts' }
  const wrong = await send(`/products/${PRODUCT}/resolve`, { ...other, value: 'cheap' })
  expect([wrong.status, wrong.source.includes('value="cheap"')]).toEqual([422, true])
  expect(wrong.text).toContain('Enter a number, such as 2500')
  const settled = await send(`/products/${PRODUCT}/resolve`, { ...other, value: '2 700' })
  expect(settled.address).toBe('/console/products/conflicts')
  await send(`/products/${PRODUCT}/resolve`, {
    field: 'variants',
    side: 'value',
    value: 'size: S\r\nsize: M',
    back: '/console/products',
  })
  const { rows } =
    await sql`select price::text, variants from products where id = ${PRODUCT}`.execute(db)
  expect(rows).toEqual([
    {
      price: '2700.00',
      variants: [
        { option: 'size', value: 'S' },
        { option: 'size', value: 'M' },
      ],
    },
  ])
  expect((await open('/products/conflicts')).text).toContain('No conflicts')
})
