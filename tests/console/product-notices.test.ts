import { sql } from 'kysely'
import { expect } from 'vitest'
import { makeLinks } from '../../src/features/catalog/notices/store/links.ts'
import { notifyOfProducts } from '../../src/features/catalog/notices/notify-of-products.ts'
import { catalog, PRODUCT, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

test('a seller reviews, decides and dismisses what the inbox says of products', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'inbox-seller', 'member')
  await sql`
    update stores set owner_id = (select id from users where login = 'inbox-seller') where id = ${STORE}`.execute(
    db,
  )
  await sql`update products set source_deleted_at = world_now() where id = ${PRODUCT}`.execute(db)
  await notifyOfProducts(db, { publicUrl: 'https://gramd.example' })
  const { open, send } = aReader({ served, token })
  const inRussian = aReader({ served, token, language: 'ru' })

  const inbox = await open('/inbox')
  expect(inbox.text).toMatch(/A post and the shop disagree about a product .*In “Ankara dress”: 2/)
  expect(inbox.text).toContain('Ankara dress · Price: yours 2500.00, the post 2900.00 Decide')
  expect(inbox.text).toContain('Posts of products were deleted on Instagram')
  expect(inbox.source).toContain(`href="/console/products/conflicts?store=${STORE}"`)
  expect(inbox.text).toMatch(/Review .*Dismiss/)
  expect(inbox.source).not.toContain('https://gramd.example/console')
  expect((await inRussian.open('/inbox')).text).toMatch(
    /Цена: у вас 2500\.00, в посте 2900\.00 Решить .*Посмотреть .*Скрыть/,
  )

  const links = [...inbox.source.matchAll(/href="\/console(\/product-link\?once=[\w-]{43})"/g)]
  expect(links).toHaveLength(3)
  const pages = await Promise.all(
    links.map(async ([, path]) => ({ path, ...(await open(path ?? '')) })),
  )
  const price = pages.find(({ text }) => text.includes('Price'))
  expect(price?.text).toMatch(/Field Price Yours 2500\.00 Post 2900\.00 .*Use yours Use the post’s/)
  const once = price?.path?.split('=')[1] ?? ''
  const settled = await send('/product-link', { once, choice: 'theirs' })
  expect([settled.address, settled.flash]).toEqual([
    `/console/products/${PRODUCT}`,
    'Resolved for “Ankara dress”.',
  ])
  expect((await send('/product-link', { once, choice: 'theirs' })).status).toBe(404)
  const conflicts = await open('/products/conflicts?state=resolved')
  expect(conflicts.text).toMatch(/Ankara dress · Price .*The post’s was used/)

  const gone = pages.find(({ text }) => text.includes('Its post was deleted'))
  expect(gone?.text).toMatch(/Leave it in the shop Archive/)
  const product = await open(`/products/${PRODUCT}`)
  expect(product.text).toContain('Leave it in the shop')
  const kept = await send(`/products/${PRODUCT}/source`, { choice: 'keep' })
  expect(kept.flash).toBe('“Ankara dress” stays in the shop.')
  expect((await open(`/products/${PRODUCT}`)).text).not.toContain('Leave it in the shop')
  expect((await open('/products?source=gone')).text).toMatch(/Only products whose post was deleted/)

  await db.transaction().execute(async (tx) => await makeLinks(tx, []))
})
