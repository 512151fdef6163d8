import { expect } from 'vitest'
import { campaigns } from './fill/campaigns.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const [PAGE = ''] = campaigns.paths

test('on a phone the totals of a campaign are on the first screen, and a message that was changed is copied', async ({
  db,
  served,
  browser,
}) => {
  await campaigns.fill(db, 'lovely')
  const { token } = await aUser(db, 'phone-asker', 'member')
  const page = await aVisitor({ served, browser, token, width: 390 })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(`/console${PAGE}`)

  const totals = await page.locator('.campaign-totals').boundingBox()
  const isFolded = await page.locator('#more-alerts li').first().isHidden()
  await page.getByRole('link', { name: /^Ask / }).first().click()
  const message = page.getByRole('textbox', { name: 'Message' })
  await message.fill('Hello! Where is it?')
  await page.locator('#dialog [data-copy]').click()
  await expect
    .poll(async () => await page.locator('#dialog [data-copy]').textContent())
    .toContain('Copied')

  expect((totals?.y ?? 0) + (totals?.height ?? 0)).toBeLessThan(844)
  expect(isFolded).toBe(true)
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('Hello! Where is it?')
})
