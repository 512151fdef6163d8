import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { startSession } from '../../src/features/users/store/sessions.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { EDITED, fillWinter } from './fill/post-editor.ts'
import { aUser, aVisitor, BROWSERS } from './kit.ts'

const WALK_MS = 120_000
const BACK = /What you typed on .+ is here again/

async function aList(db: Db, name: string): Promise<string> {
  const { id } = await db
    .insertInto('lists')
    .values({ name, description: 'As it was' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Replaces the session in the cookie of a browser, as a sign-in as somebody else does. */
const signInAs = async (context: BrowserContext, token: string) =>
  await context.addCookies([
    { name: 'gramd', value: token, domain: '127.0.0.1', path: '/console', httpOnly: true },
  ])

const stored = async (page: Page) =>
  await page.evaluate(() => Object.entries(localStorage).map(([key, value]) => `${key} ${value}`))

const described = async (db: Db, id: string) =>
  (await db.selectFrom('lists').select('description').where('id', '=', id).executeTakeFirst())
    ?.description

/** Writes into a form and waits until the browser has stored it. */
async function type(page: Page, label: string, text: string) {
  await page.getByLabel(label).fill(text)
  await expect.poll(async () => (await stored(page)).join('\n')).toContain(text)
}

/** A session of the user of another one, as after a sign-in. */
async function again(db: Db, login: string): Promise<string> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('login', '=', login)
    .executeTakeFirstOrThrow()
  return (await startSession(db, user.id, { address: null, userAgent: null })).token
}

const endSessions = async (db: Db) => void (await sql`delete from user_sessions`.execute(db))

for (const { name, test } of BROWSERS) {
  test(
    `a session that ends while somebody types loses nothing, and shows it to nobody else (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Ends ${name}`)
      const { token } = await aUser(db, `ends_${name}`, 'member')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      await page.goto(`/console/lists/${id}/edit`)
      await type(page, 'Purpose', 'Written before the session ended')
      await endSessions(db)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL('**/console/sign-in?next=*')
      const next = new URL(page.url()).searchParams.get('next') ?? ''
      expect(next).toBe(`/console/lists/${id}/edit`)

      const other = await aUser(db, `other_${name}`, 'member')
      await signInAs(page.context(), other.token)
      await page.goto(next)
      expect(await page.getByLabel('Purpose').inputValue()).toBe('As it was')
      expect(await page.locator('.typed').count()).toBe(0)

      await signInAs(page.context(), await again(db, `ends_${name}`))
      await page.goto(next)
      await page.getByText(BACK).waitFor()
      expect(await page.getByLabel('Purpose').inputValue()).toBe('Written before the session ended')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(`**/console/lists/${id}`)
      expect(await described(db, id)).toBe('Written before the session ended')
      expect((await stored(page)).join()).not.toContain('Written before')
    },
  )

  test(
    `typed text survives a reload, a closed tab and a cut network, and goes by Discard and sign-out (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Stays ${name}`)
      const { token } = await aUser(db, `stays_${name}`, 'member')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      await page.goto(`/console/lists/${id}/edit`)
      await type(page, 'Purpose', 'A first thought')
      await page.reload()
      await page.getByText(BACK).waitFor()
      expect(await page.getByLabel('Purpose').inputValue()).toBe('A first thought')

      await page.context().setOffline(true)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('That did not work').waitFor()
      expect(await page.getByLabel('Purpose').inputValue()).toBe('A first thought')
      await page.context().setOffline(false)

      // As after a crash: the tab is gone without a word, the profile is the same.
      const second = await page.context().newPage()
      await page.close({ runBeforeUnload: false })
      await second.goto(`/console/lists/${id}/edit`)
      await second.getByText(BACK).waitFor()
      expect(await second.getByLabel('Purpose').inputValue()).toBe('A first thought')
      await second.getByRole('button', { name: 'Discard' }).click()
      expect(await second.getByLabel('Purpose').inputValue()).toBe('As it was')
      expect(await stored(second)).toEqual([])

      await type(second, 'Purpose', 'Before the sign-out')
      second.on('dialog', async (dialog) => await dialog.accept())
      await second.goto('/console/profile')
      expect((await stored(second)).join()).toContain('Before the sign-out')
      await second.getByRole('button', { name: 'Sign out', exact: true }).click()
      await second.waitForURL('**/sign-in')
      expect(await stored(second)).toEqual([])
    },
  )

  test(
    `a dialog with typed text opens again after a reload, and asks before it is left (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Dialog ${name}`)
      const { token } = await aUser(db, `dialog_${name}`, 'member')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      await page.goto(`/console/lists/${id}`)
      const edit = page.locator(`a[href="/console/lists/${id}/edit"]`).first()
      await edit.click()
      await type(page, 'Purpose', 'In a dialog')
      await page.reload()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(BACK).waitFor()
      expect(await dialog.getByLabel('Purpose').inputValue()).toBe('In a dialog')

      const questions: string[] = []
      page.once('dialog', async (question) => {
        questions.push(question.message())
        await question.dismiss()
      })
      await dialog.getByRole('link', { name: 'Cancel' }).click()
      expect(questions).toEqual(['Discard what you typed?'])
      expect(await dialog.getByLabel('Purpose').inputValue()).toBe('In a dialog')
      page.once('dialog', async (question) => await question.accept())
      await dialog.getByRole('link', { name: 'Cancel' }).click()
      await dialog.waitFor({ state: 'hidden' })
      expect(await stored(page)).toEqual([])
    },
  )

  test(
    `leaving a form with changes asks, by a link of the page and by the browser (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Leaves ${name}`)
      const { token } = await aUser(db, `leaves_${name}`, 'member')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      await page.goto(`/console/lists/${id}/edit`)
      await type(page, 'Purpose', 'Half a sentence')
      const questions: string[] = []
      page.once('dialog', async (question) => {
        questions.push(question.message())
        await question.dismiss()
      })
      await page.locator('#side a[href="/console/creators"]').click()
      expect(questions[0]).toMatch(/^Your changes are not saved/)
      expect(page.url()).toMatch(/\/edit$/)

      page.once('dialog', async (question) => {
        questions.push(question.type())
        await question.dismiss()
      })
      await page.close({ runBeforeUnload: true })
      await expect.poll(() => questions[1]).toBe('beforeunload')

      page.once('dialog', async (question) => await question.accept())
      await page.locator('#side a[href="/console/creators"]').click()
      await page.waitForURL('**/console/creators')
      await page.goto(`/console/lists/${id}/edit`)
      expect(await page.getByLabel('Purpose').inputValue()).toBe('Half a sentence')
    },
  )
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Faults that axe finds on the page as it is now. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
  )
}

