import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'
import { fillDrafts } from './many-drafts.ts'

const PHONE = 390

const pendingIn = async (db: Db): Promise<number> =>
  (await db.selectFrom('product_drafts').where('status', '=', 'pending').select('id').execute())
    .length

const statesIn = async (db: Db) =>
  (
    await sql<{ status: string; n: number }>`
      select status, count(*)::int as n from product_drafts group by status order by status`.execute(
      db,
    )
  ).rows

/** How many pictures in view have come, and the size of the first. */
const picturesOn = async (page: Page): Promise<{ shown: number; width: number }> =>
  await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('.drafts img.picture')]
    return { shown: all.filter((each) => each.complete && each.naturalWidth > 0).length, width: all[0]?.clientWidth ?? 0 }
  })()`)

const correctedFor = async (db: Db, price: number): Promise<number> =>
  (await sql`select from products where touched @> '{price}' and price = ${price}`.execute(db)).rows
    .length

test('a seller reviews 50 drafts by keys, and what is left in two clicks', async ({
  db,
  served,
  browser,
}) => {
  await fillDrafts(db, 50)
  const { token } = await aUser(db, 'reviewer', 'admin')
  const page = await aVisitor({ served, browser, token })
  const rows = page.locator('.drafts tbody tr')
  await page.goto('/console/drafts?view=high')
  expect(await rows.count()).toBe(50)
  await expect.poll(async () => (await picturesOn(page)).shown).toBeGreaterThan(0)
  expect((await picturesOn(page)).width).toBe(96)

  await page.keyboard.press('j')
  await page.keyboard.press('j')
  // Where each value stands is shown while the row has the focus, and beneath the pointer.
  expect(await rows.nth(1).locator('.where').allInnerTexts()).toEqual([
    'in picture 1',
    'in the caption: “size L”',
    'in the caption: “KES 2,500”',
  ])
  expect(await rows.nth(1).locator('.where').first().isVisible()).toBe(true)
  const other = rows.nth(4).locator('.number .where')
  expect(await other.isVisible()).toBe(false)
  await rows.nth(4).locator('.number .proven').hover()
  expect(await other.isVisible()).toBe(true)

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
  expect(await pendingIn(db)).toBe(40)

  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Price', { exact: true }).fill('2700')
  await dialog.getByRole('button', { name: 'Save and approve' }).click()
  await expect.poll(async () => await rows.count()).toBe(39)
  expect(page.url()).toMatch(/\/console\/drafts\?view=high$/)
  expect(await correctedFor(db, 2_700)).toBe(1)

  await page.getByRole('button', { name: 'Approve all that match' }).click()
  await dialog.getByRole('button', { name: 'Approve 39 drafts' }).click()
  await expect.poll(async () => await pendingIn(db)).toBe(0)
  expect(await statesIn(db)).toEqual([
    { status: 'approved', n: 48 },
    { status: 'rejected', n: 4 },
  ])
})

test('the same on a phone, by touch', async ({ db, served, browser }) => {
  await fillDrafts(db, 50)
  const { token } = await aUser(db, 'commuter', 'admin')
  const page = await aVisitor({ served, browser, token, width: PHONE })
  const rows = page.locator('.drafts tbody tr')
  await page.goto('/console/drafts')
  expect(await rows.count()).toBe(50)
  await expect.poll(async () => (await picturesOn(page)).shown).toBeGreaterThan(0)
  expect((await picturesOn(page)).width).toBe(96)
  const excess = 'document.documentElement.scrollWidth - innerWidth'
  expect(await page.evaluate<number>(excess)).toBeLessThanOrEqual(0)
  // Fingers have no pointer: what a value stands on is simply there.
  expect(await rows.first().locator('.where').last().isVisible()).toBe(true)

  for (const act of ['Approve', 'Reject'] as const) {
    const left = (await rows.count()) - 1
    const button = rows.first().getByRole('button', { name: act })
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await button.click()
    await expect.poll(async () => await rows.count()).toBe(left)
  }

  await rows.first().locator('.name').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Price', { exact: true }).fill('2900')
  await dialog.getByLabel('Picture 1').selectOption('2')
  await dialog.getByLabel('Picture 2').selectOption('1')
  expect(await page.evaluate<number>(excess)).toBeLessThanOrEqual(0)
  await dialog.getByRole('button', { name: 'Save and approve' }).click()
  await expect.poll(async () => await rows.count()).toBe(47)
  expect(await correctedFor(db, 2_900)).toBe(1)

  await rows.first().getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Reject selected' }).click()
  await expect.poll(async () => await rows.count()).toBe(46)
  await page.getByRole('button', { name: 'Approve all that match' }).click()
  await dialog.getByRole('button', { name: 'Approve 46 drafts' }).click()
  await expect.poll(async () => await pendingIn(db)).toBe(0)
})
