import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { PRODUCT, STORE } from './fill/catalog.ts'
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

test('what was decided is shown by state, however many newer drafts wait', async ({
  db,
  served,
}) => {
  const { open } = await aReviewer({ db, served })
  const rejected = await open('/drafts?view=rejected')
  expect(rejected.source.match(/<tr id="draft-/g)).toHaveLength(1)
  expect(rejected.text).toContain('Restore')
  expect((await open('/drafts?view=approved')).text).toContain('View product')
  expect((await open('/drafts?view=expired')).text).toContain('Nothing reviewed yet')
})

test('the title and the tabs say how many drafts wait, and what became of others', async ({
  db,
  served,
}) => {
  const { open, ids } = await aReviewer({ db, served })
  await sql`update product_drafts set flags = '{price_differs}' where id = ${ids[3]}`.execute(db)
  const { text, source } = await open('/drafts')
  expect(source).toContain('<h1 dir="auto">60 drafts to decide</h1>')
  expect(text).toMatch(/59 read clearly\s*, 1 needs a look\s*\. The first expires on \w+day\./)
  for (const tab of ['To decide 60', 'Approved 1', 'Rejected 1', 'Expired 0', 'Conflicts 2'])
    expect(text).toContain(tab)
  expect(text).toContain('Skipped posts 1')
  expect(text).toContain('Approve the 59 that read clearly…')
  expect((await open('/drafts?view=look')).source.match(/id="item-/g)).toHaveLength(1)
})

test('the chosen draft has its picture and price, and the proof of each value', async ({
  db,
  served,
}) => {
  const { open, ids } = await aReviewer({ db, served })
  const { source, text } = await open(`/drafts?draft=${ids[4]}`)
  expect(source).toMatch(/id="item-[^"]+"\s+href="[^"]+"\s+data-morph\s+aria-current="true"/)
  const panel = source.slice(
    source.indexOf(`<article class="panel draft-panel" id="draft-${ids[4]}"`),
  )
  expect(panel).toMatch(
    /class="picture"\s+src="\/console\/images\/[0-9a-f]{64}"\s+alt="Picture 1 of/,
  )
  expect(panel).toContain('href="https://www.instagram.com/p/WALK')
  expect(panel).toMatch(/<mark id="proof-1"[^>]*>KES 2,500<sup>1</)
  expect(panel).toMatch(/<mark id="proof-2"[^>]*>size L<sup>2</)
  expect(panel).toMatch(/href="#proof-1"\s+title="in the caption: “KES 2,500”"/)
  expect(text).toContain('Read in picture 1.')
  expect(text).toContain('Read beside the price, or else the currency of your store.')
})

test('a decision leads to the next draft, with undo and the reason of a rejection', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const [first = '', second = '', third = ''] = ids
  const shown = await open('/drafts')
  expect(shown.source).toContain(`name="next" value="${second}"`)
  const back = '/console/drafts'
  const rejected = await send(`/drafts/${first}`, { act: 'reject', back, next: second })
  expect(rejected.address).toBe(`/console/drafts?draft=${second}&undo=${first}`)
  const after = await open(`/drafts?draft=${second}&undo=${first}`)
  expect(after.text).toMatch(/Rejected “Bag \d+”\./)
  expect(after.text).toContain('Not for sale')
  const here = `/console/drafts?draft=${second}`
  const told = await send(`/drafts/${first}/reason`, { reason: 'Sold out', typed: '', back: here })
  expect((await open((told.address ?? '').slice('/console'.length))).text).toContain('Sold out')
  const typed = { reason: 'Sold out', typed: ' A scarf ', back: here }
  await send(`/drafts/${second}`, { act: 'reject', back, next: third })
  await send(`/drafts/${second}/reason`, typed)
  const { rows } = await sql`
    select reason from product_drafts where id in (${first}, ${second}) order by id desc`.execute(
    db,
  )
  expect(rows).toEqual([{ reason: 'Sold out' }, { reason: 'A scarf' }])
  const undone = await send(`/drafts/${first}/undo`, { back: here })
  expect(undone.address).toBe(`/console/drafts?draft=${first}`)
  expect(await statesIn(db)).toMatchObject({ pending: 59, rejected: 2 })
  await sql`update product_drafts set decided_at = decided_at - interval '1 hour'`.execute(db)
  expect((await open(`/drafts?undo=${second}`)).source).not.toContain('undo-draft')
  expect((await send(`/drafts/${second}/undo`, { back: here })).flash).toContain('too late')
})

test('work for an approved product begins after the time to undo', async ({ db, served }) => {
  const { send, ids } = await aReviewer({ db, served })
  const back = '/console/drafts'
  const form = { act: 'approve', back, name: 'Bag', price: '2500', currency: 'KES' }
  const approved = await send(`/drafts/${ids[0]}`, { ...form, next: ids[1] ?? '' })
  expect(approved.address).toBe(`/console/drafts?draft=${ids[1]}&undo=${ids[0]}`)
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from p.videos_due_at - p.created_at)::float8 as seconds from products p
    join product_drafts d on d.product_id = p.id where d.id = ${ids[0]}`.execute(db)
  expect(rows[0]?.seconds).toBeCloseTo(10, 0)
})

test('a price that only a picture has is typed by the person who sees it', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const [id = ''] = ids
  await sql`
    update product_drafts set flags = '{price_in_picture}',
      extracted = jsonb_set(extracted, '{evidence,price}', '{"kind": "picture", "number": 2}')
    where id = ${id}`.execute(db)
  const { text, source } = await open(`/drafts/${id}`)
  expect(text).toContain('Price found only in picture 2: check it. Read as KES 2,500.')
  expect(source).toMatch(new RegExp(`id="price-${id}"\\s+name="price"\\s+value=""`))
  expect(source).toMatch(/alt="Picture 2 of/)
  const form = { act: 'approve', back: '/console/drafts', name: 'Bag', currency: 'KES' }
  const refused = await send(`/drafts/${id}`, { ...form, price: '' })
  expect([refused.status, refused.text.includes('Type the price that the picture shows.')]).toEqual(
    [422, true],
  )
  await send(`/drafts/${id}`, { ...form, price: '2600' })
  const { rows } = await sql`
    select p.price::text from products p join product_drafts d on d.product_id = p.id where d.id = ${id}`.execute(
    db,
  )
  expect(rows).toEqual([{ price: '2600.00' }])
})

test('a draft that is a product already is rejected as that', async ({ db, served }) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const [id = ''] = ids
  await sql`
    update product_drafts set duplicate_of = ${PRODUCT}, flags = '{possible_duplicate}' where id = ${id}`.execute(
    db,
  )
  expect((await open('/drafts')).text).toMatch(
    /Shop KES 2,500, in your products since .* It is the same/,
  )
  await send(`/drafts/${id}`, { act: 'same', back: '/console/drafts' })
  const { rows } = await sql`select status, reason from product_drafts where id = ${id}`.execute(db)
  expect(rows).toEqual([{ status: 'rejected', reason: 'Same as “Shop”' }])
})

test('when all is decided, the page says when gramd looks at the posts again', async ({
  db,
  served,
}) => {
  const { open } = await aReviewer({ db, served })
  await sql`delete from product_drafts where status = 'pending'`.execute(db)
  await sql`update stores set next_poll_at = world_now() + interval '1 hour'`.execute(db)
  expect((await open('/drafts')).text).toMatch(
    /All decided The next look at your posts is at \d\d:\d\d\./,
  )
})

test('a draft in which a model found nothing says so', async ({ db, served }) => {
  const { open, ids } = await aReviewer({ db, served })
  const [id = ''] = ids
  await sql`
    update product_drafts set flags = '{nothing_found,low_confidence}' where id = ${id}`.execute(db)
  for (const path of ['/drafts', `/drafts/${id}`])
    expect((await open(path)).text).toContain(
      path === '/drafts' ? 'Fill it in' : 'The model found no product here: fill it in yourself',
    )
})

test('all drafts that fit a filter are decided, not those of a page, and their number is told first', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  expect((await open('/drafts?view=clear')).source).toContain('name="view" value="clear"')
  const asked = await send('/drafts/decide', {
    act: 'approve-all',
    view: 'clear',
    back: '/console/drafts?view=clear',
  })
  expect(asked.text).toContain('Approve 60 drafts?')
  expect(await statesIn(db)).toMatchObject({ pending: 60 })
  const confirmed = { act: 'approve-all', view: 'clear', back: '/console/drafts?view=clear' }
  await send(`/drafts/${ids[0]}/reject`, { back: '/console/drafts' })
  const changed = await send('/drafts/decide', { ...confirmed, expected: '60' })
  expect([changed.status, changed.text.includes('The number is now 59')]).toEqual([409, true])
  const done = await send('/drafts/decide', { ...confirmed, expected: '59' })
  expect([done.address, done.flash]).toEqual(['/console/drafts?view=clear', '59 drafts reviewed.'])
  expect(await statesIn(db)).toEqual({ approved: 60, rejected: 2 })
  const none = await send('/drafts/decide', confirmed)
  expect(none.flash).toBe('All decided')
})

test('a form keeps what was typed, changes only what differs, and leads back to the list', async ({
  db,
  served,
}) => {
  const { open, send, ids } = await aReviewer({ db, served })
  const back = `/console/drafts?view=clear&store=${STORE}`
  const [first = '', second = ''] = ids
  const shown = await open(`/drafts/${first}?${new URLSearchParams({ back }).toString()}`)
  expect(shown.source).toContain(`name="back" value="${back.replaceAll('&', '&amp;')}"`)
  expect(shown.source).toMatch(/<option value="Other"/)
  expect(shown.source).toContain('aria-label="Picture 2"')
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
  expect(wrong.text).toContain('Write each on its own line as option: value')
  const saved = await send(`/drafts/${first}`, { ...form, name: 'Sack', act: 'save' })
  const stays = `/console/drafts?view=clear&store=${STORE}&draft=${first}`
  expect([saved.address, saved.flash]).toEqual([stays, 'Saved.'])
  const { rows } = await sql`select edits from product_drafts where id = ${first}`.execute(db)
  expect(rows).toEqual([{ edits: { name: 'Sack', category: 'Other', pictures: [2, 1] } }])
  const approved = await send(`/drafts/${second}`, { ...form, 'picture-1': '', act: 'approve' })
  expect(approved.address).toBe(`${back}&undo=${second}`)
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
  expect(list.source.match(/id="item-/g)).toHaveLength(3)
  const asked = await send('/drafts/decide', { act: 'reject-all', scan, back: '/console/drafts' })
  expect(asked.text).toContain('Reject 3 drafts?')
})
