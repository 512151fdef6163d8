import { sql } from 'kysely'
import { expect } from 'vitest'
import { EXECUTION_PUBLISHED, LIVE, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

test('a row stays where one looks at it while others move between the lists', async ({
  db,
  served,
  browser,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Winter menu')
  const { token } = await aUser(db, 'still', 'editor')
  const page = await aVisitor({ served, browser, token, width: 1440 })
  await page.setViewportSize({ width: 1440, height: 500 })
  await page.goto(`/console/posts/${LIVE}`)
  await page.locator('#live[data-is=live]').waitFor()
  const top = async () =>
    (await page.locator(`#execution-${EXECUTION_PUBLISHED}`).boundingBox())?.y ?? NaN
  await page.evaluate(`document.querySelector('#section-published').scrollIntoView()`)
  const before = await top()

  await sql`
    update executions set status = 'success', posted_at = world_now() + interval '1 minute', ended_at = world_now(),
      step = 'done', updated_at = world_now()
    where post_id = ${LIVE} and status = 'posting'`.execute(db)
  await page.getByText('2 of 7 accounts have it').waitFor({ timeout: 20_000 })
  await expect.poll(top, { timeout: 5_000 }).toBeCloseTo(before, 0)
  await sql`
    update executions set status = 'failed', error_class = 'transient', ended_at = world_now(), updated_at = world_now()
    where post_id = ${LIVE} and status = 'queued'`.execute(db)
  await page.getByText('2 failed, 1 is not certain').waitFor({ timeout: 20_000 })
  await expect.poll(top, { timeout: 5_000 }).toBeCloseTo(before, 0)
  // The sentence is announced when it changes.
  expect(await page.getByRole('status').first().textContent()).toContain('2 of 7 accounts have it.')
})
