import { sql } from 'kysely'
import { expect } from 'vitest'
import { browserName } from '../../src/features/users/pages/profile/browser-name.ts'
import { aReader, aUser, test } from './kit.ts'

test('a person chooses language, theme and time zone, and all pages follow', async ({
  served,
  db,
}) => {
  const { token } = await aUser(db, 'altynai', 'viewer')
  const reader = aReader({ served, token })
  const choice = { language: 'ru', theme: 'dark', time_zone: 'Pacific/Auckland' }
  const faulty = await reader.send('/profile/appearance', { ...choice, time_zone: 'Mars/Olympus' })
  const saved = await reader.send('/profile/appearance', choice)
  const page = await reader.open('/profile')

  expect(faulty.status).toBe(422)
  expect(faulty.source).toMatch(/value="Mars\/Olympus"[^>]*aria-invalid="true"/)
  expect(faulty.text).toContain('gramd does not know this time zone')
  expect(saved.status).toBe(303)
  expect(page.source).toMatch(/<html\s+lang="ru"\s+data-theme="dark"/)
  expect(page.source).toContain('data-keys="off"')
  expect(page.text).toMatch(/Время: Auckland \(UTC\+1[23]\)/)
})

test('people see where they are signed in, and end one session or all others', async ({
  served,
  db,
}) => {
  const { token } = await aUser(db, 'bota', 'viewer')
  await sql`
    insert into user_sessions (id_hash, user_id, expires_at, ends_at, user_agent)
    select sha256(n::text::bytea), id, now() + interval '1 day', now() + interval '1 day',
      'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/155.0'
    from users, generate_series(1, 3) n where login = 'bota'`.execute(db)
  const reader = aReader({ served, token })
  const page = await reader.open('/profile')
  const [, id] = /profile\/sessions\/([\w-]+)\/end"/.exec(page.source) ?? []
  const one = await reader.send(`/profile/sessions/${id}/end`, {})
  const left = (await reader.open('/profile')).text.match(/Firefox, Windows/g)
  await reader.send('/profile/sessions/end-others', {})
  const after = await reader.open('/profile')

  expect(page.text).toContain('This browser')
  expect(one.status).toBe(303)
  expect(left).toHaveLength(2)
  expect(after.text).not.toContain('Firefox')
  expect(after.status).toBe(200)
})

test('people change their password; one that is too short is named at its field', async ({
  served,
  db,
}) => {
  const { token } = await aUser(db, 'camila', 'viewer')
  const reader = aReader({ served, token })
  const short = await reader.send('/profile/password', { password: 'short' })
  const good = await reader.send('/profile/password', { password: 'another horse altogether' })
  await sql`update user_sessions set elevated_until = now()`.execute(db)
  const late = await reader.open('/profile')

  expect(short.status).toBe(422)
  expect(short.text).toContain('Choose another password.')
  expect(short.source).not.toContain('value="short"')
  expect([good.status, good.address]).toEqual([303, '/console/profile'])
  expect(late.source).not.toContain('action="/console/profile/password"')
  expect(late.source).toContain('/console/confirm?next=')
})

test('the secret of a second factor is shown as a QR code, too', async ({ served, db }) => {
  const { token } = await aUser(db, 'diana', 'viewer')
  const begun = await aReader({ served, token }).send('/profile/factor/begin', {})

  expect(begun.source).toMatch(/<svg\s+class="qr"[^>]*viewBox="0 0 \d+ \d+"/)
  expect(begun.source).not.toContain('style=')
})

test.for([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/153.0 Safari/537.36',
    'Chrome, Linux',
  ],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/153.0 Safari/537.36 Edg/153.0', 'Edge, Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 'Safari, iOS'],
  ['curl/8.9.1', 'curl'],
  [null, null],
] as const)('%s is %s', ([agent, name]) => {
  expect(browserName(agent)).toBe(name)
})
