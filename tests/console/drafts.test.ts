import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { STORE } from './fill/catalog.ts'
import { aReader, aUser, test, type Served } from './kit.ts'
import { fillDrafts } from './many-drafts.ts'

let reviewers = 0

/** Somebody who reviews 60 drafts, each of a post with two pictures. */
async function aReviewer({ db, served }: { db: Db; served: Served }) {
  await fillDrafts(db, 60)
  reviewers += 1
  const { token } = await aUser(db, `reviewer-${reviewers}`, 'admin')
  const { rows } = await sql<{ id: string }>`
    select id from product_drafts where status = 'pending' order by id desc`.execute(db)
  return { ...aReader({ served, token }), ids: rows.map(({ id }) => id) }
}

const statesIn = async (db: Db) => {
  const { rows } = await sql<{ status: string; n: number }>`
    select status, count(*)::int as n from product_drafts group by status order by status`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

test('what was decided is shown, however many newer drafts wait', async ({ db, served }) => {
  const { open } = await aReviewer({ db, served })
  const decided = await open('/drafts?view=decided')
  expect(decided.text).toContain('Approved')
  expect(decided.text).toContain('Rejected')
  expect(decided.text).not.toContain('Approve all')
  await sql`delete from product_drafts where status <> 'pending'`.execute(db)
  expect((await open('/drafts?view=decided')).text).toContain('Nothing reviewed yet')
})

test('a draft on the list has a picture, its post, and where each value stands', async ({
  db,
  served,
}) => {
  const { open, ids } = await aReviewer({ db, served })
  const { source } = await open('/drafts')
  const row = source.slice(source.indexOf(`id="draft-${ids[0]}"`)).split('</tr>')[0] ?? ''
  expect(row).toMatch(/class="picture size-96"\s+src="\/console\/images\/[0-9a-f]{64}"/)
  expect(row).toContain('href="https://www.instagram.com/p/WALK')
  for (const [field, where] of [
    ['name', 'in picture 1'],
    ['price', 'in the caption: “KES 2,500”'],
    ['variants', 'in the caption: “size L”'],
  ] as const)
    expect(row).toContain(`id="where-${field}-${ids[0]}">${where}<`)
  expect(row).toContain(
    `aria-describedby="${['name', 'price', 'variants'].map((field) => `where-${field}-${ids[0]}`).join(' ')}"`,
  )
})

test('a draft in which a model found nothing says so', async ({ db, served }) => {
  const { open, ids } = await aReviewer({ db, served })
  const [id = ''] = ids
  await sql`
    update product_drafts set flags = '{nothing_found,low_confidence}' where id = ${id}`.execute(db)
  for (const path of ['/drafts', `/drafts/${id}`])
    expect((await open(path)).text).toContain(
      'The model found no product here: fill it in yourself',
    )
})

test('all drafts that fit a filter are decided, not those of a page, and their number is told first', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  expect((await open('/drafts?view=high')).source).toContain('name="view" value="high"')
  const asked = await send('/drafts/decide', {
    act: 'approve-all',
    view: 'high',
    back: '/console/drafts?view=high',
  })
  expect(asked.text).toContain('Approve 60 drafts?')
  expect(await statesIn(db)).toMatchObject({ pending: 60 })
  const confirmed = { act: 'approve-all', view: 'high', back: '/console/drafts?view=high' }
  await send(`/drafts/${ids[0]}/reject`, { back: '/console/drafts' })
  const changed = await send('/drafts/decide', { ...confirmed, expected: '60' })
  expect([changed.status, changed.text.includes('The number is now 59')]).toEqual([409, true])
  const done = await send('/drafts/decide', { ...confirmed, expected: '59' })
  expect([done.address, done.flash]).toEqual(['/console/drafts?view=high', '59 drafts reviewed.'])
  expect(await statesIn(db)).toEqual({ approved: 60, rejected: 2 })
  const none = await send('/drafts/decide', confirmed)
  expect(none.flash).toBe('Nothing to review')
})

