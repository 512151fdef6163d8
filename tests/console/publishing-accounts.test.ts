import { sql } from 'kysely'
import { expect } from 'vitest'
import { EMPTY_GROUP, GROUP, publishing } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

test('an editor sees accounts by state, and nothing of how they are reached', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  const { token } = await aUser(db, 'board-editor', 'editor')
  const { open } = aReader({ served, token })
  const board = await open('/publishing-accounts')
  expect(board.text).toMatch(/Suspended @publisher_2/)
  expect(board.text).toMatch(/Needs a login @publisher_3/)
  expect(board.text).toMatch(/@publisher_5 Resting until .* 0 posts of 10 within 24 hours/)
  for (const secret of [
    'proxy.publishing.example',
    'failed attempt',
    'last login',
    '/console/accounts/',
  ])
    expect(board.source).not.toContain(secret)
  expect((await open('/publishing-accounts?state=banned')).text).not.toContain('@publisher_1')
  expect((await open(`/publishing-accounts?group=${GROUP}&text=publisher_1`)).text).toContain(
    '@publisher_1',
  )
  expect((await open(`/publishing-accounts?group=${EMPTY_GROUP}`)).text).toContain(
    'No account matches',
  )
  // A warm-up has limits of its own: the first of them is 2.
  await sql`update publishing_accounts set warmup_stage = 0`.execute(db)
  expect((await open('/publishing-accounts')).text).toMatch(
    /0 posts of 2 within 24 hours · warming up, stage 0 of 3/,
  )
  await sql`update publishing_accounts set warmup_stage = 3`.execute(db)
  const russian = await aReader({ served, token, language: 'ru' }).open('/publishing-accounts')
  expect(russian.text).toMatch(/Заблокирован @publisher_2/)

  const admin = aReader({ served, token: (await aUser(db, 'board-admin', 'admin')).token })
  const full = await admin.open('/publishing-accounts')
  expect(full.text).toContain('0 failed attempts')
  expect(full.source).toContain('href="/console/accounts/')
  const viewer = aReader({ served, token: (await aUser(db, 'board-viewer', 'viewer')).token })
  expect((await viewer.open('/publishing-accounts')).status).toBe(403)
})

test('of many accounts the board shows the first of each state, and a state all, page by page', async ({
  db,
  served,
}) => {
  await sql`
    insert into instagram_accounts (username, state, purpose, device_seed, secrets)
    select 'many_' || n, 'needs_login', 'publish', 'many' || n, 'x' from generate_series(1, 250) n`.execute(
    db,
  )
  await sql`
    insert into publishing_accounts (account_id)
    select id from instagram_accounts where username like 'many_%'`.execute(db)
  const { open } = aReader({ served, token: (await aUser(db, 'crowded', 'editor')).token })
  const board = await open('/publishing-accounts')
  expect(board.source.match(/@many_\d+|@publisher_3/g)).toHaveLength(12)
  expect(board.text).toContain('Show all')
  const seen = new Set<string>()
  let next: string | undefined = '/publishing-accounts?state=login_required'
  while (next !== undefined) {
    const { source } = await open(next)
    for (const [name] of source.matchAll(/@many_\d+/g)) seen.add(name)
    next = /href="\/console([^"]*cursor[^"]*)"[^>]*rel="next"/
      .exec(source)?.[1]
      ?.replaceAll('&amp;', '&')
  }
  expect(seen.size).toBe(250)
})
