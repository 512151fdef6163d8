import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { expect, onTestFinished } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { tagsIn } from '../../src/features/publishing/pages/posts/editor/file-details.ts'
import { DRAFT, GROUP, publishing, REVIEW, SCHEDULED } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, serveConsole, test } from './kit.ts'

async function fill(db: Db) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
}

const FIELDS = { caption: 'Sale', language: 'en', group: GROUP }

async function postOf(db: Db, id: string) {
  const { rows } = await sql<Record<string, unknown>>`
    select collaborators, location, shares_to_feed, cover_at_ms, cover_upload_id from posts where id = ${id}::uuid`.execute(
    db,
  )
  return rows[0]
}

test('co-authors and a place are written as people write them, and what is wrong stands at its field', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'extras', 'editor')).token })
  const saved = await send(`/posts/${DRAFT}`, {
    ...FIELDS,
    act: 'save',
    collaborators: '@Anna, boris\nanna',
    place: 'https://www.instagram.com/explore/locations/213385402/almaty/',
    place_name: 'Almaty',
  })
  expect(saved.flash).toBe('Saved.')
  expect(await postOf(db, DRAFT)).toMatchObject({
    collaborators: ['anna', 'boris'],
    location: { platform_id: '213385402', name: 'Almaty' },
    shares_to_feed: true,
  })
  expect((await open(`/posts/${DRAFT}`)).source).toContain('value="anna boris"')

  const wrong = await send(`/posts/${DRAFT}`, { ...FIELDS, collaborators: 'a!', place: 'Almaty' })
  expect(wrong.status).toBe(422)
  expect(wrong.source).toMatch(/class="fault" id="collaborators-note"/)
  expect(wrong.source).toMatch(/class="fault" id="place-note"/)
  expect(wrong.source).toContain('value="a!"')
  await send(`/posts/${DRAFT}`, FIELDS)
  expect(await postOf(db, DRAFT)).toMatchObject({ collaborators: [], location: null })

  // Of a reel alone: whether it stands in the grid, too.
  expect((await open(`/posts/${DRAFT}`)).source).not.toContain('name="shares_to_feed"')
  await send(`/posts/${SCHEDULED}`, FIELDS)
  expect(await postOf(db, SCHEDULED)).toMatchObject({ shares_to_feed: false })
  expect((await open(`/posts/${SCHEDULED}`)).text).toContain('only under Reels')
})

test('a file says what is in it to who cannot see it, and who is in it', async ({ db, served }) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'details', 'editor')).token })
  const path = `/posts/${REVIEW}/files`
  const saved = await send(`${path}/0/details`, {
    'alt-0': 'A cup on a table',
    'tags-0': '@Friend 30 75\nother',
  })
  expect(saved.flash).toBe('Saved.')
  const { rows } = await sql`
    select alt_text, user_tags from post_media where post_id = ${REVIEW}::uuid order by position`.execute(
    db,
  )
  expect(rows).toEqual([
    {
      alt_text: 'A cup on a table',
      user_tags: [
        { username: 'friend', x: 0.3, y: 0.75 },
        { username: 'other', x: 0.5, y: 0.5 },
      ],
    },
    { alt_text: null, user_tags: [] },
  ])
  expect((await open(`/posts/${REVIEW}`)).text).toContain('with text · 2 people')
  const wrong = await send(`${path}/0/details`, { 'alt-0': 'x', 'tags-0': 'friend 300 1' })
  expect([wrong.status, wrong.source]).toEqual([
    422,
    expect.stringMatching(/class="fault" id="tags-0-note"/),
  ])
  expect((await send(`${path}/9/details`, { 'alt-9': 'x' })).status).toBe(303)
})

test.for([
  ['@a 1 2', [{ username: 'a', x: 0.01, y: 0.02 }]],
  ['a.b_c, 10%, 20%\n\n', [{ username: 'a.b_c', x: 0.1, y: 0.2 }]],
  ['', []],
  ['a 1', undefined],
  ['a b c', undefined],
  ['a 101 2', undefined],
  [Array.from({ length: 21 }, (_, n) => `a${n}`).join('\n'), undefined],
] as const)('people in a picture: %j', ([text, tags]) => {
  expect(tagsIn(text)).toEqual(tags)
})

