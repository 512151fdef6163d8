import { sql } from 'kysely'
import { expect, describe } from 'vitest'
import { CREATOR, creator } from '../../console/fill/creator.ts'
import { LIST, lists } from '../../console/fill/lists.ts'
import { test } from '../../console/kit.ts'
import { init } from '../../http/kit.ts'
import { makeShare, openShare } from './kit.ts'

const HOSTILE = '<img src=x onerror=alert(1)>'

describe('a link to a creator', () => {
  test('shows the verdict, numbers and posts, without a third party', async ({ db, served }) => {
    await creator.fill(db, 'lovely')
    const { path, id } = await makeShare(served, { subject: 'creator', creators: [CREATOR] })

    const page = await openShare(served, path)
    const { rows } = await sql`select visits::int, last_visit_at is not null as seen from shares
      where id = ${id}`.execute(db)

    expect(page.status).toBe(200)
    expect(page.text).toContain('Read-only, until')
    expect(page.text).toContain('@mama.almaty · 24,000 followers · Almaty · Russian, Kazakh')
    expect(page.text).toContain('3.42%')
    expect(page.text).toContain('median of 12 posts')
    expect(page.text).toContain('Numbers as Instagram showed them on')
    expect(page.headers.get('x-robots-tag')).toContain('noindex')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.source).toContain('<meta name="robots" content="noindex, nofollow" />')
    expect(page.headers.getSetCookie()).toEqual([])
    expect([
      ...page.source.matchAll(/(?:src|href)="(?!\/(?:s|console\/assets)\/|data:,)/g),
    ]).toEqual([])
    expect(rows).toEqual([{ visits: 1, seen: true }])
  })

  test('ends by itself and when it is revoked, in three languages', async ({ db, served }) => {
    await creator.fill(db, 'lovely')
    await served.app.request('/api/shares/team', init('PUT', { json: { name: 'Meridian Agency' } }))
    const { path, id } = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
    await sql`update shares set ends_at = '2025-12-31T10:00:00Z' where id = ${id}`.execute(db)

    const [en, ru, kk] = await Promise.all(
      ['en', 'ru', 'kk'].map(async (language) => await openShare(served, path, { language })),
    )
    const unknown = await openShare(served, `/s/${'A'.repeat(43)}`)
    const other = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
    const open = await openShare(served, other.path)
    const picture = /\/images\/[0-9a-f]{64}/.exec(open.source)?.[0] ?? ''
    const shown = await openShare(served, `${other.path}${picture}`)
    await served.app.request(`/api/shares/${other.id}/revoke`, init('POST', {}))
    const revoked = await openShare(served, other.path)
    const gone = await openShare(served, `${other.path}${picture}`)

    expect([en?.status, ru?.status, kk?.status]).toEqual([410, 410, 410])
    expect(en?.text).toContain(
      'This report ended on 31 Dec 2025. Ask Meridian Agency for a new link.',
    )
    expect(ru?.text).toContain('Доступ к отчёту закончился 31 дек. 2025')
    expect(kk?.text).toContain('Есепке қолжетімділік аяқталды')
    expect(unknown.status).toBe(404)
    expect(unknown.text).toContain('There is no report here')
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect(revoked.status).toBe(410)
    expect(gone.status).toBe(410)
  })

  test('loses creators that are erased', async ({ db, served }) => {
    await creator.fill(db, 'lovely')
    const { path } = await makeShare(served, {
      subject: 'comparison',
      creators: [CREATOR, 'mama.second'],
    })
    const before = await openShare(served, path)
    await sql`delete from blogs where username = ${CREATOR}`.execute(db)
    const after = await openShare(served, path)
    await sql`delete from blogs where username = 'mama.second'`.execute(db)
    const nothing = await openShare(served, path)

    expect(before.text).toContain('2 creators side by side')
    expect(before.text).toContain('Page 3 of 3')
    expect(after.text).not.toContain(CREATOR)
    expect(after.text).toContain('@mama.second')
    expect(nothing.status).toBe(410)
  })
})

