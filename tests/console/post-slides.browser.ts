import { sql } from 'kysely'
import { expect } from 'vitest'
import { EDITED, fillWinter } from './fill/post-editor.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const PATH = `/console/posts/${EDITED}`
const shown = `Math.round(document.querySelector('.slides').scrollLeft / document.querySelector('.slides').clientWidth)`

test('dots page through the files of the preview, with and without scripts', async ({
  db,
  served,
  browser,
}) => {
  await fillWinter(db)
  const { token } = await aUser(db, 'pager', 'editor')
  for (const hasScripts of [true, false]) {
    const page = await aVisitor({ served, browser, token, width: 1440, hasScripts })
    await page.goto(PATH)
    await page.getByRole('link', { name: 'File 2 of 2' }).click()
    await page.waitForTimeout(700)
    const box = await page.locator('#slide-2').boundingBox()
    const frame = await page.locator('.slides').boundingBox()
    expect(box?.x, 'the second file is in the frame').toBeCloseTo(frame?.x ?? NaN, 0)
    expect(box?.y ?? -1, 'and on the screen').toBeGreaterThanOrEqual(0)
    if (!hasScripts) continue
    expect(await page.evaluate(shown)).toBe(1)
    await expect
      .poll(async () => await page.locator('.dots [aria-current]').getAttribute('href'))
      .toBe('#slide-2')
  }
})

test('a slider chooses the moment of a cover', async ({ db, served, browser }) => {
  await fillWinter(db)
  await sql`delete from post_media where post_id = ${EDITED} and position = 0`.execute(db)
  await sql`update posts set type = 'reel' where id = ${EDITED}`.execute(db)
  const { token } = await aUser(db, 'slider', 'editor')
  const page = await aVisitor({ served, browser, token, width: 1440 })
  await page.goto(PATH)
  await page.getByLabel('Moment of the video').fill('4.5')
  expect(await page.getByLabel('Frame at (seconds)').inputValue()).toBe('4.5')
  await page.getByRole('button', { name: 'Use this frame' }).click()
  await page.getByText('Frame at 4.5 s.').waitFor()
})
