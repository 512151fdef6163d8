import { sql } from 'kysely'
import sharp from 'sharp'
import { expect } from 'vitest'
import { startPostsWorld } from '../features/publishing/posts-world.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { publishing } from './fill/publishing.ts'
import { aUser, aVisitor, browserTest as test, serveConsole } from './kit.ts'

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
      expect(await page.locator('.jobs a').allTextContents()).not.toContain('Pool accounts')

      await page.getByRole('link', { name: 'Posts', exact: true }).click()
      await page.getByRole('link', { name: 'New post' }).click()
      const create = { width: 1080, height: 1080, channels: 3, background: 'orange' } as const
      const buffer = await sharp({ create }).png().toBuffer()
      const file = { name: 'sale.png', mimeType: 'image/png', buffer }
      const wrong = { ...file, name: 'notes.pdf', buffer: Buffer.from('%PDF-1.7 nothing') }
      await page
        .getByLabel('Picture or video')
        .setInputFiles([file, wrong, { ...file, name: 'second.png' }])
      await page.getByText('second.png was uploaded.').waitFor()
      expect(page.url()).toMatch(/posts\/[0-9a-f-]{36}$/)
      expect(await page.locator('.file').count()).toBe(2)
      expect(await page.locator('#uploads li').textContent()).toMatch(/notes\.pdf.*JPEG/)
      // With the keys, the second file becomes the first one, and keeps the focus.
      const second = page.locator('.file').nth(1)
      const id = await second.getAttribute('id')
      await second.focus()
      await page.keyboard.press('Alt+ArrowLeft')
      await page.locator(`.file:first-child#${id}`).waitFor()
      expect(await page.locator(':focus').getAttribute('id')).toBe(id)
      await page.getByText('Crop, alternative text, people').click()
      await page.getByText('Alternative text and people').first().click()
      await page.getByLabel('Alternative text').first().fill('Oranges')
      await page.getByRole('button', { name: 'Save' }).first().click()
      await page.getByText('with text').waitFor()
      await page
        .getByRole('textbox', { name: 'Caption', exact: true })
        .fill('Summer sale #summer #sale')
      expect(await page.locator('[data-counts=hashtags]').first().textContent()).toBe('2')
      expect(await page.locator('.instagram').textContent()).toContain('Summer sale #summer')
      await page.getByText('In the profile').waitFor()
      await page.getByLabel('Cafés').check()
      await page.getByText('3 chosen').waitFor()
      await page.getByRole('button', { name: /^Look at all 3/ }).click()
      // Other posts go on while somebody chooses a time.
      await page.locator('#live[data-is=live]').waitFor()
      await page.getByLabel('At a time').check()
      const time = page.getByLabel(/Day and time/)
      await time.fill('2026-12-24T18:00')
      await page.getByRole('heading', { level: 1 }).click()
      await sql`insert into posts (caption, type, updated_at) values ('Another', 'photo', world_now() + interval '1 s')`.execute(
        db,
      )
      await page.waitForResponse((answer) => answer.url().endsWith('/plan'))
      await page.locator('html:not([data-busy])').waitFor()
      expect(await time.inputValue()).toBe('2026-12-24T18:00')
      await page.getByText('The same files go to several accounts').waitFor()
      await page.getByLabel('Now').check()
      await page.getByRole('button', { name: 'Publish on 3 accounts' }).click()
      await page.getByText('0 of 3 accounts have it. 3 wait').waitFor()
      console.log(
        `from sign-in to the live page: ${Math.round(performance.now() - begun)} ms, without thinking`,
      )

      await page.locator('#live[data-is=live]').waitFor()
      await world.publishAll()
      // The page was not asked for again: it heard of it.
      await page.getByText('On 3 of 3 accounts.').waitFor({ timeout: 20_000 })
      expect(await page.locator('.live-what a.out').count()).toBe(3)
      await page.getByRole('link', { name: 'Statistics', exact: true }).click()
      await page.locator('#by-day .drawing').waitFor()
      expect(await page.locator('.facts').textContent()).toMatch(/Success\s*100/)
    } finally {
      await served.close()
    }
  },
)

test('a post is dragged to another day and to another hour', async ({ db, served, browser }) => {
  await ownAccounts.fill(db, 'shop')
  await publishing.fill(db, 'shop')
  await sql`
    insert into uploads (id, file_name, sha256, kind, media_type, bytes, width, height, codecs, conversions, warnings, report)
    values ('0198c1a5-0000-7000-8000-00000000ee01', 'a.jpg', decode(repeat('ee', 32), 'hex'), 'picture', 'image/jpeg', 10,
      640, 640, '{}', '{}', '{}', '{"original": {"format": "JPEG", "bytes": 1}}')`.execute(db)
  const { rows } = await sql<{ id: string }>`
    with made as (
      insert into posts (type, caption, language, status, scheduled_at, time_zone)
      values ('photo', 'Dragged', 'kk', 'pending', '2031-03-05T13:20:00Z', 'Asia/Almaty') returning id
    ), media as (
      insert into post_media (post_id, position, upload_id)
      select id, 0, '0198c1a5-0000-7000-8000-00000000ee01' from made
    ), targets as (
      insert into post_targets (post_id, publishing_account_id)
      select made.id, account.id from made, publishing_accounts account where account.language = 'kk'
    )
    select id from made`.execute(db)
  const at = async () => {
    const found = await sql<{ at: string }>`
      select to_char(scheduled_at at time zone 'Asia/Almaty', 'MM-DD HH24:MI') as at from posts where id = ${rows[0]?.id}::uuid`.execute(
      db,
    )
    return found.rows[0]?.at
  }
  const { token } = await aUser(db, 'dragging', 'editor')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/calendar?month=2031-03')
  const entry = page.locator('.tile', { hasText: 'Dragged' })
  const grip = page.getByRole('link', { name: 'Move “Dragged”' })
  await grip.dragTo(page.locator('#day-2031-03-20'))
  await page.locator('#day-2031-03-20 .tile').waitFor()
  expect(await at()).toBe('03-20 18:20')
  // Ten seconds to take it back.
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#day-2031-03-05 .tile').waitFor()
  expect(await at()).toBe('03-05 18:20')
  await grip.dragTo(page.locator('#day-2031-03-20'))
  await page.locator('#day-2031-03-20 .tile').waitFor()

  await page.goto('/console/calendar?week=2031-03-17')
  await grip.dragTo(page.locator('#day-2031-03-21'), { targetPosition: { x: 20, y: 60 } })
  await page.locator('#day-2031-03-21 .tile').waitFor()
  expect(await at()).toBe('03-21 18:20')
  expect(page.url()).toContain('week=2031-03-17')
  // Between it and the end of the day.
  await grip.dragTo(page.locator('#day-2031-03-21 .slot').last())
  await expect.poll(at).toBe('03-21 20:20')

  // The same without a mouse.
  await entry.getByRole('link', { name: 'Dragged' }).first().focus()
  await page.keyboard.press('m')
  await page.getByLabel(/Day and time/).fill('2031-03-19T07:05')
  await page.keyboard.press('Enter')
  await page.locator('#day-2031-03-19 .tile').waitFor()
  expect(await at()).toBe('03-19 07:05')
})
