import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { STORE_FIELD_NAMES } from '../../src/features/catalog/fields/stores.ts'
import en from '../../src/features/catalog/texts/stores/en.json' with { type: 'json' }
import ru from '../../src/features/catalog/texts/stores/ru.json' with { type: 'json' }
import { catalog, EMPTY_STORE, ENDED_SCAN, SCAN, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

let sellers = 0

async function aSeller({ db, served }: { db: Db; served: Served }) {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  sellers += 1
  const { token } = await aUser(db, `seller-${sellers}`, 'admin')
  return { ...aReader({ served, token }), inRussian: aReader({ served, token, language: 'ru' }) }
}

test('a store says what it reads, which rights are missing, and how to end it', async ({
  db,
  served,
}) => {
  const { open, send, inRussian } = await aSeller({ db, served })
  await sql`update stores set polled_at = world_now() - interval '2 hours' where id = ${STORE}`.execute(
    db,
  )
  const page = await open(`/stores/${STORE}/connection`)
  expect(page.text).toMatch(
    /Account @our\.brand State Connected .*posts 2 hr\.? ago .*Products from its posts 1/,
  )
  expect(page.text).toMatch(/Missing permissions .*Metrics of posts/)
  expect(page.source).toMatch(/name="store" value="[^"]+" \/>\s*<input type="hidden" name="login"/)
  expect((await open(`/stores/${EMPTY_STORE}/connection`)).text).toContain('Connect with Facebook')
  expect((await inRussian.open(`/stores/${STORE}/connection`)).text).toContain('Недостающие права')

  const asked = await open(`/stores/${STORE}/revoke`)
  expect(asked.text).toMatch(/It is also used elsewhere: .*Disconnect although/)
  const refused = await send(`/stores/${STORE}/revoke`, {})
  expect(refused.status).toBe(422)
  expect(refused.text).toMatch(/the account has .* besides/)
  const parted = await send(`/stores/${STORE}/part`, {})
  expect(parted.flash).toBe('Disconnected. Drafts and products remain.')
})

test('an import is asked for with all its options, and its progress has the estimate', async ({
  db,
  served,
}) => {
  const { open, send } = await aSeller({ db, served })
  await send(`/stores/${STORE}/scan/${SCAN}/cancel`, {})
  const form = await open(`/stores/${STORE}/scan`)
  expect(form.source).toMatch(/name="videos"\s+value="true"\s+checked/)
  const wrong = await send(`/stores/${STORE}/scan`, { limit: '0', months: '6' })
  expect(wrong.status).toBe(422)
  const options = { limit: '40', months: '6', since: '2026-02-01', carousels: 'true' }
  const asked = await send(`/stores/${STORE}/scan`, options)
  expect(asked.text).toMatch(/It takes about 1\s?m\S* .* at most\. .*Start import/)
  const [, estimated = ''] = /name="estimated" value="([^"]*)"/.exec(asked.source) ?? []
  const key = estimated.replaceAll('&quot;', '"')
  // Of other choices the estimate says nothing.
  const other = await send(`/stores/${STORE}/scan`, { ...options, limit: '80', estimated: key })
  expect(other.status).toBe(200)
  const begun = await send(`/stores/${STORE}/scan`, { ...options, estimated: key })
  expect(begun.flash).toMatch(/Started: about 1\s?m/)
  expect(begun.address).toMatch(/^\/console\/stores\/[^/]+\/scan\/[^?]+\?seconds=80&cost=/)
  const { rows } = await sql`
    select options from catalog_syncs order by id desc limit 1`.execute(db)
  expect(rows).toEqual([
    {
      options: {
        limit: 40,
        since: '2026-02-01T00:00:00.000Z',
        in_batches: false,
        with_videos: false,
        with_carousels: true,
      },
    },
  ])
  // As the form says, the choice is kept for the store.
  const kept =
    await sql`select with_videos, with_carousels from stores where id = ${STORE}`.execute(db)
  expect(kept.rows).toEqual([{ with_videos: false, with_carousels: true }])
  const again = await open(`/stores/${STORE}/scan`)
  expect(again.source).not.toMatch(/name="videos"\s+value="true"\s+checked/)
  const progress = await open(begun.address?.slice('/console'.length) ?? '')
  expect(progress.text).toMatch(
    /0 of 0 posts About 1\s?m.* left About 1\s?m.* at most .*Cancel import/,
  )
})

