import { sql } from 'kysely'
import { expect } from 'vitest'
import { catalog, ENDED_SCAN, SKIPPED_POST, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

test('the posts of a store say what became of them and why; a person decides otherwise', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'post-seller', 'admin')
  const { open, send } = aReader({ served, token })
  const inRussian = aReader({ served, token, language: 'ru' })
  const path = `/stores/${STORE}/posts`

  expect((await open(`/stores/${STORE}`)).source).toContain(`href="/console${path}"`)
  const all = await open(path)
  expect(all.text).toMatch(
    /All 3 With a draft 1 Sell nothing 1 Failed 0 Deleted 0 Excluded 1 Waiting 0/,
  )
  expect(all.text).toMatch(/Happy new year .* Sells nothing A greeting without price or order\./)
  expect(all.text).toMatch(/Without a caption Exclude/)
  expect(all.source).toContain('/console/products/')
  expect((await open(`${path}?outcome=gone`)).text).toContain('No post of this store is in this')
  expect((await inRussian.open(path)).text).toMatch(/Ничего не продаёт Это поздравление без цены/)

  const begun = await send(`${path}/${SKIPPED_POST}/draft`, { back: `/console${path}` })
  expect([begun.address, begun.flash]).toEqual([
    `/console${path}`,
    'gramd is reading the post. Products it finds become drafts.',
  ])
  expect((await open(`${path}?outcome=waiting`)).text).toContain('Not read yet')
  const never = await send(`${path}/${SKIPPED_POST}/never`, {})
  expect(never.flash).toBe('gramd will skip this post.')
  expect((await open(`${path}?outcome=never`)).text).toContain('Happy new year')
  const back = await send(`${path}/${SKIPPED_POST}/again`, {})
  expect(back.flash).toBe('gramd reads this post again.')
  await sql`
    update catalog_posts set outcome = 'skipped', reason = 'not_for_sale', extracted_revision = revision
    where id = ${SKIPPED_POST}`.execute(db)
  const made = await send(`${path}/${SKIPPED_POST}/draft`, {})
  expect(made.flash).toContain('A draft was created from its caption and pictures')

  const sync = await open(`/stores/${STORE}/scan/${ENDED_SCAN}`)
  expect(sync.text).toMatch(/Its posts Post Outcome .*KES 2,500 .*No model gave a usable answer/)
})

test('who may only look has no buttons', async ({ db, served }) => {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Ankara dress')
  const { token } = await aUser(db, 'post-looker', 'member')
  await sql`
    update stores set owner_id = (select id from users where login = 'post-looker') where id = ${STORE}`.execute(
    db,
  )
  const { open } = aReader({ served, token })
  expect((await open(`/stores/${STORE}/posts`)).source).toContain('Create a draft')
  const { token: other } = await aUser(db, 'post-stranger', 'member')
  const stranger = aReader({ served, token: other })
  expect((await stranger.open(`/stores/${STORE}/posts`)).status).toBe(404)
})
