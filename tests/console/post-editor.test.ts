import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { changeBetween } from '../../src/features/publishing/pages/posts/editor/older.ts'
import { ADDED, EDITED, fillWinter } from './fill/post-editor.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { publishing } from './fill/publishing.ts'
import { aReader, aUser, serveConsole, test, type Served } from './kit.ts'

const PATH = `/posts/${EDITED}`

async function anEditor(db: Db, served: Served, name: string) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
  await fillWinter(db)
  return aReader({ served, token: (await aUser(db, name, 'editor')).token })
}

/** A console with a service that translates, so that a missing language is no reason to skip. */
async function translating(db: Db, name: string) {
  const served = await serveConsole(db, { settings: () => ({ DEEPL_API_KEY: '0000-0000:fx' }) })
  return { served, editor: await anEditor(db, served, name) }
}

const formOf = (source: string, id = 'post'): URLSearchParams => {
  const form = source.slice(source.indexOf(`id="${id}"`), source.indexOf('class="more-acts"'))
  const fields = new URLSearchParams()
  for (const [tag, name = ''] of form.matchAll(/<input[^>]*?name="([^"]+)"[^>]*>/g)) {
    const value = /value="([^"]*)"/.exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? ''
    if (!tag.includes('type="checkbox"') || tag.includes('checked')) fields.append(name, value)
  }
  for (const [, name = '', text = ''] of form.matchAll(
    /<textarea[^>]*?name="([^"]+)"[^>]*>\n?([^<]*)<\/textarea/g,
  ))
    fields.append(name, text)
  return fields
}

test('each language says in which state it is, and who is behind it', async ({ db }) => {
  const { served, editor } = await translating(db, 'states')
  const { text, source } = await editor.open(PATH)
  expect(text).toMatch(/Russian Corrected by Dana/)
  expect(text).toMatch(/Turkish Translated by DeepL/)
  expect(text).toMatch(/Kazakh Older than the caption/)
  expect(text).toMatch(/Uzbek Missing gramd translates it before it publishes/)
  expect(text).toContain('English, guessed')
  expect(source).toMatch(new RegExp(`<ins[^>]*>${ADDED}</ins>`))
  expect(text).not.toContain('Still says')
  expect(text).toContain('Carousel · 8 accounts · 5 languages')
  const { rows } = await sql`
    select from audit_log where action = 'guessCaptionLanguage'`.execute(db)
  expect(rows, 'changes that are none').toEqual([])
  await served.close()
})

test('each account says what it gets, and who chose that it is the caption as it is', async ({
  db,
}) => {
  const { served, editor } = await translating(db, 'getters')
  const { text } = await editor.open(PATH)
  for (const each of [
    '@aspan.coffee Russian',
    '@aspan.almaty Kazakh, older',
    '@aspan.intl English',
    '@aspan.tashkent Uzbek, missing',
    '@aspan.astana Needs a login',
    '@tandyr.nan English, as it is',
  ])
    expect(text).toContain(each)
  expect(text).toContain('@tandyr.nan writes in Kazakh. Dana chose “as it is”')

  const form = formOf((await editor.open(PATH)).source)
  await editor.send(PATH, [...form, ['as-is', 'uz']])
  expect((await editor.open(PATH)).text).toContain('Uzbek As it is, chosen by getters')
  await editor.send(PATH, [...form, ['not-as-is', 'uz']])
  expect((await editor.open(PATH)).text).toContain('Uzbek Missing')
  await served.close()
})

test('a translation that is changed is a person’s, and an untouched one stays a machine’s', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'corrector')
  const form = formOf((await open(PATH)).source)
  form.set('text-tr', 'Kış menüde.')
  await send(PATH, [...form])
  const { rows } = await sql`
    select c.language, c.service, u.name from post_captions c left join users u on u.id = c.written_by
    where c.post_id = ${EDITED} order by 1`.execute(db)
  expect(rows).toEqual([
    { language: 'kk', service: 'deepl', name: null },
    { language: 'ru', service: 'person', name: 'Dana' },
    { language: 'tr', service: 'person', name: 'corrector' },
  ])
  expect((await open(PATH)).text).toContain('Corrected by corrector')
})