test('an import leads to its drafts, and tells what failed', async ({ db, served }) => {
  const { open, inRussian } = await aSeller({ db, served })
  const running = await open(`/stores/${STORE}/scan/${SCAN}`)
  expect(running.text).toContain('Review its 4 drafts')
  expect(running.source).toContain(`href="/console/drafts?store=${STORE}&amp;scan=${SCAN}"`)
  const history = await open(`/stores/${STORE}`)
  expect(history.text).toMatch(
    /New posts gramd Partly done 9 5 3 1 3 \$0\.12 2 Jan 2026 5 Jan 2026 .*ago 2\s?m/,
  )
  const ended = await open(`/stores/${STORE}/scan/${ENDED_SCAN}`)
  expect(ended.text).toMatch(/Posts that failed .*No model gave a usable answer in three attempts/)
  expect(ended.source).toContain('href="https://www.instagram.com/p/SHOP/"')
  expect((await inRussian.open(`/stores/${STORE}/scan/${ENDED_SCAN}`)).text).toContain(
    'Модель три раза не дала пригодного ответа',
  )
})

test('a store decides whether approved products are shown at once', async ({ db, served }) => {
  const { open, send } = await aSeller({ db, served })
  const given = { name: 'Shop', currency: 'KES', categories: 'Other' }
  await send(`/stores/${STORE}/edit`, { ...given, approved_as: 'draft' })
  const { rows } = await sql`select approved_as from stores where id = ${STORE}`.execute(db)
  expect(rows).toEqual([{ approved_as: 'draft' }])
  expect((await open(`/stores/${STORE}/edit`)).source).toMatch(/value="draft"\s+selected/)
})

const FILLED = {
  name: 'Fabrics of Nairobi',
  connection_id: '',
  currency: 'tzs',
  with_videos: 'true',
  auto_approve_from: '0,95',
  approved_as: 'draft',
  languages: 'en sw, kk',
  categories: 'Kitenge\r\n\r\n Bags ',
  product_url: 'https://shop.example/p/{slug}',
}

test('the form of a store has each of its fields with a label, and stores what it says', async ({
  db,
  served,
}) => {
  const { open, send, inRussian } = await aSeller({ db, served })
  for (const [read, texts] of [
    [open, en],
    [inRussian.open, ru],
  ] as const) {
    const form = await read(`/stores/${STORE}/edit`)
    for (const name of STORE_FIELD_NAMES) {
      expect(form.source).toContain(` name="${name}"`)
      expect(form.text).toContain(texts[`field_${name}`])
    }
  }
  const saved = await send(`/stores/${STORE}/edit`, FILLED)
  expect([saved.status, saved.flash]).toEqual([303, 'Saved.'])
  const stored = sql`
    select name, connection_id, currency, auto_sync, with_videos, with_carousels, auto_approve_from,
      approved_as, languages, categories, product_url
    from stores where id = ${STORE}`
  expect((await stored.execute(db)).rows).toEqual([
    {
      ...FILLED,
      connection_id: null,
      currency: 'TZS',
      auto_sync: false,
      with_videos: true,
      with_carousels: false,
      auto_approve_from: 0.95,
      languages: ['en', 'sw', 'kk'],
      categories: ['Kitenge', 'Bags'],
    },
  ])
  // Empty fields are stored as none; a store always has a currency and categories.
  const empty = { ...FILLED, auto_approve_from: '', languages: ' ', product_url: '' }
  await send(`/stores/${STORE}/edit`, { ...empty, currency: '', categories: ' ' })
  expect((await stored.execute(db)).rows).toEqual([
    expect.objectContaining({
      auto_approve_from: null,
      languages: [],
      product_url: null,
      currency: 'TZS',
      categories: ['Kitenge', 'Bags'],
    }),
  ])
})

test('a new store begins with the usual choices, and refusals stand at their fields', async ({
  db,
  served,
}) => {
  const { open, send, inRussian } = await aSeller({ db, served })
  const { source } = await open('/stores/new')
  for (const name of ['auto_sync', 'with_videos', 'with_carousels'])
    expect(source).toMatch(new RegExp(`name="${name}"\\s+value="true"\\s+checked`))
  expect(source).toMatch(/<textarea\s+id="categories"[^>]*>\s*<\/textarea>/)

  const wrong = {
    ...FILLED,
    name: ' ',
    currency: 'kex',
    languages: 'english',
    auto_approve_from: '0.2',
  }
  const refused = await send('/stores', wrong)
  expect(refused.status).toBe(422)
  expect(refused.text).toMatch(
    /Name Enter one line of at most 120 characters\. .*Currency .*Choose a currency/,
  )
  expect(refused.text).toMatch(
    /confidence The minimum is 0\.9\. .*captions Choose a language from the list\./,
  )
  expect(refused.source).toContain('value="english"')
  expect((await inRussian.send('/stores', wrong)).text).toContain('Выберите валюту из списка')

  const made = await send('/stores', { name: 'Plain', currency: '', categories: '' })
  expect(made.flash).toBe('The store “Plain” is created.')
  const { rows } = await sql`
    select currency, cardinality(categories) as categories, auto_sync, approved_as
    from stores where name = 'Plain'`.execute(db)
  expect(rows).toEqual([
    { currency: 'KES', categories: 9, auto_sync: false, approved_as: 'active' },
  ])
})
