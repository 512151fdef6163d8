import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { expect, onTestFinished } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import {
  DRAFT,
  EXECUTION_FAILED,
  EXECUTION_UNKNOWN,
  GROUP,
  LIVE,
  publishing,
  REVIEW,
  SCHEDULED,
} from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, serveConsole, test } from './kit.ts'

async function fill(db: Db, text = 'Summer sale') {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, text)
}

test('an admin makes a group and puts accounts into it; an editor reads it', async ({
  db,
  served,
}) => {
  await fill(db)
  const admin = aReader({ served, token: (await aUser(db, 'groups-admin', 'admin')).token })
  const editor = aReader({ served, token: (await aUser(db, 'groups-editor', 'editor')).token })

  const nameless = await admin.send('/groups', { name: ' ' })
  expect(nameless.status).toBe(422)
  expect(nameless.source).toMatch(/class="fault" id="name-note"/)
  const made = await admin.send('/groups', { name: 'Cafés', description: 'In Almaty' })
  const path = (made.address ?? '').replace('/console', '')
  const choices = await admin.open(`${path}/add`)
  const member = /value="(pool:[^"]+)"/.exec(choices.source)?.[1] ?? ''
  const added = await admin.send(`${path}/add`, { member })
  expect(added.flash).toBe('1 account added.')
  expect((await admin.open(path)).text).toContain('@publisher_1')
  await admin.send(`${path}/remove`, { member })
  expect((await admin.open(path)).text).toContain('No accounts in this group yet')

  const board = await editor.open(`/groups/${GROUP}`)
  expect(board.text).toMatch(/Suspended 1 @publisher_2/)
  expect(board.text).not.toContain('Delete')
  expect(board.text).not.toContain('Add accounts')
  expect((await editor.send(`/groups/${GROUP}/delete`, {})).status).toBe(403)
  expect((await editor.open('/accounts')).status).toBe(403)
})

test('of many accounts those that are not in a group are chosen from page by page', async ({
  db,
  served,
}) => {
  await fill(db)
  await sql`
    insert into instagram_accounts (username, state, purpose, device_seed, secrets)
    select 'many_' || n, 'needs_login', 'publish', 'many' || n, 'x' from generate_series(1, 230) n`.execute(
    db,
  )
  await sql`
    insert into publishing_accounts (account_id)
    select id from instagram_accounts where username like 'many_%'`.execute(db)
  const admin = aReader({ served, token: (await aUser(db, 'groups-many', 'admin')).token })
  const choices: string[] = []
  let path: string | undefined = `/groups/${GROUP}/add`
  while (path !== undefined) {
    const { source } = await admin.open(path)
    for (const [, value = ''] of source.matchAll(/value="(pool:[^"]+)"/g)) choices.push(value)
    path = /href="\/console(\/groups\/[^"]+\/add\?cursor=[^"]+)"/.exec(source)?.[1]
  }
  const { rows } = await sql<{ value: string }>`
    select 'pool:' || p.account_id as value from publishing_accounts p
    where p.account_id is not null and not exists (
      select from group_members m where m.publishing_account_id = p.id and m.group_id = ${GROUP}::uuid)`.execute(
    db,
  )
  expect(rows.length).toBeGreaterThanOrEqual(230)
  expect(choices.toSorted()).toEqual(rows.map(({ value }) => value).toSorted())
})

test('an editor writes a post, sees who gets what and why not, and schedules it in their zone', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'writer', 'editor')
  await sql`update users set time_zone = 'Asia/Tokyo' where login = 'writer'`.execute(db)
  const { open, send } = aReader({ served, token })

  const before = await sql<{ n: number }>`select count(*)::int as n from posts`.execute(db)
  expect((await send('/posts', {})).address).toBe('/console/posts/new')
  expect((await open('/posts/new')).text).toContain('Nothing is saved before the first letter')
  expect((await send('/posts/new', { caption: ' ', group: GROUP, act: 'plan' })).address).toBe(
    '/console/posts/new',
  )
  expect(await sql`select count(*)::int as n from posts`.execute(db)).toMatchObject(before)
  const faulty = await send(`/posts/${DRAFT}`, {
    caption: 'x'.repeat(10_001),
    language: 'en',
    group: GROUP,
  })
  expect(faulty.status).toBe(422)
  expect(faulty.source).toMatch(/class="fault" id="caption-note"/)
  const saved = await send(`/posts/${DRAFT}`, {
    caption: 'Sale #one #two',
    language: 'en',
    group: GROUP,
    act: 'plan',
  })
  expect(saved.address).toBe(`/console/posts/${DRAFT}/plan`)
  expect((await open(`/posts/${DRAFT}`)).text).toMatch(
    /Characters 14 of 2,200 Hashtags 2 of 5 Mentions/,
  )
  const plan = await open(`/posts/${DRAFT}/plan`)
  expect(plan.text).toMatch(/@publisher_2 Suspended by Instagram/)
  expect(plan.text).toContain('Day and time (Tokyo)')
  const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 11)
  const noTime = await send(`/posts/${DRAFT}/schedule`, { at: 'tomorrow' })
  expect([noTime.status, noTime.text]).toEqual([
    422,
    expect.stringContaining('Choose a day and a time'),
  ])
  const noneSent = await send(`/posts/${DRAFT}/publish`, { when: 'at', at: 'tomorrow' })
  expect(noneSent.source).toMatch(/value="at" checked[\s\S]*class="fault" id="at-note"/)
  const scheduled = await send(`/posts/${DRAFT}/publish`, { when: 'at', at: `${soon}09:30` })
  expect(scheduled.status).toBe(303)
  const { rows } = await sql<{ at: string }>`
    select to_char(scheduled_at at time zone 'Asia/Tokyo', 'HH24:MI') as at from posts where id = ${DRAFT}`.execute(
    db,
  )
  expect(rows).toEqual([{ at: '09:30' }])
  expect((await send(`/posts/${SCHEDULED}/cancel`, {})).flash).toContain('Stopped')
  const copy = await send(`/posts/${DRAFT}/duplicate`, {})
  expect((await open((copy.address ?? '').replace('/console', ''))).source).toContain(
    'Sale #one #two',
  )
  expect((await send(`/posts/${DRAFT}/delete`, {})).flash).toBe('The post was deleted.')
})