describe('a link to a list', () => {
  test('shows prices only if the sender wants them, and nothing of the team', async ({
    db,
    served,
  }) => {
    await lists.fill(db, 'secret note')
    const plain = await makeShare(served, { subject: 'list', list: LIST })
    const priced = await makeShare(served, { subject: 'list', list: LIST, show_prices: true })

    const [without, prices] = [
      await openShare(served, plain.path),
      await openShare(served, priced.path),
    ]

    expect(without.text).toContain('@member.1')
    expect(without.text).not.toContain('₸')
    expect(without.text).not.toContain('@member.5')
    expect(prices.text).toContain('₸75,000.50')
    expect(prices.text).toContain('Prices together ₸450,003')
  })

  test('is a CSV at a stable address, with formulas disarmed', async ({ db, served }) => {
    await lists.fill(db, '=HYPERLINK("http://x")')
    const { path, id } = await makeShare(served, { subject: 'list', list: LIST, kind: 'csv' })

    const first = await openShare(served, path)
    const page = await openShare(served, path.replace('.csv', ''))
    await sql`update shares set hour_began_at = world_now(), hour_visits = 120 where id = ${id}`.execute(
      db,
    )
    const often = await openShare(served, path)
    await served.app.request(`/api/shares/${id}/revoke`, init('POST', {}))
    const ended = await openShare(served, path)

    expect(first.status).toBe(200)
    expect(first.headers.get('content-type')).toContain('text/csv')
    expect(first.source.split('\r\n')[0]).toBe(
      '"username","full_name","profile_url","followers","er_percent","status"',
    )
    expect(first.source).toContain('"\'=HYPERLINK(""http://x"")"')
    expect(page.status).toBe(404)
    expect([often.status, often.headers.get('retry-after')]).toEqual([429, '3600'])
    expect(ended.status).toBe(410)
  })
})

describe('a view of creators', () => {
  test('is a CSV of what it finds', async ({ db, served }) => {
    await creator.fill(db, 'lovely')
    const { rows } = await sql<{ id: string }>`
      insert into saved_views (page, name, query) values ('creators', 'v', 'q=&followers_min=20000&view=gallery')
      on conflict do nothing returning id`.execute(db)
    const view = rows[0]?.id
    const { path } = await makeShare(served, { subject: 'view', kind: 'csv', view })

    const file = await openShare(served, path)

    expect(file.status).toBe(200)
    expect(file.source).toContain('mama.almaty')
  })
})

describe('an attack', () => {
  test('names, paths and other ids give nothing away', async ({ db, served }) => {
    await creator.fill(db, HOSTILE)
    await lists.fill(db, HOSTILE)
    const { path } = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
    const list = await makeShare(served, { subject: 'list', list: LIST })
    const page = await openShare(served, path)
    const together = await openShare(served, list.path)
    const foreign = /\/images\/[0-9a-f]{64}/.exec(page.source)?.[0] ?? ''
    const paths = [
      `${list.path}${foreign}`,
      `${path}/images/../../../etc/passwd`,
      `${path}/images/${'0'.repeat(64)}`,
      `${path}/%2e%2e/api/blogs`,
      `${path}%00`,
      `${path}x`,
      '/s/',
      '/s/..%2f..%2fapi%2fblogs',
    ]
    const answers = await Promise.all(paths.map(async (each) => await openShare(served, each)))

    expect(page.source).not.toContain('<img src=x')
    expect(together.source).not.toContain('<img src=x')
    expect(answers.filter(({ status }) => status === 200)).toEqual([])
  })

  test('guessed tokens find nothing, and the token is stored as a hash alone', async ({
    db,
    served,
  }) => {
    await creator.fill(db, 'lovely')
    const { path } = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
    const token = path.slice('/s/'.length)
    const near = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    const { rows } = await sql<{ text: string }>`select s::text as text from shares s`.execute(db)

    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect((await openShare(served, `/s/${near}x`)).status).toBe(404)
    expect(rows.some(({ text }) => text.includes(token))).toBe(false)
    const asBearer = await served.app.request('/api/blogs', init('GET', { token }))
    expect(asBearer.status).toBe(401)
  })

  test('the password has the limits of a sign-in, whoever tries', async ({ db, served }) => {
    await creator.fill(db, 'lovely')
    const password = 'correct horse'
    const { path } = await makeShare(served, { subject: 'creator', creators: [CREATOR], password })

    const closed = await openShare(served, path)
    const right = await openShare(served, path, { form: password })
    const cookie = right.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const unlocked = await openShare(served, path, { cookie })
    const forged = await openShare(served, path, { cookie: cookie.replace(/=\d+/, '=99999999999') })
    const wrong = []
    for (let at = 0; at < 5; at += 1)
      wrong.push((await openShare(served, path, { form: `guess ${at}` })).status)
    const throttled = await openShare(served, path, { form: password })
    const still = await openShare(served, path, { cookie })

    expect(closed.status).toBe(401)
    expect(closed.text).not.toContain(CREATOR)
    expect(right.status).toBe(303)
    expect(right.headers.getSetCookie()[0]).toContain(`Path=${path}`)
    expect(unlocked.text).toContain(CREATOR)
    expect(forged.status).toBe(401)
    expect(wrong).toEqual([401, 401, 401, 401, 401])
    expect(throttled.status).toBe(429)
    expect(throttled.text).toContain('Too many attempts. Try again in 1 minute.')
    expect(still.status).toBe(200)
  })
})
