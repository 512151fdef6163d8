import type { Locator, Page } from 'playwright-core'
import { sql } from 'kysely'
import sharp from 'sharp'
import { expect } from 'vitest'
import { runTranslations, world as languagesWorld } from '../features/publishing/languages-world.ts'
import { aUser, aVisitor, BROWSERS, serveConsole } from './kit.ts'

const WALK_MS = 120_000
/** From a file to the post that is scheduled on a group. */
const MAX_CLICKS = 9
const RUSSIAN = 'Осенняя распродажа началась, приходите за новыми платьями'

for (const { name, test } of BROWSERS)
  test(
    `a file becomes a translated post that is scheduled on a group in nine clicks (${name})`,
    {
      timeout: WALK_MS,
    },
    async ({ db, browser }) => {
      // The other browser has walked in the same database.
      await sql`truncate posts, groups, instagram_accounts cascade`.execute(db)
      const world = await languagesWorld(db, ['en', 'ru'])
      await sql`
    with made as (insert into groups (name) values ('Cafés') returning id)
    insert into group_members (group_id, publishing_account_id)
    select id, unnest(${world.accounts}::uuid[]) from made`.execute(db)
      const { uploadsFolder } = world.services.config
      const served = await serveConsole(db, {
        clock: world.services.clock,
        settings: () => ({
          GRAMD_UPLOADS_DIR: uploadsFolder,
          DEEPL_API_KEY: world.translator.deeplKey,
          DEEPL_BASE_URL: world.translator.url,
        }),
      })
      try {
        const { token } = await aUser(db, `walking_${name}`, 'editor')
        const page = await aVisitor({ served, browser, token })
        let clicks = 0
        const click = async (target: Locator): Promise<void> => {
          clicks += 1
          await target.click()
        }
        const posts = async () => {
          const { rows } = await sql<{ status: string }>`select status from posts`.execute(db)
          return rows.map(({ status }) => status)
        }
        await page.goto('/console/posts')
        await click(page.getByRole('link', { name: 'New post' }))
        await page.locator('#upload').waitFor()
        expect(await posts()).toEqual([])
        const create = { width: 1080, height: 1350, channels: 3, background: 'teal' } as const
        const buffer = await sharp({ create }).png().toBuffer()
        const chooser = page.waitForEvent('filechooser')
        await click(page.locator('#upload label'))
        await (await chooser).setFiles([{ name: 'sale.png', mimeType: 'image/png', buffer }])
        await page.locator('.file').waitFor()
        expect(await posts()).toEqual(['draft'])

        await click(page.getByRole('textbox', { name: 'Caption', exact: true }))
        await page.keyboard.type(`Autumn is here and all the leaves of ${name} are falling down`)
        await page.getByText('English, guessed').waitFor()
        await click(page.getByLabel('Cafés'))
        await page.locator('#caption-of-ru').getByText('Missing').waitFor()
        await click(page.getByRole('button', { name: 'Translate now: Russian' }))
        await page.getByText('Being translated').first().waitFor()
        // Pages are asked for again when the newest change is a later one.
        await world.advance(1_000)
        await runTranslations(db, world)
        await page.getByText('Translated by DeepL').waitFor({ timeout: 20_000 })

        await click(page.getByRole('button', { name: 'Schedule…' }))
        await page.getByLabel(/Day and time/).fill('2031-12-24T18:00')
        clicks += 1
        await click(page.getByRole('button', { name: 'Schedule', exact: true }))
        await page.getByText('Scheduled for').first().waitFor()
        expect(await posts()).toEqual(['pending'])
        console.log(`from file to scheduled: ${clicks} clicks`)
        expect(clicks).toBeLessThanOrEqual(MAX_CLICKS)
        await drops(page, buffer)
        await (name === 'chromium' ? dragsFirst(page) : movesFirst(page))
        const { rows } = await sql`
      select caption, type from posts where status = 'draft'`.execute(db)
        expect(rows).toEqual([{ caption: RUSSIAN, type: 'carousel' }])
      } finally {
        await served.close()
      }
    },
  )

/** Files are dropped on another part of the page, texts are saved when they are left. */
async function drops(page: Page, picture: Buffer): Promise<void> {
  await page.goto('/console/posts/new')

  const dropped = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), (sign) => sign.charCodeAt(0))
    const transfer = new DataTransfer()
    for (const name of ['one.png', 'two.png'])
      transfer.items.add(new File([bytes], name, { type: 'image/png' }))
    return transfer
  })()`)
  await page.dispatchEvent('#accounts', 'dragover', { dataTransfer: dropped })
  await page.locator('#upload[data-over-it]').waitFor()
  await page.dispatchEvent('#accounts', 'drop', { dataTransfer: dropped })
  await page.locator('.file').nth(1).waitFor()

  const caption = page.getByRole('textbox', { name: 'Caption', exact: true })
  await caption.fill('#a #b #c #d #e #f')
  await page.getByText(': remove 1').waitFor()
  // A value that a script sets is no change that a field is left with, in Firefox.
  await caption.fill('')
  await caption.pressSequentially(RUSSIAN)
  await page.getByText('Russian, guessed').waitFor()
  await page.getByText('First comment, place, co-authors').click()
  await page.getByRole('textbox', { name: 'First comment' }).focus()
  await page.getByRole('heading', { level: 1, name: RUSSIAN }).waitFor()
}

/** Sorts the files by a drag; WebDriver BiDi has none. */
async function dragsFirst(page: Page): Promise<void> {
  const [first, second] = [page.locator('.file').first(), page.locator('.file').nth(1)]
  const moved = await second.getAttribute('id')
  await second.dragTo(first)
  await page.locator(`.file:first-child#${moved}`).waitFor()
}

/** Sorts them by the keys. */
async function movesFirst(page: Page): Promise<void> {
  const second = page.locator('.file').nth(1)
  const moved = await second.getAttribute('id')
  await second.focus()
  await page.keyboard.press('Alt+ArrowLeft')
  await page.locator(`.file:first-child#${moved}`).waitFor()
}