test('the preview follows the account, and folds before 125 characters at a word', async ({
  db,
  served,
}) => {
  const { open } = await anEditor(db, served, 'previewer')
  const idOf = async (username: string) => {
    const { rows } = await sql<{ id: string }>`
      select p.id from publishing_accounts p join instagram_accounts a on a.id = p.account_id
      where a.username = ${username}`.execute(db)
    return rows[0]?.id ?? ''
  }
  const turkish = await open(`${PATH}?as=${await idOf('aspan.istanbul')}`)
  const shown = /<figure class="instagram"[^]*?<\/figure>/.exec(turkish.source)?.[0] ?? ''
  expect(shown).toContain('aspan.istanbul')
  const folded = /<span >([^<]*)<\/span>/.exec(shown)?.[1] ?? ''
  expect(folded).toMatch(/^Kış menüde: .*\S$/)
  expect(Array.from(folded).length).toBeLessThanOrEqual(125)
  // The text of the post itself is mirrored while it is typed, a translation is not.
  expect(shown).not.toContain('data-mirrors')
  const english = await open(`${PATH}?as=${await idOf('aspan.intl')}`)
  expect(english.source).toMatch(/data-mirrors="caption" data-fold/)
})

test('a counter beyond its limit says the rule', async ({ db, served }) => {
  const { open, send } = await anEditor(db, served, 'counter')
  await send(PATH, { caption: '#a #b #c #d #e #f' })
  const { text, source } = await open(PATH)
  expect(text).toMatch(/Hashtags 6 of 5 ?: remove 1/)
  expect(source).toMatch(/data-counts="hashtags"[^>]*data-over="true"/)
})

test('files are moved and taken away without losing what stands in a field', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'sorter')
  const order = async () => {
    const { rows } = await sql<{ kind: string }>`
      select u.kind from post_media m join uploads u on u.id = m.upload_id
      where m.post_id = ${EDITED} order by position`.execute(db)
    return rows.map(({ kind }) => kind)
  }
  expect(await order()).toEqual(['picture', 'video'])
  await send(PATH, { caption: 'Typed', file: '0 later' })
  expect(await order()).toEqual(['video', 'picture'])
  expect((await open(PATH)).text).toContain('Typed')
  await send(`${PATH}/files/1`, { act: 'to 0' })
  expect(await order()).toEqual(['picture', 'video'])
  await send(PATH, { caption: 'Typed', file: '1 remove' })
  expect(await order()).toEqual(['picture'])
})

test('an account is taken out of a group that was chosen, and the group is chosen again', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'chooser')
  const chosen = async () => {
    const { rows } = await sql`
      select count(group_id)::int as groups, count(publishing_account_id)::int as accounts from post_targets
      where post_id = ${EDITED}`.execute(db)
    return rows[0]
  }
  expect(await chosen()).toEqual({ groups: 2, accounts: 0 })
  const form = formOf((await open(PATH)).source)
  expect(form.getAll('account')).toHaveLength(8)
  // Without a script, the box of the group stays as it was.
  const [first = ''] = form.getAll('account')
  form.delete('account', first)
  await send(PATH, [...form])
  expect(await chosen()).toEqual({ groups: 1, accounts: expect.any(Number) })
  const again = formOf((await open(PATH)).source)
  for (const group of form.getAll('group'))
    if (!again.getAll('group').includes(group)) again.append('group', group)
  await send(PATH, [...again])
  expect(await chosen()).toEqual({ groups: 2, accounts: 0 })
  // A group whose box was cleared takes its accounts along.
  const cleared = formOf((await open(PATH)).source)
  cleared.delete('group')
  await send(PATH, [...cleared])
  expect(await chosen()).toEqual({ groups: 0, accounts: 0 })
})

test.for([
  ['One. Two.', 'One. Two. Three! #a', ['Three!', '#a'], []],
  ['One. Two.', 'One. Changed.', ['Changed.'], ['Two.']],
  ['Same ☕️ #a #b', 'Same ☕️ #b #a', [], []],
  ['', '☕️', [], []],
] as const)('%j became %j', ([earlier, later, added, removed]) => {
  expect(changeBetween(earlier, later)).toEqual({ added, removed })
})

