import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { EXECUTION_FAILED, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

/** Of `publisher_3`, of which the lines of the log are. */
const ACCOUNT = '0198c1a5-0000-7000-8000-00000000f305'
const PATH = '/publication-log'

async function fill(db: Db) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
}

/** How many lines a page has. */
const linesIn = (source: string): number => source.match(/<tr id="line-/g)?.length ?? 0

test('the log is filtered by account, action and outcome, and says when nothing fits', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'auditor', 'editor')
  const { open } = aReader({ served, token })
  expect(linesIn((await open(PATH)).source)).toBe(6)
  expect(linesIn((await open(`${PATH}?account=${ACCOUNT}`)).source)).toBe(6)
  const committed = await open(`${PATH}?account=${ACCOUNT}&action=commit&status=not_published`)
  expect(linesIn(committed.source)).toBe(1)
  expect(committed.text).toMatch(/@publisher_3 .* Publish Not published/)
  // What is filtered by stays in the form.
  expect(committed.source).toMatch(new RegExp(`<option value="${ACCOUNT}" selected`))
  expect(committed.source).toMatch(/<option value="commit" selected/)
  expect(committed.source).toMatch(/name="status"[^>]*value="not_published"/)
  expect(linesIn((await open(`${PATH}?execution=${EXECUTION_FAILED}`)).source)).toBe(5)
  const none = await open(`${PATH}?status=nothing`)
  expect(linesIn(none.source)).toBe(0)
  expect(none.text).toContain('Nothing matches the filter.')
  const russian = await aReader({ served, token, language: 'ru' }).open(`${PATH}?action=login`)
  expect(russian.text).toMatch(/@publisher_3 .* Вход Пока не удалось.* 14 с /)
  expect(russian.text).not.toMatch(/\d s\b/)
})

test('a line shows what was sent for it, and what was refused', async ({ db, served }) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'looking', 'editor')).token })
  const { text } = await open(`${PATH}?action=login`)
  expect(text).toContain(
    'POST i.instagram.com/api/v1/launcher/sync/ 200 · 0.34 s · 0.1 kB received',
  )
  expect(text).toContain(
    'POST i.instagram.com/api/v1/accounts/login/ 400 · 0.34 s · 120 kB sent · 0.1 kB received {"message":"challenge_required","status":"fail"}',
  )
})

test('looks at proxies are shown to those who see proxies', async ({ db, served }) => {
  await fill(db)
  const editor = aReader({ served, token: (await aUser(db, 'no-proxies', 'editor')).token })
  const admin = aReader({ served, token: (await aUser(db, 'all-proxies', 'admin')).token })
  // They are most lines, so that the log leaves them out unless somebody asks for them.
  expect((await admin.open(PATH)).text).not.toContain('spare.publishing.example')
  for (const path of [`${PATH}?proxy_checks=true`, `${PATH}?action=check_proxy`]) {
    const shown = await editor.open(path)
    expect(shown.source).not.toMatch(/publishing\.example|value="check_proxy"/)
    expect((await admin.open(path)).text).toMatch(
      /spare\.publishing\.example .*Check the proxy No connection/,
    )
  }
})

test('the log goes on behind a page of it, with its filter', async ({ db, served }) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'turning', 'editor')).token })
  await sql`
    insert into publication_log (publishing_account_id, username, route, action, status, duration_ms)
    select ${ACCOUNT}, 'publisher_3', 'private', 'look_up', 'unseen', n from generate_series(1, 120) n`.execute(
    db,
  )
  const first = await open(`${PATH}?action=look_up&account=${ACCOUNT}`)
  const seen = new Set<string>()
  let page = first
  let pages = 0
  for (;;) {
    pages += 1
    for (const [line] of page.source.matchAll(/<tr id="line-[0-9a-f-]+/g)) seen.add(line)
    const next = /href="\/console(\/publication-log\?[^"]*cursor=[^"]*)"[^>]*rel="next"/.exec(
      page.source,
    )
    if (!next?.[1]) break
    page = await open(next[1].replaceAll('&amp;', '&'))
    expect(page.status).toBe(200)
    expect(page.source).toMatch(/<option value="look_up" selected/)
  }
  expect(pages).toBeGreaterThan(1)
  // One is of the filling.
  expect(seen.size).toBe(121)
})
