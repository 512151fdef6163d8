import type { Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { fillTasks } from './fill/tasks.ts'
import { aUser, aVisitor, browserTest as test, serveConsole, type Served } from './kit.ts'

const TABS = 10

/** A console that a test may stop and start again at the same address. */
async function ownServed(db: Parameters<typeof serveConsole>[0], port = 0): Promise<Served> {
  const served = await serveConsole(db, { port })
  onTestFinished(async () => await served.close())
  return served
}

/** A browser without a window shows all its tabs at once: this says what it says of one behind others. */
async function setHidden(tab: Page, hidden: boolean): Promise<void> {
  await tab.evaluate((isHidden) => {
    const { document, Event } = globalThis as unknown as {
      document: EventTarget
      Event: new (name: string) => Event
    }
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)
}

test('ten tabs of one browser are looked at, live and usable', async ({ db, served, browser }) => {
  await fillTasks(db)
  const { token } = await aUser(db, 'collector', 'member')
  const first = await aVisitor({ served, browser, token })
  const tabs = [first]
  for (let tab = 1; tab < TABS; tab++) tabs.push(await first.context().newPage())
  for (const tab of tabs) {
    await tab.goto('/console/tasks', { timeout: 10_000 })
    await expect.poll(async () => await tab.locator('#live').getAttribute('data-is')).toBe('live')
  }
  const links = tabs.map((tab) => tab.getByRole('link', { name: /^Waiting/ }))
  const counts = async () =>
    await Promise.all(links.map(async (link) => await link.locator('small').textContent()))
  const all = (count: number) => Array.from({ length: TABS }, () => `${count}`)
  const waiting = Number((await counts())[0])
  const last = tabs[TABS - 1] ?? first
  await setHidden(last, true)
  const { id } = await db
    .selectFrom('scrape_tasks')
    .select('id')
    .where('status', '=', 'failed')
    .executeTakeFirstOrThrow()
  await served.services.queue.retry(db, id)

  await expect.poll(counts).toEqual([...all(waiting + 1).slice(1), `${waiting}`])
  await setHidden(last, false)
  await expect.poll(counts).toEqual(all(waiting + 1))
  for (const [index, tab] of tabs.entries()) {
    await links[index]?.click()
    await tab.waitForURL('**/console/tasks?status=pending', { timeout: 10_000 })
  }
})

test('a page outlives gramd: it says that it connects again, and goes on by itself', async ({
  db,
  browser,
}) => {
  const { token } = await aUser(db, 'keeper', 'member')
  const old = await serveConsole(db)
  const page = await aVisitor({ served: old, browser, token })
  await page.goto('/console/tasks')
  const mark = page.locator('#live')
  await expect.poll(async () => await mark.getAttribute('data-is')).toBe('live')
  await old.close()
  await expect.poll(async () => await mark.textContent()).toBe('Reconnecting…')
  expect(await page.locator('h1').textContent()).toBe('Tasks')

  await ownServed(db, Number(new URL(old.url).port))
  await expect
    .poll(async () => await mark.getAttribute('data-is'), { timeout: 15_000 })
    .toBe('live')
  await page.getByRole('link', { name: 'Done' }).click()
  await page.waitForURL('**/console/tasks?status=done')
})

test('a search that was typed does not take back the page that somebody goes to meanwhile', async ({
  db,
  served,
  browser,
}) => {
  const { token } = await aUser(db, 'hasty', 'member')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/tasks')
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  // The search is due while the other page is still on its way.
  await page.route('**status=pending*', async (route) => {
    await page.clock.runFor(1_000)
    await route.continue()
  })
  await page.locator('#text').fill('Almaty')
  await page.getByRole('link', { name: /^Waiting/ }).click()

  await page.waitForURL('**status=pending*', { timeout: 10_000 })
  expect(page.url()).not.toContain('Almaty')
})
