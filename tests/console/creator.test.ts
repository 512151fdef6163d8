import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Role } from '../../src/base/roles.ts'
import type { Db } from '../../src/db/handles.ts'
import { CREATOR, creator } from './fill/creator.ts'
import { aReader, aUser, test, type Served } from './kit.ts'

type Given = { db: Db; served: Served }

async function reading({ db, served }: Given, login: string, role: Role, language?: 'ru') {
  await creator.fill(db, 'lovely')
  const { token } = await aUser(db, login, role)
  return aReader({ served, token, ...(language && { language }) })
}

const PAGE = `/creators/${CREATOR}`

test('a creator is shown with what its numbers are made of and how they compare', async ({
  db,
  served,
}) => {
  const { open } = await reading({ db, served }, 'looker', 'viewer')

  const { text, source } = await open(PAGE)

  expect(text).toContain('Strong for its size, with 2 things to check')
  expect(text).toContain('Above accounts of this size: 3.42% engagement against 2.5%')
  expect(text).toContain('Followers 24,000')
  expect(text).toContain('Paid posts get as much as usual ones.')
  expect(text).toContain('Engagement of the last 20 posts (likes + comments) / followers')
  expect(text).toContain('Best posts by engagement, of the last 20')
  expect(text).toContain('Inferred from topics, not measured')
  // The exact values stand behind each figure.
  expect(source.match(/<summary>\s*As a table/g)).toHaveLength(3)
  expect(source).not.toContain(' style=')
  expect(text).toContain('median 2.5%, middle half 1.25% to 3.75%, 64 creators')
  expect(text).toContain('Only 2 usable posts: counts are hidden, or there are too few posts')
  expect(text).toContain('between -10% and 14% (95% confidence)')
  expect(text).toContain('ER of 0.12% over 12 posts; 95% of 40 similar accounts have 1% to 8%.')
  expect(text).toContain('Discovered,')
  expect(source).toMatch(
    /href="https:\/\/example.com\/shop"[^>]*rel="noreferrer noopener nofollow"/,
  )
  expect(source).not.toMatch(/\/(scrape|list|category|erase)"/)
})

test('in Russian the risks are told by their numbers', async ({ db, served }) => {
  const { open } = await reading({ db, served }, 'reader.ru', 'viewer', 'ru')

  const { text } = await open(PAGE)

  expect(text).toMatch(/ER — 0,12\s%? ?.*\(публикаций: 12\)/)
  expect(text).toContain('Сильный для своего размера, проверьте: 2 пункта')
  expect(text).toContain('Выведено из тем, а не измерено')
  expect(text).toContain('выросло с 10 000 до 15 000'.replaceAll(' 000', ' 000'))
})

test('posts come page by page, with what is hidden said', async ({ db, served }) => {
  const { open } = await reading({ db, served }, 'scroller', 'viewer')

  const first = await open(`${PAGE}/posts`)
  const next = /href="\/console(\/creators\/[^"]*cursor=[^"]*)"/.exec(first.source)?.[1] ?? ''
  const second = await open(next.replaceAll('&amp;', '&'))

  const ids = (source: string) => [...source.matchAll(/id="post-(\d+)"/g)].map(([, id]) => id)
  expect(ids(first.source)).toHaveLength(24)
  expect([...ids(first.source), ...ids(second.source)]).toHaveLength(30)
  expect(new Set([...ids(first.source), ...ids(second.source)]).size).toBe(30)
  expect(first.text).toContain('60K plays likes hidden 3 comments'.replace('60K', '60k'))
  expect(first.source).toContain('href="https://www.instagram.com/p/C0de_1/"')
})

test('insights are shown with their evidence, and sections that are switched off say so', async ({
  db,
  served,
}) => {
  const { open } = await reading({ db, served }, 'doubter', 'viewer')

  const { text, source } = await open(`${PAGE}/insights?version=1`)

  expect(text).toContain('Version 1')
  expect(text).toContain('Main topic lovely lovely')
  expect(source).toContain('href="https://www.instagram.com/p/C0de_1/"')
  expect(text).toContain('Advertising Rare no evidence: least reliable')
  expect(text).toContain('Works with brands No no sign of it in the profile')
  expect(source).not.toContain('I love my dog')
  expect(text).toContain('Gender of the audience Mostly women inferred from topics, not measured')
  expect(text).toContain('Life situation Not analyzed: this section is turned off.')
})

test('the team sees lists, tasks and the person, and acts on them', async ({ db, served }) => {
  const { open, send } = await reading({ db, served }, 'worker', 'member')

  const team = await open(`${PAGE}/team`)
  const empty = await send(`${PAGE}/list`, { list: '', name: ' ' })
  const added = await send(`${PAGE}/list`, { list: '', name: 'Winter', note: 'call' })
  const asked = await send(`${PAGE}/scrape`, {})
  const parted = await send(`${PAGE}/part`, {})
  const wrong = await send(`${PAGE}/join`, { blog: 'nobody.known' })
  const joined = await send(`${PAGE}/join`, { blog: 'mama.second' })
  const category = await send(`${PAGE}/category`, { category: 'мама' })
  const unknown = await send(`${PAGE}/category`, { category: 'zzzz' })
  const after = await open(PAGE)

  expect(team.text).toContain('Agreed Autumn – $149.90')
  expect(team.text).toContain('@mama.second')
  expect(team.source).not.toContain('/erase')
  expect([empty.status, added.status, asked.status, parted.status]).toEqual([422, 303, 303, 303])
  expect([wrong.status, joined.status, category.status, unknown.status]).toEqual([
    422, 303, 303, 422,
  ])
  expect(wrong.text).toContain('gramd does not know this creator.')
  expect(unknown.text).toContain('Nothing has this name.')
  expect(after.text).toMatch(/Categories parenting/)
})

test('erasing wants an admin, the password just now and the name', async ({ db, served }) => {
  const { open, send } = await reading({ db, served }, 'boss', 'admin')
  const member = aReader({ served, token: (await aUser(db, 'notboss', 'member')).token })

  await sql`update user_sessions set elevated_until = null`.execute(db)
  const before = await open(`${PAGE}/erase`)
  const early = await send(`${PAGE}/erase`, { name: CREATOR })
  await sql`update user_sessions set elevated_until = now() + interval '5 minutes'`.execute(db)
  const form = await open(`${PAGE}/erase`)
  const slip = await send(`${PAGE}/erase`, { name: 'mama.astana' })
  const denied = await member.send(`${PAGE}/erase`, { name: CREATOR })
  const done = await send(`${PAGE}/erase`, { name: `@${CREATOR}` })

  expect(before.text).toContain('30 posts, 0 highlights, 5 measurements')
  expect(before.source).not.toContain('name="name"')
  expect(early.address).toMatch(/^\/console\/confirm/)
  expect(form.source).toContain('name="name"')
  expect(slip.status).toBe(422)
  expect(denied.status).toBe(403)
  expect([done.status, done.address]).toEqual([303, '/console/creators'])
  expect((await open(PAGE)).status).toBe(404)
})

test('a creator who was not read says when its facts will be known, and leads with no dash', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'early', 'viewer')
  await sql`
    with person as (insert into persons default values returning id)
    insert into blogs (person_id, username, source, update_due_at)
    select id, 'just.added', 'manual', '2999-12-02T00:00:00Z' from person`.execute(db)

  const { text, source } = await aReader({ served, token }).open('/creators/just.added')

  expect(text).toContain('Not read yet')
  expect(text).toContain('Engagement (ER) Not known yet shows after the next reading, about 2 Dec')
  expect(text).toContain(
    'The curve appears after readings in two different weeks; the next one is planned for 2 Dec.',
  )
  const facts = /<dl class="facts five">([\s\S]*?)<\/dl>/.exec(source)?.[1] ?? ''
  expect(facts).not.toContain('–')
})
