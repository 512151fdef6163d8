import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { aUser, aVisitor, BROWSERS, browserTest as test } from './kit.ts'
import { fillDrafts } from './many-drafts.ts'

const PHONE = 390
const DRAFTS = 20

const statesIn = async (db: Db): Promise<Record<string, number>> => {
  const { rows } = await sql<{ status: string; n: number }>`
    select status, count(*)::int as n from product_drafts group by status order by status`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

const correctedFor = async (db: Db, price: number): Promise<number> =>
  (await sql`select from products where touched @> '{price}' and price = ${price}`.execute(db)).rows
    .length

for (const each of BROWSERS)
  each.test(
    `a seller decides about each draft with at most two keys, and takes one back (${each.name})`,
    { timeout: 60_000 },
    async ({ db, served, browser }) => {
      await fillDrafts(db, DRAFTS)
      const { token } = await aUser(db, `reviewer_${each.name}`, 'admin')
      const page = await aVisitor({ served, browser, token, width: 1_440 })
      let keys = 0
      const press = async (key: string): Promise<void> => {
        keys += 1
        await page.keyboard.press(key)
      }
      const items = page.locator('.review-list li')
      const title = page.locator('h1')
      await page.goto('/console/drafts')
      expect(await items.count()).toBe(DRAFTS)
      // Picture, price and decision are in view together, the picture first.
      const boxes = await Promise.all(
        ['.framed img', '.money input', '.decision .main'].map(
          async (part) => await page.locator(part).first().boundingBox(),
        ),
      )
      for (const box of boxes) expect(box?.y ?? 9_999).toBeLessThan(860)
      expect(boxes[0]?.width).toBeGreaterThan(300)

      for (let left = DRAFTS; left > DRAFTS - 10; left -= 1) {
        const shown = await page.locator('.draft-panel').getAttribute('id')
        await press(left % 3 === 0 ? 'r' : 'a')
        await expect.poll(async () => await title.innerText()).toBe(`${left - 1} drafts to decide`)
        expect(await page.locator('.draft-panel').getAttribute('id')).not.toBe(shown)
      }
      expect(keys / 10).toBeLessThanOrEqual(2)
      expect(await statesIn(db)).toMatchObject({ pending: DRAFTS - 10 })

      // Undo, and the one that was decided is shown again.
      const message = page.locator('.undo-draft')
      const decided = /“(.*)”/.exec(await message.innerText())?.[1] ?? ''
      await press('z')
      await expect.poll(async () => await title.innerText()).toBe('11 drafts to decide')
      expect(await page.locator('.review-list [aria-current] b').innerText()).toBe(decided)
      expect(await message.count()).toBe(0)

      await press('j')
      await expect.poll(async () => await current(page)).not.toBe(decided)
      await press('k')
      await expect.poll(async () => await current(page)).toBe(decided)

      await press('e')
      await page.keyboard.type('2700')
      await press('Escape')
      await press('a')
      await expect.poll(async () => await title.innerText()).toBe('10 drafts to decide')
      expect(await correctedFor(db, 2_700)).toBe(1)

      await page.getByRole('button', { name: 'Approve the 10 that read clearly…' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Approve 10 drafts' }).click()
      await expect.poll(async () => await title.innerText()).toBe('0 drafts to decide')
    },
  )

const current = async (page: Awaited<ReturnType<typeof aVisitor>>): Promise<string> =>
  await page.locator('.review-list [aria-current] b').innerText()

test('the clock of the message stops while a person types the reason', async ({
  db,
  served,
  browser,
}) => {
  await fillDrafts(db, 3)
  const { token } = await aUser(db, 'explainer', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/drafts')
  await page.keyboard.press('r')
  const reason = page.getByLabel('Another reason')
  const playState = async (): Promise<string> =>
    await page.evaluate(
      `getComputedStyle(document.querySelector('.undo-draft')).animationPlayState`,
    )
  await reason.waitFor()
  expect(await playState()).toContain('running')
  await reason.fill('A scarf')
  expect(await playState()).toContain('paused')
  await page.keyboard.press('Enter')
  await page.locator('.undo-draft p').waitFor()
  const { rows } = await sql`select reason from product_drafts where reason = 'A scarf'`.execute(db)
  expect(rows).toHaveLength(1)
})

test('what was typed for one draft is not in the form of the next', async ({
  db,
  served,
  browser,
}) => {
  await fillDrafts(db, 3)
  const { token } = await aUser(db, 'typist', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/drafts')
  await page.locator('textarea[name=variants]').fill('size: XXL')
  await page.locator('.review-list a').nth(1).click()
  await expect
    .poll(async () => await page.locator('textarea[name=variants]').inputValue())
    .toBe('size: L')
})

test('the same on a phone, by touch', async ({ db, served, browser }) => {
  await fillDrafts(db, DRAFTS)
  const { token } = await aUser(db, 'commuter', 'admin')
  const page = await aVisitor({ served, browser, token, width: PHONE })
  const title = page.locator('h1')
  await page.goto('/console/drafts')
  expect((await page.locator('.framed img').boundingBox())?.width).toBe(150)
  // Tabs that do not fit are scrolled to: they do not cover each other.
  const squeezed = `[...document.querySelectorAll('.tabs a')].filter((a) => a.scrollWidth > a.clientWidth).length`
  expect(await page.evaluate<number>(squeezed)).toBe(0)
  const excess = 'document.documentElement.scrollWidth - innerWidth'
  expect(await page.evaluate<number>(excess)).toBeLessThanOrEqual(0)

  for (const [left, act] of [
    [DRAFTS - 1, 'Approve'],
    [DRAFTS - 2, 'Reject'],
  ] as const) {
    const button = page.locator('.decision').getByRole('button', { name: act })
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await button.click()
    await expect.poll(async () => await title.innerText()).toBe(`${left} drafts to decide`)
  }
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => await title.innerText()).toBe(`${DRAFTS - 1} drafts to decide`)

  await page.getByLabel('Price', { exact: true }).fill('2900')
  await page.getByLabel('Picture 1', { exact: true }).selectOption('2')
  await page.getByLabel('Picture 2', { exact: true }).selectOption('1')
  await page.locator('.decision').getByRole('button', { name: 'Approve' }).click()
  await expect.poll(async () => await title.innerText()).toBe(`${DRAFTS - 2} drafts to decide`)
  expect(await correctedFor(db, 2_900)).toBe(1)
  expect(await page.evaluate<number>(excess)).toBeLessThanOrEqual(0)
})

test('without scripts, forms and links do all of it', async ({ db, served, browser }) => {
  await fillDrafts(db, 3)
  const { token } = await aUser(db, 'plain', 'admin')
  const page = await aVisitor({ served, browser, token, hasScripts: false })
  await page.goto('/console/drafts')
  await page.locator('.review-list a').nth(1).click()
  await page.getByRole('button', { name: 'Reject' }).click()
  expect(await page.locator('h1').innerText()).toBe('2 drafts to decide')
  await page.getByRole('button', { name: 'Not for sale' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  expect(await page.locator('h1').innerText()).toBe('3 drafts to decide')
  await page.getByRole('button', { name: 'Approve', exact: false }).last().click()
  expect(await page.locator('h1').innerText()).toBe('2 drafts to decide')
})
