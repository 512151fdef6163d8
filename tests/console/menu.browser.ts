import { expect } from 'vitest'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const LAPTOP = { width: 1_366, height: 768 }

test('the whole menu is on the screen of a laptop, whichever heading is open', async ({
  db,
  served,
  browser,
}) => {
  const { token } = await aUser(db, 'laptop', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.setViewportSize(LAPTOP)
  for (const path of ['/creators', '/posts', '/reels', '/drafts', '/tasks', '/inbox']) {
    await page.goto(`/console${path}`)
    const bottom = await page.evaluate<number>(
      `Math.max(...[...document.querySelectorAll('.menu :is(a, summary)')].filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().bottom))`,
    )
    expect(bottom, path).toBeLessThanOrEqual(LAPTOP.height)
  }
})

test.for([true, false])(
  'on a phone one button opens the menu; with scripts: %s',
  async (hasScripts, { db, served, browser }) => {
    const { token } = await aUser(db, `phone-${hasScripts}`, 'admin')
    const page = await aVisitor({ served, browser, token, width: 390, hasScripts })
    await page.goto('/console/lists')
    const link = page.getByRole('link', { name: 'Calendar', exact: true })
    expect(await link.isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Menu' }).click()
    await page.locator('summary', { hasText: 'Publish' }).click()
    await link.click()

    await page.waitForURL('**/console/calendar')
    expect(await page.getByRole('link', { name: 'Groups', exact: true }).isVisible()).toBe(false)
  },
)
