import { sql } from 'kysely'
import { expect } from 'vitest'
import { CONNECTION, POSTS, PROJECT, projects } from './fill/projects.ts'
import { aReader, aUser, test } from './kit.ts'

const PATH = `/projects/${PROJECT}`

test('a project shows expected beside actual with differences, posts and advice, in both languages', async ({
  db,
  served,
}) => {
  await projects.fill(db, 'summer')
  const { token } = await aUser(db, 'chief', 'admin')
  const { open } = aReader({ served, token })
  const { text, source } = await open(PATH)

  expect((await open('/projects')).text).toMatch(/Shoes summer summer gramd Versions: 3 Posts: 2/)
  expect(text).toMatch(
    /Metric Actual, with a mark at expected Expected After 48 hours Difference Views Views: 960, expected 1k 1k 960 −4% − 40/,
  )
  expect(text).toContain('Compared after 48 hours, between data read at 20 h and 60 h.')
  expect(text).toContain('Not compared: no data after 48 hours yet.')
  expect(text).toMatch(/Retention: 35%, expected 50% 50% 35% −30% −15 pp/)
  expect(text).toMatch(
    /v2 · summer Too early .*Expected after 48 hours; nothing to compare yet\. Views 1k Reach 800/,
  )
  expect(text).toMatch(/Advice on v1/)
  expect(text).toContain('Retention is 35% where 50% was expected')
  expect(source).toContain('href="https://www.instagram.com/reel/SHOES1/"')
  expect(source).toContain('title="Instagram sent no figure"')
  const russian = aReader({ served, token, language: 'ru' })
  expect((await russian.open(PATH)).text).toMatch(/Ожидали Через 48 часов Разница .*Удержание/)
})

test('a member writes a script, says what to expect, and corrects what is no number', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'maker', 'member')
  const { open, send } = aReader({ served, token })
  const nameless = await send('/projects', { name: ' ', note: 'x' })
  const made = await send('/projects', { name: 'Boots', note: '' })
  const path = (made.address ?? '').replace('/console', '')
  const fields = { title: 'Short', script: 'Look at these', length_seconds: '20' }
  const faulty = await send(`${path}/versions`, { ...fields, views: 'many', retention: '45' })
  const added = await send(`${path}/versions`, { ...fields, views: '12 000', retention: '45' })
  const again = await open(`${path}/versions/new`)
  const changed = await send(`${path}/versions/v1/edit`, {
    ...fields,
    views: '9,500',
    retention: '',
  })
  const version = await open(`${path}/versions/v1`)

  expect(nameless.status).toBe(422)
  expect(nameless.source).toMatch(/class="fault" id="name-note"/)
  expect(faulty.source).toMatch(/class="fault" id="views-note"/)
  expect([added.status, changed.status]).toEqual([303, 303])
  expect(again.source).toMatch(/value="12000"/)
  expect(again.source).toMatch(/value="45"/)
  expect(version.text).toMatch(/Script Look at these Hashtag #gramd[a-z2-9]{6} /)
  expect(version.text).toMatch(/Expected: Views 9\.5k/)
  expect(version.text).not.toContain('Expected: Retention')
  const [askedFirst, removed] = [
    await open(`${path}/versions/v1/delete`),
    await send(`${path}/versions/v1/delete`, {}),
  ]
  expect(askedFirst.text).toContain('Delete v1?')
  expect(removed.status).toBe(303)
  expect((await open(path)).text).toContain('No versions yet')
  expect((await send(`${path}/delete`, {})).status).toBe(303)
})

test('a post is bound by a pasted link, its faults stand at the field, and it is unbound again', async ({
  db,
  served,
}) => {
  await projects.fill(db, 'winter')
  const { token } = await aUser(db, 'binder', 'admin')
  const { open, send } = aReader({ served, token })
  const bind = async (version: string, link: string) =>
    await send(`${PATH}/versions/v${version}/bind`, { [`link-${version}`]: link })

  const unknown = await bind('3', 'https://www.instagram.com/reel/NOBODY/')
  expect(unknown.status).toBe(422)
  expect(unknown.source).toMatch(/class="fault" id="link-3-note"/)
  expect(unknown.source).toContain('value="https://www.instagram.com/reel/NOBODY/"')
  expect((await bind('3', 'https://www.instagram.com/reel/SHOES1/')).text).toContain(
    'linked to another version',
  )
  const bound = await bind('3', 'https://instagram.com/p/SHOES3/?igsh=abc')
  expect(bound.status).toBe(303)
  const { source } = await open(PATH)
  const binding = /id="v3"[\s\S]*?name="binding" value="([^"]+)"/.exec(source)?.[1] ?? ''
  expect((await send(`${PATH}/unbind`, { binding })).status).toBe(303)
  const kept = await open(`${PATH}/versions/v1/edit`)
  expect(kept.text).toContain('the expectations no longer change')
})

test('a project says how old its numbers are, leads to the page of each post, and has them read again', async ({
  db,
  served,
}) => {
  await projects.fill(db, 'autumn')
  const { token } = await aUser(db, 'refresher', 'admin')
  const { open, send } = aReader({ served, token })
  expect((await open(PATH)).text).toContain('Not updated yet')
  await sql`
    insert into connections (id, platform_id, username, kind, login, rights_granted, rights_missing, state)
    values (${CONNECTION}, '17841400000000077', 'brand', 'business', 'instagram', '{}', '{}', 'auth_error')`.execute(
    db,
  )
  const refused = await send(`${PATH}/refresh`, {})
  expect(refused.flash).toContain('gramd is reading 0 posts; 2 cannot be read')

  await sql`update own_media set last_synced_at = world_now() - interval '12 minutes' - n * interval '1 hour'
    from (select id, row_number() over (order by published_at desc) - 1 as n from own_media where id = any (${POSTS}::uuid[])) m
    where own_media.id = m.id`.execute(db)
  const { text, source } = await open(PATH)
  expect(text).toContain('Updated 12 min ago Refresh now')
  for (const id of POSTS) expect(source).toContain(`href="/console/reels/${id}"`)

  await sql`update connections set state = 'active' where id = ${CONNECTION}`.execute(db)
  const asked = await send(`${PATH}/refresh`, {})
  expect([asked.status, asked.flash]).toEqual([
    303,
    expect.stringContaining('gramd is reading 2 posts.'),
  ])
})

test('without a key a model is not asked, and the page says why; others do not see the project', async ({
  db,
  served,
}) => {
  await projects.fill(db, 'spring')
  const boss = aReader({ served, token: (await aUser(db, 'asker', 'admin')).token })
  const refused = await boss.send(`${PATH}/advice`, {})
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('OPENAI_API_KEY')])
  const other = aReader({ served, token: (await aUser(db, 'somebody', 'member')).token })
  expect((await other.open(PATH)).status).toBe(404)
  const viewer = aReader({ served, token: (await aUser(db, 'watcher', 'viewer')).token })
  expect((await viewer.open('/projects')).status).toBe(403)
})