for (const { name, test } of BROWSERS)
  test(
    `two tabs that save the same form do not overwrite each other; a pause is undone (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Tabs ${name}`)
      const { token } = await aUser(db, `tabs_${name}`, 'admin')
      const page = await aVisitor({ served, browser, token })
      const other = await page.context().newPage()
      await page.goto(`/console/lists/${id}/edit`)
      await other.goto(`/console/lists/${id}/edit`)
      await other.getByLabel('Purpose').fill('From the other tab')
      await type(page, 'Purpose', 'From this tab')
      await other.getByRole('button', { name: 'Save' }).click()
      await other.waitForURL(`**/console/lists/${id}`)
      expect(await described(db, id)).toBe('From the other tab')
      expect((await stored(page)).join()).toContain('From this tab')

      // What was typed after a reload still goes against the version that it was typed into.
      await page.reload()
      await page.getByText(BACK).waitFor()
      expect(await faults(page)).toEqual([])
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('You changed this in another tab while you were editing').waitFor()
      await page.getByText(/You saved it there at \d\d:\d\d/).waitFor()
      expect(await described(db, id)).toBe('From the other tab')
      expect(await faults(page)).toEqual([])
      await page.getByRole('radio', { name: /^Yours: From this tab/ }).check()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(`**/console/lists/${id}`)
      expect(await described(db, id)).toBe('From this tab')
      expect(await stored(page)).toEqual([])

      await page.goto('/console/discovery/hashtags/new')
      await page.getByLabel('Hashtag').fill(`undo${name}`)
      await page.locator('main button.main').click()
      await page.waitForURL('**/console/discovery')
      await page.getByRole('button', { name: `Pause #undo${name}` }).click()
      const undo = page.locator('#toasts').getByRole('button', { name: 'Undo' })
      await undo.waitFor()
      expect(await faults(page)).toEqual([])
      await undo.click()
      await page.getByRole('button', { name: `Pause #undo${name}` }).waitFor()
    },
  )