test('a form keeps what was typed, changes only what differs, and leads back to the list', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const back = `/console/drafts?view=high&store=${STORE}`
  const [first = '', second = ''] = ids
  const shown = await open(`/drafts/${first}?${new URLSearchParams({ back }).toString()}`)
  expect(shown.source).toContain(`name="back" value="${back.replaceAll('&', '&amp;')}"`)
  expect(shown.source).toMatch(/<option value="Other"/)
  expect(shown.text).toContain('Position 2')
  // Browsers end lines with CRLF.
  const form = {
    name: 'Bag 1',
    price: '2500.00',
    currency: 'KES',
    variants: 'size: L',
    description: 'Leather.\r\nBrown.',
    category: 'Other',
    'picture-1': '2',
    'picture-2': '1',
    back,
  }
  const wrong = await send(`/drafts/${first}`, {
    ...form,
    name: 'Sack',
    variants: 'L',
    act: 'save',
  })
  expect(wrong.status).toBe(422)
  expect(wrong.source).toContain('value="Sack"')
  expect(wrong.text).toContain('Write each as option: value')
  const saved = await send(`/drafts/${first}`, { ...form, name: 'Sack', act: 'save' })
  expect([saved.address, saved.flash]).toEqual([back, 'Saved.'])
  const { rows } = await sql`select edits from product_drafts where id = ${first}`.execute(db)
  expect(rows).toEqual([{ edits: { name: 'Sack', category: 'Other', pictures: [2, 1] } }])
  const approved = await send(`/drafts/${second}`, { ...form, 'picture-1': '', act: 'approve' })
  expect(approved.address).toBe(back)
  const { rows: products } = await sql`
    select p.categories, (select array_agg(u.name) from media_uses u where u.owner = 'product:' || p.id) as pictures
    from products p join product_drafts d on d.product_id = p.id where d.id = ${second}`.execute(db)
  expect(products).toEqual([{ categories: ['Other'], pictures: ['back'] }])
})

test('a form takes tags between commas and prices with spaces, and leaves fields that it lacks', async ({
  db,
  served,
}) => {
  const { send, ids } = await aReviewer({ db, served })
  const [id = ''] = ids
  const editsAfter = async (form: Readonly<Record<string, string>>): Promise<unknown> => {
    expect((await send(`/drafts/${id}`, { ...form, act: 'save' })).flash).toBe('Saved.')
    const { rows } = await sql<{ edits: unknown }>`
      select edits from product_drafts where id = ${id}`.execute(db)
    return rows[0]?.edits
  }
  const edits = { price: '12700.00', tags: ['leather', 'hand made'] }
  expect(
    await editsAfter({ price: '12 700', tags: ' leather, hand made,', currency: 'kes' }),
  ).toEqual(edits)
  const further = { tags: 'leather, hand made', category: 'Other' }
  expect(await editsAfter(further)).toEqual({ ...edits, category: 'Other' })
  expect(await editsAfter({ price: '2500.00', tags: '', category: '' })).toEqual({})
})

test('the drafts of one import are reviewed by themselves', async ({ db, served }) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const { rows } = await sql<{ id: string }>`
    insert into catalog_syncs (store_id, connection_id, type, begun_by, options)
    select id, connection_id, 'bulk_import', 'user_initiated', '{}' from stores where id = ${STORE} returning id`.execute(
    db,
  )
  const scan = rows[0]?.id ?? ''
  await sql`
    insert into catalog_sync_posts (sync_id, post_id, outcome, drafts)
    select ${scan}::uuid, post_id, 'drafted', 1 from product_drafts where id = any (${ids.slice(0, 3)}::uuid[])`.execute(
    db,
  )
  const list = await open(`/drafts?scan=${scan}`)
  expect(list.text).toContain('Drafts of one import.')
  expect(list.source.match(/<tr id="draft-/g)).toHaveLength(3)
  const asked = await send('/drafts/decide', { act: 'reject-all', scan, back: '/console/drafts' })
  expect(asked.text).toContain('Reject 3 drafts?')
})