test('each file of a carousel is in the preview, with a dot that leads to it', async ({
  db,
  served,
}) => {
  const { open } = await anEditor(db, served, 'pager')
  const { source } = await open(PATH)
  const shown = /<figure class="instagram"[^]*?<\/figure>/.exec(source)?.[0] ?? ''
  expect(shown.match(/<li id="slide-\d"/g)).toEqual(['<li id="slide-1"', '<li id="slide-2"'])
  expect(shown.match(/href="#slide-\d"/g)).toEqual(['href="#slide-1"', 'href="#slide-2"'])
  expect(shown).toContain('aria-label="File 2 of 2"')
  expect(shown).toMatch(/<video[^>]*\/content#t=0"/)
})

test('the cover of a reel is a moment of its video, which a slider or a field chooses', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'coverer')
  await sql`delete from post_media where post_id = ${EDITED} and position = 0`.execute(db)
  await sql`update posts set type = 'reel' where id = ${EDITED}`.execute(db)
  const before = (await open(PATH)).source
  expect(before).toMatch(/type="range"\s+min="0"\s+max="12"\s+step="0.1"\s+value="0"/)

  await send(`${PATH}/cover`, [
    ['cover_at', '3,2'],
    ['act', 'at'],
  ])
  const { source, text } = await open(PATH)
  expect(text).toContain('Frame at 3.2 s.')
  expect(source).toMatch(/max="12"\s+step="0.1"\s+value="3.2"/)
  // In the feed and as the cover.
  expect(source.match(/\/content#t=3.2"/g)).toHaveLength(2)
})

test('an account that is in the pool and connected is previewed by its id', async ({
  db,
  served,
}) => {
  const { open } = await anEditor(db, served, 'twice')
  await sql`
    with connected as (
      insert into connections (platform_id, username, login) values ('twice', 'aspan.coffee', 'instagram') returning id),
    account as (insert into publishing_accounts (connection_id) select id from connected returning id)
    insert into group_members (group_id, publishing_account_id)
    select target.group_id, account.id from account, post_targets target
    where target.post_id = ${EDITED}::uuid limit 1`.execute(db)
  expect((await open(PATH)).text).toContain('@aspan.coffee')
  expect((await open(PATH)).text).not.toContain('names 2 accounts')
})

test('a colleague’s change of another field stays, and of the same field is a choice', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'compares')
  const colleague = aReader({ served, token: (await aUser(db, 'writes-too', 'editor')).token })
  const mine = formOf((await open(PATH)).source)
  const theirs = formOf((await colleague.open(PATH)).source)
  theirs.set('caption', 'By a colleague')
  theirs.set('text-tr', 'Bir meslektaş')
  await colleague.send(PATH, [...theirs])

  mine.set('first_comment', 'Only mine')
  expect((await send(PATH, [...mine])).status).toBe(303)
  const stored = async () => {
    const { rows } = await sql<{ caption: string; comment: string | null; tr: string }>`
      select p.caption, p.first_comment as comment, c.text as tr from posts p
      join post_captions c on c.post_id = p.id and c.language = 'tr' where p.id = ${EDITED}`.execute(
      db,
    )
    return rows[0]
  }
  const saved = { caption: 'By a colleague', comment: 'Only mine', tr: 'Bir meslektaş' }
  expect(await stored()).toEqual(saved)

  mine.set('text-tr', 'Benim')
  const refused = await send(PATH, [...mine])
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('A colleague changed this while you were editing')
  expect(refused.text).toMatch(/writes-too changed this at \d\d:\d\d\./)
  expect(refused.source).toContain('name="choose.text-tr"')
  expect(refused.source).not.toContain('name="choose.caption"')
  expect(await stored()).toEqual(saved)
  const again = formOf(refused.source)
  expect(again.get('text-tr')).toBe('Benim')
  again.set('choose.text-tr', 'theirs')
  await send(PATH, [...again])
  expect(await stored()).toEqual(saved)
  again.set('choose.text-tr', 'mine')
  await send(PATH, [...again])
  expect(await stored()).toEqual({ ...saved, tr: 'Benim' })

  // All conflicts come at once, and a text without one is saved.
  const both = formOf((await open(PATH)).source)
  const others = formOf((await colleague.open(PATH)).source)
  for (const name of ['caption', 'text-tr']) others.set(name, `Theirs ${name}`)
  await colleague.send(PATH, [...others])
  for (const name of ['caption', 'text-tr', 'text-kk']) both.set(name, `Mine ${name}`)
  const all = await send(PATH, [...both])
  for (const name of ['caption', 'text-tr']) expect(all.source).toContain(`name="choose.${name}"`)
  expect(all.source).not.toContain('name="choose.text-kk"')
  expect(await stored()).toMatchObject({ caption: 'Theirs caption', tr: 'Theirs text-tr' })
  const { rows } = await sql<{ text: string }>`
    select text from post_captions where post_id = ${EDITED} and language = 'kk'`.execute(db)
  expect(rows).toEqual([{ text: 'Mine text-kk' }])
})

test('opening a new post, leaving it and clicking a time of the calendar store nothing', async ({
  db,
  served,
}) => {
  const { open, send } = await anEditor(db, served, 'looks-in')
  const count = async () =>
    (await sql<{ n: number }>`select count(*)::int as n from posts`.execute(db)).rows[0]?.n
  const before = await count()
  await open('/posts/new')
  await open('/posts/new')
  await send('/posts', {})
  await open('/posts')
  const { address } = await send('/calendar/begin', { on: '2031-03-04' })
  const time = (address ?? '').replace('/console', '')
  expect(time).toMatch(/^\/posts\/new\?at=2031-03-04/)
  await open(time)
  await send(time, { caption: ' ' })
  expect(await count()).toBe(before)
  await send('/posts/new', { caption: 'A letter' })
  expect(await count()).toBe((before ?? 0) + 1)
})
