import { expect } from 'vitest'
import { LIST, lists } from './fill/lists.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

test('chosen creators get another status in a dialog, and the filter stays', async ({
  db,
  served,
  browser,
}) => {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, 'chooser', 'member')
  const page = await aVisitor({ served, browser, token })
  await page.goto(`/console/lists/${LIST}?status=candidate`)
  await page.getByLabel('Select: @member.1').check()
  await page.getByRole('button', { name: 'Change status…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Status').selectOption('agreed')
  await dialog.getByRole('button', { name: 'Change 1 creator' }).click()

  const rows = page.locator('.members tbody tr')
  await expect.poll(async () => await rows.count()).toBe(1)
  expect(await page.locator('.toast').textContent()).toBe('1 creator changed.')
  expect(page.url()).toContain('?status=candidate')
  expect(await page.locator('.tabs').textContent()).toMatch(/Agreed\s+2/)
})
