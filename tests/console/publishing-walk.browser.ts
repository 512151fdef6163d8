import { sql } from 'kysely'
import sharp from 'sharp'
import { expect } from 'vitest'
import { startPostsWorld } from '../features/publishing/posts-world.ts'
import { aVisitor, browserTest as test, serveConsole } from './kit.ts'

const WALK_MS = 120_000

test(
  'an editor signs in, publishes a first post on three accounts, and follows it to its end',
  { timeout: WALK_MS },
  async ({ db, browser }) => {
    const world = await startPostsWorld(db, { accounts: 3 })
    const { uploadsFolder } = world.services.config
    const served = await serveConsole(db, {
      clock: world.services.clock,
      settings: () => ({ GRAMD_UPLOADS_DIR: uploadsFolder }),
    })
    try {
      await sql`
        with made as (insert into groups (name) values ('Cafés') returning id)
        insert into group_members (group_id, publishing_account_id)
        select id, unnest(${world.accounts}::uuid[]) from made`.execute(db)
      const { welcome_code: code } = await served.addUser('first', 'editor')
      const page = await aVisitor({ served, browser })
      const begun = performance.now()
      await page.goto(`/console/welcome#${code}`)
      await page.getByLabel('New password').fill('four words of a password')
      await page.getByRole('button').first().click()
      await page.waitForURL('**/console')
      expect(await page.locator('.places a').allTextContents()).not.toContain('Accounts')

      await page.getByRole('link', { name: 'Posts', exact: true }).click()
      await page.getByRole('button', { name: 'New post' }).click()
      const create = { width: 1080, height: 1080, channels: 3, background: 'orange' } as const
      const buffer = await sharp({ create }).png().toBuffer()
      const file = { name: 'sale.png', mimeType: 'image/png', buffer }
      await page.getByLabel('Picture or video').setInputFiles(file)
      await page.getByRole('button', { name: 'Upload' }).click()
      await page.getByText('Uploaded sale.png.').waitFor()
      await page.getByRole('link', { name: 'To the text' }).click()
      await page.getByLabel('Caption', { exact: true }).fill('Summer sale #summer #sale')
      expect(await page.locator('[data-counts=hashtags]').first().textContent()).toBe('2')
      await page.getByLabel('Cafés (3)').check()
      await page.getByRole('button', { name: 'Save and go on' }).click()
      // Other posts go on while somebody chooses a time.
      const time = page.getByLabel(/Or at a time/)
      await page.locator('#live[data-is=live]').waitFor()
      await time.fill('2026-12-24T18:00')
      await page.getByRole('heading', { level: 1 }).click()
      await sql`insert into posts (caption, type, updated_at) values ('Another', 'photo', world_now() + interval '1 s')`.execute(
        db,
      )
      await page.waitForResponse((answer) => answer.url().endsWith('/plan'))
      await page.locator('html:not([data-busy])').waitFor()
      expect(await time.inputValue()).toBe('2026-12-24T18:00')
      await page.getByText('The same files go to several accounts').waitFor()
      await page.getByRole('button', { name: 'Publish on 3 accounts' }).click()
      await page.getByText('0 of 3 published, 3 wait').waitFor()
      console.log(
        `from sign-in to the live page: ${Math.round(performance.now() - begun)} ms, without thinking`,
      )

      await page.locator('#live[data-is=live]').waitFor()
      await world.publishAll()
      // The page was not asked for again: it heard of it.
      await page.getByText('3 of 3 published').waitFor({ timeout: 20_000 })
      expect(await page.locator('.executions a.out').count()).toBe(3)
    } finally {
      await served.close()
    }
  },
)