for (const { name, test } of BROWSERS)
  test(
    `an editor and a colleague write in one post; a removal from a list is undone (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      await fillWinter(db)
      const { token } = await aUser(db, `editor_${name}`, 'admin')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      const captionOf = async () =>
        (await db.selectFrom('posts').select('caption').where('id', '=', EDITED).executeTakeFirst())
          ?.caption
      const write = async (text: string) => {
        await page.locator('#caption').fill('')
        await page.locator('#caption').pressSequentially(text)
        await page.keyboard.press('Tab')
      }
      const made = async () => await page.locator('#post input[name=made]').inputValue()
      await page.goto(`/console/posts/${EDITED}`)
      for (const text of ['A first thought', 'A second thought']) {
        const before = await made()
        await write(text)
        await expect.poll(captionOf).toBe(text)
        await expect.poll(made).not.toBe(before)
      }
      await sql`update posts set caption = 'By a colleague' where id = ${EDITED}`.execute(db)
      // The log knows only what went through gramd.
      await sql`delete from audit_log`.execute(db)
      await write('A third thought')
      await page.getByText('A colleague changed this while you were editing').waitFor()
      expect(await captionOf()).toBe('By a colleague')
      expect(await faults(page)).toEqual([])
      await page.getByRole('radio', { name: /^Yours: A third thought/ }).check()
      await page.locator('.conflict + p button').click()
      await expect.poll(captionOf).toBe('A third thought')

      const list = await aList(db, `Undone ${name}`)
      const { rows } = await sql<{ id: string }>`
        with made as (insert into persons default values returning id)
        insert into blogs (person_id, username, source, scrape_status)
        select id, ${`undone.${name.toLowerCase()}`}, 'manual', 'active' from made returning id`.execute(
        db,
      )
      const blog = rows[0]?.id ?? ''
      await sql`
        insert into list_members (list_id, blog_id, status, price, currency, note)
        values (${list}::uuid, ${blog}::uuid, 'agreed', 1500, 'KZT', 'Asked twice')`.execute(db)
      const members = async () =>
        await db.selectFrom('list_members').selectAll().where('list_id', '=', list).execute()
      const before = await members()
      await page.goto(`/console/lists/${list}`)
      await page.locator(`#member-${blog} .tick input`).check()
      await page.locator('button[value=take]').click()
      const undo = page.locator('#toasts').getByRole('button', { name: 'Undo' })
      await undo.waitFor()
      expect(await members()).toEqual([])
      await undo.click()
      await page.locator(`#member-${blog}`).waitFor()
      expect(await members()).toEqual(before)
    },
  )

for (const { name, test } of BROWSERS)
  test(
    `a colleague's change is named, and the open choice is there again after a reload (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      const id = await aList(db, `Chosen ${name}`)
      const { token } = await aUser(db, `chooses_${name}`, 'member')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      const colleague = await aUser(db, `colleague_${name}`, 'member')
      const other = await aVisitor({ served, browser, token: colleague.token })
      const theirs = async (text: string) => {
        await other.goto(`/console/lists/${id}/edit`)
        await other.getByLabel('Purpose').fill(text)
        await other.getByRole('button', { name: 'Save' }).click()
        await other.waitForURL(`**/console/lists/${id}`)
      }
      const save = async () => await page.getByRole('button', { name: 'Save' }).click()
      const question = page.getByText('A colleague changed this while you were editing')
      const isMine = page.getByRole('radio', { name: /^Yours: My words/ })
      const isTheirs = page.getByRole('radio', { name: /^Theirs: Their words/ })

      await page.goto(`/console/lists/${id}/edit`)
      await type(page, 'Purpose', 'My words')
      await theirs('Their words')
      await save()
      await question.waitFor()
      await page.getByText(new RegExp(`colleague_${name} changed this at \\d\\d:\\d\\d`)).waitFor()
      await page.goto(`/console/lists/${id}/edit`)
      await question.waitFor()
      await page.getByText(BACK).waitFor()
      expect([await isMine.isChecked(), await isTheirs.isChecked()]).toEqual([true, false])
      expect(await page.getByLabel('Purpose').inputValue()).toBe('My words')
      expect(await described(db, id)).toBe('Their words')
      expect(await faults(page)).toEqual([])

      // A choice is remembered; a later change of the colleague asks once more.
      await isTheirs.check()
      await expect.poll(async () => (await stored(page)).join()).toContain('choose.description')
      await page.goto(`/console/lists/${id}/edit`)
      await question.waitFor()
      expect(await isTheirs.isChecked()).toBe(true)
      await isMine.check()
      await theirs('Their words, later')
      await save()
      await page.getByRole('radio', { name: 'Theirs: Their words, later' }).waitFor()
      expect(await described(db, id)).toBe('Their words, later')
      await page.goto(`/console/lists/${id}/edit`)
      await page.getByRole('button', { name: 'Discard' }).click()
      expect(await question.count()).toBe(0)
      expect(await page.getByLabel('Purpose').inputValue()).toBe('Their words, later')
      await page.goto(`/console/lists/${id}/edit`)
      expect(await question.count()).toBe(0)

      await type(page, 'Purpose', 'My words')
      await theirs('Their words')
      await save()
      await question.waitFor()
      await page.goto(`/console/lists/${id}/edit`)
      await isTheirs.check()
      await save()
      await page.waitForURL(`**/console/lists/${id}`)
      expect(await described(db, id)).toBe('Their words')
      expect(await stored(page)).toEqual([])
    },
  )

/** The status of the newest change of a user in the audit log; null while it is under way. */
const statusOf = async (db: Db, name: string) =>
  (
    await db
      .selectFrom('audit_log')
      .select('status')
      .where('name', '=', name)
      .orderBy('id', 'desc')
      .executeTakeFirst()
  )?.status

for (const { name, test } of BROWSERS)
  test(
    `a caption over a colleague's is a choice, also after a reload of the editor (${name})`,
    { timeout: WALK_MS },
    async ({ db, served, browser }) => {
      await fillWinter(db)
      const { token } = await aUser(db, `captions_${name}`, 'editor')
      const page = await aVisitor({ served, browser, token })
      page.context().setDefaultTimeout(8_000)
      const colleague = await aUser(db, `writer_${name}`, 'editor')
      const other = await aVisitor({ served, browser, token: colleague.token })
      const captionOf = async () => {
        const { rows } = await sql<{ text: string }>`
          select text from post_captions where post_id = ${EDITED} and language = 'ru'`.execute(db)
        return rows[0]?.text
      }
      const path = `/console/posts/${EDITED}/captions`
      const save = async (tab: Page) =>
        await tab.getByRole('button', { name: 'Save captions' }).click()
      await page.goto(path)
      await other.goto(path)
      // Typed before the colleague saves: a page where nothing is typed shows the colleague's text.
      await page.locator('#text-ru').fill('Мой текст')
      await other.locator('#text-ru').fill('Текст коллеги')
      await save(other)
      await expect.poll(captionOf).toBe('Текст коллеги')
      // The log names a change when it knows how the change ended: a moment after the caption is stored.
      await expect.poll(async () => await statusOf(db, `writer_${name}`)).not.toBeNull()
      await save(page)
      const question = page.getByText(new RegExp(`writer_${name} changed this at`))
      await question.waitFor()
      expect(await captionOf()).toBe('Текст коллеги')
      await page.goto(path)
      await question.waitFor()
      expect(await page.locator('#text-ru').inputValue()).toBe('Мой текст')
      await page.getByRole('radio', { name: /^Yours: Мой текст/ }).check()
      await save(page)
      await expect.poll(captionOf).toBe('Мой текст')
    },
  )

