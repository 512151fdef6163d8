import { sql } from 'kysely'
import { expect } from 'vitest'
import { jsonb, type Db } from '../../src/db/database.ts'
import { catalog, STORE } from './fill/catalog.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

/** One store with 50 drafts of as many posts. */
async function fillDrafts(db: Db): Promise<void> {
  await ownAccounts.fill(db, 'brand')
  await catalog.fill(db, 'Shop')
  await sql`delete from product_drafts`.execute(db)
  const extracted = {
    description: '',
    price: '2500.00',
    compare_at_price: null,
    currency: 'KES',
    category: null,
    tags: [],
    variants: [],
    pictures: [],
    evidence: { price: { kind: 'caption', start: 0, end: 9 } },
  }
  await sql`
    with post as (
      insert into catalog_posts (store_id, platform_id, permalink, type, caption, picture_ids, published_at, outcome)
      select ${STORE}::uuid, '77' || n, 'https://www.instagram.com/p/WALK' || n, 'IMAGE', 'KES 2,500 bag ' || n, '{}',
        world_now() - n * interval '1 hour', 'drafted'
      from generate_series(1, 50) n
      returning id, platform_id, store_id
    )
    insert into product_drafts (store_id, post_id, position, extracted, edits, confidence, flags, status, expires_at)
    select store_id, id, 0, ${jsonb(extracted)}::jsonb || jsonb_build_object('name', 'Bag ' || substr(platform_id, 3)),
      '{}', 0.9, '{}', 'pending', world_now() + interval '6 days'
    from post`.execute(db)
}

test('a seller reviews 50 drafts by keys, and what is left in two clicks', async ({
  db,
  served,
  browser,
}) => {
  await fillDrafts(db)
  const { token } = await aUser(db, 'reviewer', 'admin')
  const page = await aVisitor({ served, browser, token })
  const rows = page.locator('.drafts tbody tr')
  const pending = async () =>
    (await db.selectFrom('product_drafts').where('status', '=', 'pending').select('id').execute())
      .length
  await page.goto('/console/drafts')
  expect(await rows.count()).toBe(50)

  await page.keyboard.press('j')
  await page.keyboard.press('j')
  for (let left = 50; left > 40; left -= 1) {
    await page.keyboard.press(left % 3 === 0 ? 'r' : 'a')
    await expect.poll(async () => await rows.count()).toBe(left - 1)
    // The next draft has the focus, and the first was left out.
    await expect
      .poll(
        async () => await page.evaluate<number>('document.activeElement.closest("tr").rowIndex'),
      )
      .toBe(2)
  }
  expect(await pending()).toBe(40)

  await page.keyboard.press('e')
  await page.waitForURL('**/drafts/*')
  await page.getByLabel('Price', { exact: true }).fill('2700')
  await page.getByRole('button', { name: 'Save and approve' }).click()
  await page.waitForURL('**/console/drafts')
  const { rows: corrected } = await sql<{ price: string }>`
    select price::text from products where touched @> '{price}' and price = 2700`.execute(db)
  expect(corrected).toHaveLength(1)
  expect(await pending()).toBe(39)

  await page.getByLabel('Choose all', { exact: false }).first().check()
  await page.getByRole('button', { name: 'Approve chosen' }).click()
  await expect.poll(pending).toBe(0)
  const { rows: ends } = await sql<{ status: string; n: number }>`
    select status, count(*)::int as n from product_drafts group by status order by status`.execute(
    db,
  )
  expect(ends).toEqual([
    { status: 'approved', n: 47 },
    { status: 'rejected', n: 3 },
  ])
})
