import { expect } from 'vitest'
import { sql } from 'kysely'
import { fillTasks } from './fill/tasks.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

test('a failed task is found by its state and type, and retried', async ({
  db,
  served,
  browser,
}) => {
  await fillTasks(db)
  const { token } = await aUser(db, 'aigerim', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/tasks')
  await page.getByRole('link', { name: /^Failed/ }).click()
  await page.waitForURL('**/console/tasks?status=failed')
  await page.getByRole('combobox', { name: 'Type' }).selectOption('full_scrape')
  await page.waitForURL('**/console/tasks?status=failed&task_type=full_scrape')
  const rows = page.locator('.list tbody tr')
  await expect.poll(async () => await rows.count()).toBe(20)
  await rows
    .first()
    .getByRole('button', { name: /^Retry/ })
    .click()

  await expect.poll(async () => await rows.count()).toBe(19)
  expect(await page.locator('.toast').textContent()).toMatch(/^Task \d+ is waiting again\.$/)
  expect(page.url()).toContain('?status=failed&task_type=full_scrape')
  await page.getByRole('link', { name: /^Waiting/ }).click()
  await expect.poll(async () => await rows.count()).toBe(21)
  await page.goBack()
  await expect.poll(async () => await rows.count()).toBe(19)
})

test('103 failed tasks of one cause are retried with two clicks', async ({
  db,
  served,
  browser,
}) => {
  await sql`delete from scrape_tasks where status = 'failed'`.execute(db)
  await sql`
    insert into scrape_tasks (task_type, status, priority, error_code, error_message, completed_at)
    select 'recover_tasks', 'failed', 5, 'transient', 'no answer within ' || n || ' s', now()
    from generate_series(1, 103) n`.execute(db)
  const { token } = await aUser(db, 'two-clicks', 'admin')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/overview')
  await page.getByRole('button', { name: 'Retry 103', exact: true }).click()
  await page.getByRole('button', { name: 'Retry 103 tasks' }).click()

  await expect
    .poll(async () => await page.locator('.toast').textContent())
    .toBe('103 tasks are waiting again.')
  await expect.poll(async () => await page.getByText('103 tasks failed').count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/console/overview')
  await fillTasks(db)
})

test('all of it works without scripts', async ({ db, served, browser }) => {
  const { token } = await aUser(db, 'plain', 'admin')
  const page = await aVisitor({ served, browser, token, hasScripts: false })
  await page.goto('/console/tasks')
  await page.getByRole('link', { name: 'Cancelled' }).click()
  await page.getByRole('combobox', { name: 'Type' }).selectOption('discover')
  await page.getByRole('button', { name: 'Filter' }).click()
  const rows = page.locator('.list tbody tr')
  await expect.poll(async () => await rows.count()).toBe(20)
  await rows
    .first()
    .getByRole('button', { name: /^Retry/ })
    .click()

  await expect.poll(async () => await rows.count()).toBe(19)
  expect(await page.locator('.toast').isVisible()).toBe(true)
  expect(page.url()).toMatch(/\?status=cancelled&.*task_type=discover/)
  await page.reload()
  expect(await page.locator('.toast').count()).toBe(0)
})

test('a page changes when a task does, and leaves the focus where it is', async ({
  db,
  served,
  browser,
}) => {
  const { token } = await aUser(db, 'watcher', 'member')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/tasks?status=failed&task_type=ai_analysis')
  await expect.poll(async () => await page.locator('#live').getAttribute('data-is')).toBe('live')
  const rows = page.locator('.list tbody tr')
  const name = rows.nth(3).locator('.name')
  await name.focus()
  const count = await rows.count()
  const focused = await name.textContent()
  const [first] = (await rows.first().getAttribute('id'))?.split('-').slice(1) ?? []
  await served.services.queue.retry(db, Number(first))

  await expect.poll(async () => await rows.count()).toBe(count - 1)
  expect(await page.locator(':focus').textContent()).toBe(focused)
})

test('when gramd does not answer, the page stays and says so', async ({ db, served, browser }) => {
  const { token } = await aUser(db, 'patient', 'member')
  const page = await aVisitor({ served, browser, token })
  await page.goto('/console/tasks')
  const title = page.locator('h1')
  await page.route('**/console/tasks?**', async (route) => await route.abort())
  await page.getByRole('link', { name: 'Done' }).click()

  await expect
    .poll(async () => await page.locator('.toast').textContent())
    .toContain('is not responding')
  expect(await title.textContent()).toBe('Tasks')
  expect(await page.locator('.list.cards tbody tr').count()).toBe(50)
})

test('a welcome link signs in on a phone, in Russian', async ({ db, served, browser }) => {
  const { welcome_code: code } = await served.addUser('new', 'viewer')
  const page = await aVisitor({ served, browser, language: 'ru-RU', width: 390 })
  await page.goto(`/console/welcome#${code}`)
  await page.getByLabel('Новый пароль').fill('short')
  await page.getByRole('button').first().click()
  await page.locator('[aria-invalid=true]').waitFor()
  const kept = await page.getByLabel('Код из ссылки').inputValue()
  await page.getByLabel('Новый пароль').fill('верный пароль из четырёх слов')
  await page.getByRole('button').first().click()
  await page.waitForURL('**/console')

  expect(kept).toBe(code)
  expect(await page.locator('h1').textContent()).toBe('Добро пожаловать')
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
    390,
  )
  const { rows } =
    await sql`select from user_sessions s join users u on u.id = s.user_id where login = 'new'`.execute(
      db,
    )
  expect(rows).toHaveLength(1)
})