test('captions stand side by side with their flags, and are corrected and confirmed', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'reader', 'editor')).token })
  const path = `/posts/${REVIEW}/captions`
  const shown = await open(path)
  expect(shown.text).toMatch(/Russian Not confirmed DeepL Hashtags, mentions, links/)
  expect(shown.text).toContain('The caption has changed since')
  const saved = await send(path, { 'text-ru': 'Распродажа', 'confirmed-ru': 'true' })
  expect(saved.flash).toBe('Saved.')
  const { rows } = await sql<{ text: string }>`
    select text from post_captions where post_id = ${REVIEW} and language = 'ru' and confirmed_at is not null`.execute(
    db,
  )
  expect(rows).toEqual([{ text: 'Распродажа' }])
})

test('a live page says what became of each account, and lets a person retry and resolve', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'watcher', 'editor')
  const { open, send } = aReader({ served, token })
  const path = `/posts/${LIVE}`
  const shown = await open(path)
  expect(shown.text).toMatch(
    /1 of 7 accounts has it\. 1 failed, 1 is not certain, 1 is being sent, 2 wait, 1 was stopped, 1 was skipped\. Done by about \d\d:\d\d\./,
  )
  expect(shown.text).toContain(
    'Instagram does not take the format of the picture: save it as JPEG.',
  )
  expect(shown.source).toContain('href="https://www.instagram.com/p/LIVE/"')
  const retried = (source: string) => source.match(/executions\/[^/]+\/retry"/g)
  expect(retried(shown.source)).toHaveLength(3)
  // Whom another try would leave out again is not tried.
  await sql`update executions set error_class = 'media_unfit' where status = 'skipped'`.execute(db)
  expect(retried((await open(path)).source)).toHaveLength(2)
  const russian = await aReader({ served, token, language: 'ru' }).open(path)
  expect(russian.text).toContain('Вышел на 1 из 7 аккаунтов.')

  const elsewhere = await send(`${path}/executions/${EXECUTION_UNKNOWN}/resolve`, {
    is: 'there',
    permalink: 'https://example.com/p/1/',
  })
  expect(elsewhere.status).toBe(422)
  const resolved = await send(`${path}/executions/${EXECUTION_UNKNOWN}/resolve`, {
    is: 'there',
    permalink: 'https://www.instagram.com/p/FOUND/',
  })
  expect(resolved.flash).toBe('Saved as published.')
  expect((await send(`${path}/executions/${EXECUTION_FAILED}/retry`, {})).flash).toBe('Retrying 1.')
  expect((await open(path)).text).toContain('2 of 7 accounts have it.')
})

test('a file is passed on to the API as it comes, refused with its rule, put in order and taken away', async ({
  db,
}) => {
  await fill(db)
  const folder = await mkdtemp(join(tmpdir(), 'gramd-console-'))
  const served = await serveConsole(db, { settings: () => ({ GRAMD_UPLOADS_DIR: folder }) })
  onTestFinished(async () => {
    await served.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { token } = await aUser(db, 'uploader', 'editor')
  const { open, send } = aReader({ served, token })
  let path = '/posts/new/files'
  const upload = async (name: string, bytes: Uint8Array) => {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(bytes)], name))
    const answer = await fetch(`${served.url}/console${path}`, {
      method: 'POST',
      headers: { cookie: `gramd=${token}`, origin: served.url },
      body: form,
      redirect: 'manual',
    })
    const made = /posts\/[0-9a-f-]{36}/.exec(answer.headers.get('location') ?? '')
    if (made) path = `/${made[0]}/files`
    return { status: answer.status, source: await answer.text() }
  }
  const create = { width: 900, height: 900, channels: 3, background: 'teal' } as const
  const picture = await sharp({ create }).png().toBuffer()

  const refused = await upload('notes.pdf', Buffer.from('%PDF-1.7 nothing'))
  expect(refused.status).toBe(422)
  expect(refused.source).toMatch(
    /class="fault" id="file-note"[^]*gramd does not take files of this kind/,
  )
  expect((await upload('first.png', picture)).status).toBe(303)
  expect((await upload('<b>.png', picture)).status).toBe(303)
  const files = await open(path.replace('/files', ''))
  expect(files.text).toMatch(/first\.png 900 × 900 .*converted to JPEG.*<b>\.png/)
  const preview = /src="\/console(\/posts\/files\/[^"]+)"/.exec(files.source)?.[1] ?? ''
  expect((await open(preview)).status).toBe(200)
  await send(`${path}/0`, { act: 'later' })
  expect((await open(path.replace('/files', ''))).text).toMatch(/<b>\.png.*first\.png/)
  await send(`${path}/0`, { act: 'remove' })
  expect((await open(path.replace('/files', ''))).text).not.toContain('<b>')
})
