import { sql } from 'kysely'
import { expect } from 'vitest'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

test.for([true, false])(
  'Ctrl K, a command and Enter show what it will do; another Enter does it; with scripts: %s',
  async (hasScripts, { db, served, browser }) => {
    await sql`delete from paused_task_types`.execute(db)
    const { token } = await aUser(db, `keyboard-${hasScripts}`, 'admin')
    const page = await aVisitor({ served, browser, token, hasScripts })
    await page.goto('/console/lists')
    if (hasScripts) await page.keyboard.press('Control+k')
    else await page.locator('#find').focus()
    await page.keyboard.type('pause discovery')
    await page.keyboard.press('Enter')
    await page.getByText('Pauses “Discovery”').waitFor()
    const before = await sql`select from paused_task_types`.execute(db)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/tasks/types')

    expect(before.rows).toHaveLength(0)
    expect((await sql`select from paused_task_types`.execute(db)).rows).toHaveLength(1)
    await sql`delete from paused_task_types`.execute(db)
  },
)

test('Enter in the search field does a command only once it is shown', async ({
  db,
  served,
  browser,
}) => {
  const { token } = await aUser(db, 'field', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/search')
  await page.locator('#q').fill('pause discovery')
  await page.getByText('Pauses “Discovery”').waitFor()
  expect((await sql`select from paused_task_types`.execute(db)).rows).toHaveLength(0)
  await page.locator('#q').press('Enter')
  await page.waitForURL('**/console/tasks/types')
  expect((await sql`select from paused_task_types`.execute(db)).rows).toHaveLength(1)
  await sql`delete from paused_task_types`.execute(db)
})