/** Names of fields that may hold a secret, whatever form they are in. */
const SECRETS = /passw|secret|token|totp|seed|session|cookie|^code$|^text$|webhook/

/** Writes into every field of every form of a page, as a person does. */
const FILL = `(() => {
  const fields = [...document.querySelectorAll('form[method=post] :is(input, textarea)')]
  for (const field of fields) {
    if (['checkbox', 'radio', 'hidden', 'file', 'submit', 'date', 'time', 'datetime-local', 'number'].includes(field.type)) continue
    field.value = 'mark of ' + field.name + (field.type === 'password' ? ' password' : '')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  dispatchEvent(new Event('pagehide'))
  const all = Object.entries(localStorage)
  localStorage.clear()
  const links = [...document.querySelectorAll('#main :is(a[data-dialog], a[href$="/edit"], a[href*="/new"], a[href$="/add"])')]
  return { all, links: links.map(({ pathname }) => pathname) }
})()`

type Filled = { all: [string, string][]; links: string[] }

const shapeOf = (path: string) => path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, ':id')

BROWSERS[0].test(
  'no password, token, code or session is ever stored in the browser',
  { timeout: 600_000 },
  async ({ db, served, browser }) => {
    await fillConsole(db)
    const { token } = await aUser(db, 'secretive', 'admin')
    const page = await aVisitor({ served, browser, token })
    const left = [
      '/users',
      '/tokens',
      '/profile',
      '/confirm',
      '/accounts/add-many',
      '/proxies/add',
      ...filledPaths,
    ]
    const seen = new Set(left.map(shapeOf))
    const names = new Set<string>()
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(`/console${path}`)
      const found = await page.evaluate<Filled>(FILL)
      for (const [key, value] of found.all) {
        const { fields } = JSON.parse(value) as { fields: Record<string, string[]> }
        expect(value, `${path} ${key}`).not.toContain(' password')
        for (const name of Object.keys(fields)) names.add(name)
      }
      for (const link of found.links.map((each) => each.replace('/console', ''))) {
        if (seen.has(shapeOf(link))) continue
        seen.add(shapeOf(link))
        left.push(link)
      }
    }
    expect([...names].filter((name) => SECRETS.test(name))).toEqual([])
    expect(names.size).toBeGreaterThan(30)
  },
)