test('a reel gets a frame or a picture as its cover, within its length', async ({ db }) => {
  await fill(db)
  const folder = await mkdtemp(join(tmpdir(), 'gramd-cover-'))
  const served = await serveConsole(db, { settings: () => ({ GRAMD_UPLOADS_DIR: folder }) })
  onTestFinished(async () => {
    await served.close()
    await rm(folder, { recursive: true, force: true })
  })
  const { token } = await aUser(db, 'covering', 'editor')
  const { open, send } = aReader({ served, token })
  const path = `/posts/${SCHEDULED}`
  expect((await open(path)).text).toContain('Instagram chooses a frame.')
  expect((await open(`/posts/${DRAFT}`)).text).not.toContain('As a reel: cover and cut')
  expect((await open(`${path}/files`)).address).toBe(`/console${path}#files`)

  expect((await send(`${path}/cover`, { cover_at: '2,5', act: 'at' })).flash).toBe(
    'The cover is saved.',
  )
  expect(await postOf(db, SCHEDULED)).toMatchObject({ cover_at_ms: 2_500 })
  expect((await open(path)).text).toContain('Frame at 2.5 s.')
  for (const cover_at of ['20.5', '-1', 'soon']) {
    const beyond = await send(`${path}/cover`, { cover_at, act: 'at' })
    expect([beyond.status, beyond.text]).toEqual([
      422,
      expect.stringContaining('The video is 20 seconds long.'),
    ])
  }
  const create = { width: 720, height: 1280, channels: 3, background: 'teal' } as const
  const upload = async (bytes: Uint8Array) => {
    const form = new FormData()
    form.set('file', new File([new Uint8Array(bytes)], 'cover.png'))
    return await fetch(`${served.url}/console${path}/cover-file`, {
      method: 'POST',
      headers: { cookie: `gramd=${token}`, origin: served.url },
      body: form,
      redirect: 'manual',
    })
  }
  const refused = await upload(Buffer.from('%PDF-1.7 nothing'))
  expect([refused.status, await refused.text()]).toEqual([
    422,
    expect.stringMatching(/class="fault" id="cover_file-note"/),
  ])
  expect((await upload(await sharp({ create }).png().toBuffer())).status).toBe(303)
  expect(await postOf(db, SCHEDULED)).toMatchObject({
    cover_at_ms: null,
    cover_upload_id: expect.any(String),
  })
  await send(`${path}/cover`, { act: 'clear' })
  expect(await postOf(db, SCHEDULED)).toMatchObject({ cover_at_ms: null, cover_upload_id: null })
})

test('instead of equal posts, one account publishes and invites the others', async ({
  db,
  served,
}) => {
  await fill(db)
  await sql`update publishing_accounts set language = 'en'`.execute(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'collab', 'editor')).token })
  const plan = await open(`/posts/${DRAFT}/plan`)
  expect(plan.text).toMatch(
    /The same files go to several accounts.*Publish it once, with co-authors/,
  )
  const mains = [...plan.source.matchAll(/<option value="([^"]+)"[^>]*>\s*@(\S+)/g)]
  expect(mains.length).toBeGreaterThan(1)
  const [, main = '', name = ''] = mains[0] ?? []
  const invited = await send(`/posts/${DRAFT}/collab`, { main })
  expect(invited.flash).toMatch(new RegExp(`^@${name} publishes and invites @`))
  const after = await open(`/posts/${DRAFT}/plan`)
  expect(after.text).toContain('Publish on 1 account')
  expect(after.text).not.toContain('The same files go to several accounts')
  expect((await postOf(db, DRAFT))?.['collaborators']).toHaveLength(mains.length - 1)
})

test('the language that gramd reads is said until the author has chosen one', async ({
  db,
  served,
}) => {
  await fill(db)
  const { send } = aReader({ served, token: (await aUser(db, 'linguist', 'editor')).token })
  const RUSSIAN = 'Осенняя распродажа началась сегодня, приходите за новыми платьями и сумками'
  const guessed = async (caption: string, language: string) =>
    (await send(`/posts/${DRAFT}/guess`, { caption, first_comment: '', language })).text

  expect(await guessed(RUSSIAN, '')).toBe('Russian, guessed')
  expect(await guessed('Sale', '')).toBe('Which language is this?')
  expect(await guessed('☕️ #sale', '')).toBe('No words: it suits every language')
  expect(await guessed('', '')).toBe('gramd reads the language as you write')
  expect(await guessed('Sale', 'en')).toBe('English, chosen')
  expect(await guessed(RUSSIAN, 'ru')).toBe('Russian, chosen')
  // Chosen, and probably by mistake.
  expect(await guessed(RUSSIAN, 'en')).toBe('English, chosen; it reads like Russian')
})
