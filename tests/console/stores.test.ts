import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
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
  expect(page.text).toMatch(/Missing permissions .*instagram_manage_insights/)
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
  await send(`/stores/${STORE}/edit`, { ...given, 'approved-as': 'draft' })
  const { rows } = await sql`select approved_as from stores where id = ${STORE}`.execute(db)
  expect(rows).toEqual([{ approved_as: 'draft' }])
  expect((await open(`/stores/${STORE}/edit`)).source).toMatch(/value="draft"\s+selected/)
})
