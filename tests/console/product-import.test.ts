import { expect } from 'vitest'
import { catalog, PRODUCT, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

const PATH = '/products/import'

const aForm = (store: string, csv: string): FormData => {
  const form = new FormData()
  form.set('store', store)
  form.set('file', new File([csv], 'products.csv', { type: 'text/csv' }))
  return form
}

test('a seller brings products in from a file, and sees what became of each line', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'import-seller', 'admin')
  const { open, send } = aReader({ served, token })
  const inRussian = aReader({ served, token, language: 'ru' })

  expect((await open('/products')).source).toContain(`href="/console${PATH}`)
  const form = await open(PATH)
  expect(form.text).toMatch(/Products from a file .*File \(CSV\) .*Import/)
  expect(form.source).toContain(`value="${STORE}"`)

  const csv = `id,name,price,quantity\n${PRODUCT},Ankara dress,2600,\n,Cup,100,\n,Mug,cheap,\n`
  const report = await send(PATH, aForm(STORE, csv))
  expect(report.text).toContain('1 added, 1 changed, 0 unchanged, 1 with errors')
  // What was not taken comes first, with its reason.
  expect(report.text).toMatch(
    /Line 4 Mug Error price : Enter a number.*Line 2 Ankara dress Changed .*Line 3 Cup Added/,
  )
  expect(report.source).toContain(`href="/console/products/${PRODUCT}"`)
  expect((await open(`/products/${PRODUCT}`)).text).toContain('2600.00')

  const again = await inRussian.send(PATH, aForm(STORE, csv))
  expect(again.text).toContain('Добавлено 1, изменено 0, без изменений 1, с ошибками 1')
})

test('a file that is none, is missing or is too large is refused with what to do', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'import-refused', 'admin')
  const { send } = aReader({ served, token })

  const nameless = await send(PATH, aForm(STORE, 'price\n1\n'))
  expect([nameless.status, nameless.text]).toEqual([
    422,
    expect.stringMatching(/The file has no column “name”/),
  ])
  const nothing = await send(PATH, aForm(STORE, ''))
  expect([nothing.status, nothing.text]).toEqual([
    422,
    expect.stringContaining('Choose a store and a file.'),
  ])
  const large = await send(PATH, aForm(STORE, `name\n${'x'.repeat(4_300_000)}\n`))
  expect([large.status, large.text]).toEqual([
    413,
    expect.stringContaining('The file is larger than 4 MB: split it.'),
  ])
})
