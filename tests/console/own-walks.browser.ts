import type { Page } from 'playwright-core'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'
import { startOwnWorld, type OwnWorld } from './own-world.ts'

const WALK_MS = 120_000
const DAY_MS = 24 * 3_600_000

/** In Meta's dialog: somebody signs in as a person of the stand-in, and allows what it asks. */
async function allowAs(page: Page, person: string, way: RegExp): Promise<void> {
  await page.getByRole('link', { name: way }).click()
  await page.getByLabel('Continue as').selectOption(person)
  await page.getByRole('button', { name: 'Allow' }).click()
}

const TOAST = `document.querySelector('#toasts p')`
const toast = async (page: Page, text: string | RegExp) =>
  await page.locator('#toasts').getByText(text).waitFor()

const openTasks = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ open: number }>`
    select count(*)::int as open from scrape_tasks
    where status in ('pending', 'running') and task_type in ('sync_own_media', 'list_own_media', 'read_account_insights')`.execute(
    db,
  )
  return rows[0]?.open ?? 0
}

/** Another minute of gramd's clock, with what is due in it. */
async function aMinute(world: OwnWorld, ms = 60_000): Promise<void> {
  await world.advance(ms)
  await world.plan()
}

test(
  'an owner connects, follows Reels, binds one to a version, authorizes again and disconnects',
  { timeout: WALK_MS },
  async ({ db, browser }) => {
    const world = await startOwnWorld(db)
    const { served, sim } = world
    const { token } = await aUser(db, 'owner', 'member')
    const page = await aVisitor({ served, browser, token })
    world.work()

    // A personal account is refused with its reason.
    await page.goto('/console')
    await page.locator('summary', { hasText: 'My accounts' }).click()
    await page.getByRole('link', { name: 'Accounts', exact: true }).click()
    await page.getByRole('button', { name: 'Connect with Instagram' }).click()
    await allowAs(page, 'personal', /To Instagram/)
    await page.getByText('The Instagram account is personal.').waitFor()

    // Connect, choose the page, see the state.
    await page.getByRole('button', { name: 'Connect with Facebook' }).click()
    await allowAs(page, 'several', /To Facebook/)
    await page.getByLabel(/@nomad\.shop/).uncheck()
    await page.getByRole('button', { name: 'Connect selected' }).click()
    await toast(page, 'Connected @nomad.tea.')
    await page.getByText('gramd reads its posts and their metrics automatically.').waitFor()

    // Reels with preview, date and sync state.
    await aMinute(world)
    await page.getByRole('link', { name: 'Its posts' }).click()
    const rows = page.locator('.reels tbody tr')
    await expect.poll(async () => await rows.count(), { timeout: 20_000 }).toBeGreaterThan(0)
    await aMinute(world)
    await rows.first().getByText('Up to date').waitFor({ timeout: 20_000 })
    expect(await rows.first().locator('img.preview').count()).toBe(1)
    expect(await rows.first().locator('small').first().textContent()).toMatch(/Reel · .*2026/)

    // A script with what is expected of it; one Reel is bound to it, and the project shows both.
    await writeScript(page)
    await page.goto('/console/reels')
    await rows
      .first()
      .getByRole('link', { name: /^Link the post/ })
      .click()
    await page.getByRole('dialog').getByRole('link', { name: 'Tea in the morning' }).click()
    await page.getByLabel(/v1/).check()
    await page.getByRole('button', { name: 'Link' }).click()
    await toast(page, 'The post is linked to v1 of “Tea in the morning”.')
    await page.goto('/console/projects')
    await page.getByRole('link', { name: 'Tea in the morning' }).click()
    await page
      .getByText(/Views\s*1k/)
      .first()
      .waitFor()

    // Refresh now, and with a planted 429.
    await page.goto('/console/reels')
    // Another sync would meet the limit first.
    await expect.poll(async () => await openTasks(db), { timeout: 20_000 }).toBe(0)
    sim.control.addFault({ path: '/insights', kind: 'error', status: 429, code: 4, times: null })
    await rows
      .first()
      .getByRole('button', { name: /^Refresh the post/ })
      .click()
    await toast(page, 'gramd is reading the metrics.')
    await rows.first().getByText('Meta’s limit reached').waitFor({ timeout: 20_000 })
    // The next toast is another one: this one may have gone by then.
    await page.evaluate(`globalThis.before = ${TOAST}`)
    await rows
      .first()
      .getByRole('button', { name: /^Refresh the post/ })
      .click()
    await toast(page, /Meta’s limit is reached\. gramd reads the metrics at/)
    expect(await page.evaluate<boolean>(`globalThis.before === ${TOAST}`)).toBe(false)
    sim.control.clearFaults()
    await aMinute(world, DAY_MS)
    await rows.first().getByText('Up to date').waitFor({ timeout: 20_000 })

    // The token ends; after another authorization the syncs go on.
    sim.control.endTokens('several', 'password')
    await aMinute(world, DAY_MS)
    await page.goto('/console/inbox')
    await page.locator('main').getByRole('link', { name: '@nomad.tea' }).click({ timeout: 20_000 })
    await page.getByText('The owner changed the password').waitFor()
    await page.getByRole('button', { name: 'Authorize again: nomad.tea' }).click()
    await allowAs(page, 'several', /To Facebook/)
    await toast(page, '@nomad.tea is connected.')
    const before = await snapshots(db)
    await aMinute(world, DAY_MS)
    await expect.poll(async () => await snapshots(db), { timeout: 20_000 }).toBeGreaterThan(before)

    // Disconnecting ends every task of the account.
    await aMinute(world, DAY_MS)
    await page.getByText('Access and rights').click()
    await page.getByRole('link', { name: 'Disconnect…' }).click()
    await page.getByRole('button', { name: 'Disconnect @nomad.tea' }).click()
    await toast(page, '@nomad.tea is disconnected.')
    await expect.poll(async () => await openTasks(db)).toBe(0)
    expect(sim.control.violations()).toEqual([])
  },
)

test('an owner connects without scripts', { timeout: WALK_MS }, async ({ db, browser }) => {
  const { served, sim } = await startOwnWorld(db)
  const { token } = await aUser(db, 'plain.owner', 'member')
  const page = await aVisitor({ served, browser, token, hasScripts: false })
  await page.goto('/console/own-accounts')
  await page.getByRole('button', { name: 'Connect with Facebook' }).click()
  await allowAs(page, 'small', /To Facebook/)
  await toast(page, '@corner.kz is connected.')
  await page.getByText('gramd reads its posts and their metrics automatically.').waitFor()
  expect(sim.control.violations()).toEqual([])
})

async function writeScript(page: Page): Promise<void> {
  await page.goto('/console/projects')
  await page.getByRole('link', { name: 'New project' }).first().click()
  await page.getByLabel('Name').fill('Tea in the morning')
  await page.getByRole('button', { name: 'Create project' }).click()
  await toast(page, 'The project “Tea in the morning” was created.')
  await page.goto('/console/projects')
  await page.getByRole('link', { name: 'Tea in the morning' }).click()
  await page.getByRole('link', { name: 'Add version' }).first().click()
  await page.getByLabel('Script').fill('Three teas for a cold morning')
  await page.getByLabel('Views', { exact: true }).fill('1000')
  await page.getByRole('button', { name: 'Add version' }).click()
  await toast(page, 'Added version 1.')
}

const snapshots = async (db: Db): Promise<number> =>
  (await db.selectFrom('media_insights').select('media_id').execute()).length
