import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { describe, expect } from 'vitest'
import { signInPage } from '../../src/features/users/pages/sign-in/index.ts'
import { isOurs } from '../../src/console/guard.ts'
import { PASSWORD } from '../features/users/kit.ts'
import { aUser, test, type Served } from './kit.ts'

type Options = { token?: string; form?: Record<string, string>; headers?: Record<string, string> }

/** Asks as a browser does, which follows no redirect here. */
async function ask({ url }: Served, path: string, options: Options = {}): Promise<Response> {
  const { token, form, headers } = options
  return await fetch(`${url}${path}`, {
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { cookie: `gramd=${token}` }),
      ...(form && { 'sec-fetch-site': 'same-origin' }),
      ...headers,
    },
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
}

const cookiesIn = (response: Response): string => response.headers.getSetCookie().join('\n')

/** A user who has set their password by the link of their welcome code. */
async function aWelcomedUser(served: Served, login: string): Promise<Response> {
  const { welcome_code: code } = await served.addUser(login, 'member')
  return await ask(served, '/console/welcome', { form: { code, password: PASSWORD } })
}

describe('signing in', () => {
  test('a welcome link sets the password and signs in; login and password do later', async ({
    served,
  }) => {
    const welcomed = await aWelcomedUser(served, 'dana')
    const form = { login: 'dana', password: PASSWORD, next: '/console/tasks?status=failed' }
    const wrong = await ask(served, '/console/sign-in', {
      form: { ...form, password: 'not this one' },
    })
    const right = await ask(served, '/console/sign-in', { form })

    expect(welcomed.status).toBe(303)
    expect(cookiesIn(welcomed)).toMatch(
      /^gramd=gramds_[^;]+;.*Path=\/console;.*HttpOnly; SameSite=Lax/m,
    )
    expect(wrong.status).toBe(401)
    expect(cookiesIn(wrong)).toBe('')
    expect(await wrong.text()).not.toContain('not this one')
    expect(right.headers.get('location')).toBe('/console/tasks?status=failed')
  })

  test('strangers at the same address keep nobody out of a browser that has signed in before', async ({
    served,
  }) => {
    const welcomed = await aWelcomedUser(served, 'flooded')
    const device = /^gramd_device=([^;]+);.*Max-Age=15552000;.*HttpOnly/m.exec(
      cookiesIn(welcomed),
    )?.[1]
    const signIn = async (password: string, cookie = '') =>
      await ask(served, '/console/sign-in', {
        form: { login: 'flooded', password },
        headers: { cookie },
      })
    for (let count = 0; count < 5; count += 1) await signIn('not this one')

    expect((await signIn(PASSWORD)).status).toBe(429)
    const known = await signIn(PASSWORD, `gramd_device=${device}`)

    expect(known.status).toBe(303)
    expect(cookiesIn(known)).toContain(`gramd_device=${device};`)
  })

  test('a weak password is refused with the reason, in the language of the browser', async ({
    served,
    db,
  }) => {
    const { welcome_code: code } = await served.addUser('weak', 'member')
    const { token } = await aUser(db, 'weaker', 'member')
    const ru = { 'accept-language': 'ru' }
    const set = async (password: string, headers = {}) =>
      await (await ask(served, '/console/welcome', { form: { code, password }, headers })).text()
    const change = async (password: string, headers = {}) =>
      await (
        await ask(served, '/console/profile/password', { token, form: { password }, headers })
      ).text()

    expect(await set('Password123456')).toContain('one of the most common passwords')
    expect(await set('йцукенгшщзхъ', ru)).toContain('клавиши подряд')
    expect(await change('1qaz2wsx3edc')).toContain('is a row of keys')
    expect(await change('adminadmin12', ru)).toContain('один из самых частых паролей')
  })

  test('who is not signed in comes back to where they wanted to go', async ({ served }) => {
    const answer = await ask(served, '/console/tasks?status=failed')
    const odd = await ask(served, '/console/sign-in', { headers: { accept: 'text/html' } })

    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(
      '/console/sign-in?next=%2Fconsole%2Ftasks%3Fstatus%3Dfailed',
    )
    expect(odd.status).toBe(200)
  })

  test('a form of a stranger is small', async ({ served }) => {
    const form = { login: 'dana', password: 'x'.repeat(8 * 1024) }
    const looks = { theme: 'x'.repeat(8 * 1024) }

    expect((await ask(served, '/console/sign-in', { form })).status).toBe(413)
    expect((await ask(served, '/console/welcome', { form })).status).toBe(413)
    expect((await ask(served, '/console/appearance', { form: looks })).status).toBe(413)
  })

  test('a sign-in never leads to another site', async ({ served, db }) => {
    const { token } = await aUser(db, 'erlan', 'member')
    for (const next of [
      'https://evil.example/console/',
      '//evil.example/console',
      '/docs',
      '\\\\e',
    ]) {
      const query = new URLSearchParams({ next })
      const answer = await ask(served, `/console/sign-in?${query.toString()}`, { token })
      expect(answer.headers.get('location'), next).toBe('/console')
    }
  })

  test('signing out ends the session, and only a form does it', async ({ served, db }) => {
    const { token } = await aUser(db, 'saule', 'member')
    const linked = await ask(served, '/console/sign-out', { token })
    const before = await ask(served, '/console/tasks', { token })
    const out = await ask(served, '/console/sign-out', { token, form: {} })
    const after = await ask(served, '/console/tasks', { token })

    expect([linked.status, before.status, out.status, after.status]).toEqual([404, 200, 303, 303])
  })
})

describe('who may do what', () => {
  test('the cookie counts for the console alone', async ({ served, db }) => {
    const { token } = await aUser(db, 'timur', 'admin')

    expect((await ask(served, '/console/tasks', { token })).status).toBe(200)
    expect((await ask(served, '/api/tasks', { token })).status).toBe(401)
  })

  test('a role sees its pages and no others', async ({ served, db }) => {
    const { token } = await aUser(db, 'vera', 'viewer')
    const overview = await (await ask(served, '/console/creators', { token })).text()
    const tasks = await ask(served, '/console/tasks', { token })

    expect(overview).not.toContain('href="/console/tasks"')
    expect(tasks.status).toBe(403)
    expect(await tasks.text()).toContain('Your role does not allow this')
  })

  test.for([
    ['our page', { site: 'same-origin', origin: 'null', host: 'a:1' }, true],
    ['our page over plain http', { site: undefined, origin: 'http://a:1', host: 'a:1' }, true],
    ['our page behind a proxy with TLS', { site: undefined, origin: 'https://a', host: 'a' }, true],
    ['another site', { site: 'cross-site', origin: 'http://b', host: 'a:1' }, false],
    ['another port', { site: 'same-site', origin: 'http://a:2', host: 'a:1' }, false],
    [
      'another origin without the header',
      { site: undefined, origin: 'http://b', host: 'a' },
      false,
    ],
    ['no origin', { site: undefined, origin: undefined, host: 'a' }, false],
    ['a sandboxed page', { site: undefined, origin: 'null', host: 'a' }, false],
  ] as const)('a form from %s', ([, headers, expected]) => {
    expect(isOurs(headers)).toBe(expected)
  })

  test('a form of another site changes nothing', async ({ served, db }) => {
    const { token } = await aUser(db, 'madina', 'admin')
    const headers = { 'sec-fetch-site': 'cross-site' }
    const answer = await ask(served, '/console/sign-out', { token, form: {}, headers })

    expect(answer.status).toBe(403)
    expect((await ask(served, '/console/lists', { token })).status).toBe(200)
  })

  test('every page that is open to everybody is about signing in', () => {
    const open = signInPage.routes.filter(({ isOpen }) => isOpen).map(({ path }) => path)
    expect([...new Set(open)]).toEqual(['/sign-in', '/welcome'])
  })
})

describe('users, tokens and the audit log', () => {
  test('an admin adds somebody, who gets a link; a faulty login is named at its field', async ({
    served,
    db,
  }) => {
    const { token } = await aUser(db, 'boss', 'admin')
    const form = { login: 'newcomer', name: '', role: 'viewer' }
    const faulty = await ask(served, '/console/users', {
      token,
      form: { ...form, login: 'not a login' },
    })
    const made = await ask(served, '/console/users', { token, form })
    const link = /http:[^<]*\/console\/welcome#([\w-]+)/.exec(await made.text())
    const code = link?.[1] ?? ''
    const welcomed = await ask(served, '/console/welcome', { form: { code, password: PASSWORD } })
    const log = await (await ask(served, '/console/audit?action=addUser', { token })).text()

    expect(faulty.status).toBe(422)
    expect(await faulty.text()).toMatch(/value="not a login"[^>]*aria-invalid="true"/)
    expect(made.status).toBe(200)
    expect(welcomed.status).toBe(303)
    expect(log).toMatch(/invited <a[^>]* href="\/console\/users\/newcomer"/)
  })

  test('a reset ends the tokens of the user unless the box is cleared, a change only when it is ticked', async ({
    served,
    db,
  }) => {
    const { token } = await aUser(db, 'reset-boss', 'admin')
    const own = await aUser(db, 'reset-user', 'member')
    const addToken = async (user: string) =>
      await ask(served, '/console/tokens', {
        token,
        form: { name: `of ${user}`, scopes: 'tasks:read', user },
      })
    const tokensOf = async (user: string) =>
      await db
        .selectFrom('api_tokens as t')
        .innerJoin('users as u', 'u.id', 't.user_id')
        .select('t.name')
        .where('u.login', '=', user)
        .execute()
    await addToken('reset-user')
    const page = await (await ask(served, '/console/users/reset-user', { token })).text()
    const password = 'seven quiet lanterns'

    expect(page).toMatch(/name="end_tokens"\s+value="true"\s+checked/)
    await ask(served, '/console/profile/password', { token: own.token, form: { password } })
    expect(await tokensOf('reset-user')).toHaveLength(1)
    await ask(served, '/console/users/reset-user/reset', { token, form: {} })
    expect(await tokensOf('reset-user')).toHaveLength(1)
    const done = await ask(served, '/console/users/reset-user/reset', {
      token,
      form: { end_tokens: 'true' },
    })
    expect([done.status, await tokensOf('reset-user')]).toEqual([200, []])

    await addToken('reset-boss')
    const form = { password, end_tokens: 'true' }
    await ask(served, '/console/profile/password', { token, form })
    expect(await tokensOf('reset-boss')).toEqual([])
  })

  test('whoever has not given the password just now is asked for it first', async ({
    served,
    db,
  }) => {
    const { token } = await aUser(db, 'late', 'admin')
    await sql`update user_sessions set elevated_until = now() - interval '1 s'`.execute(db)
    const page = await (await ask(served, '/console/users/late', { token })).text()
    const form = { login: 'nobody', role: 'viewer' }
    const refused = await ask(served, '/console/users', { token, form })

    expect(page).toContain('/console/confirm?next=%2Fconsole%2Fusers%2Flate')
    expect(page).not.toContain('/console/users/late/disable')
    expect(refused.headers.get('location')).toMatch(/^\/console\/confirm\?next=/)
  })

  test('a token is shown once, works, and is refused when it is revoked', async ({
    served,
    db,
  }) => {
    const { token } = await aUser(db, 'keeper', 'admin')
    const form = { name: 'dashboard', scopes: 'tasks:read', user: '' }
    const made = await (await ask(served, '/console/tokens', { token, form })).text()
    const secret = /<code>(gramd_[\w-]+)<\/code>/.exec(made)?.[1] ?? ''
    const list = await (await ask(served, '/console/tokens', { token })).text()
    const use = async () => {
      const headers = { authorization: `Bearer ${secret}` }
      return (await ask(served, '/api/tasks', { headers })).status
    }
    const before = await use()
    const id = /tokens\/([\w-]+)\/revoke/.exec(list)?.[1]
    await ask(served, `/console/tokens/${id}/revoke`, { token, form: {} })

    expect(list).not.toContain(secret)
    expect([before, await use()]).toEqual([200, 401])
  })

  test('a second factor begins with its first code', async ({ served, db }) => {
    const { token } = await aUser(db, 'careful', 'viewer')
    const begun = await ask(served, '/console/profile/factor/begin', { token, form: {} })
    const secret = /name="secret" value="(\w+)"/.exec(await begun.text())?.[1] ?? ''
    const uri = `otpauth://totp/gramd:careful?secret=${secret}`
    const confirm = async (code: string) =>
      await ask(served, '/console/profile/factor/confirm', { token, form: { secret, uri, code } })
    const right = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    const wrong = await confirm(right === '123456' ? '654321' : '123456')
    const confirmed = await confirm(right)

    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain(secret)
    expect(await confirmed.text()).toContain('Recovery codes')
    expect(await (await ask(served, '/console/profile', { token })).text()).toContain(
      '/factor/remove',
    )
  })
})

describe('what browsers get', () => {
  test('pages say what may run on them, and are kept nowhere', async ({ served }) => {
    const { headers } = await ask(served, '/console/sign-in')

    expect(headers.get('content-security-policy')).toContain("script-src 'self';")
    expect(headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('a page is compressed as a whole, for those who take it', async ({ served }) => {
    const path = '/console/sign-in'
    const plain = await served.app.request(path)
    const small = await served.app.request(path, { headers: { 'accept-encoding': 'gzip, br' } })
    const body = Buffer.from(await small.arrayBuffer())

    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(small.headers.get('content-encoding')).toBe('gzip')
    expect(small.headers.get('vary')).toBe('Accept-Encoding')
    expect(small.headers.get('content-length')).toBe(String(body.byteLength))
    expect(gunzipSync(body).toString()).toBe(await plain.text())
  })

  test('scripts are at most 25 KB with all their imports, styles 20 KB, and none is asked for twice', async ({
    served,
  }) => {
    const page = await (await ask(served, '/console/sign-in')).text()
    const waiting = [...page.matchAll(/(?:src|href)="(\/console\/assets\/[^"]+)"/g)].map(
      ([, at = '']) => at,
    )
    expect(waiting).toHaveLength(3)
    const bytes = new Map<string, number>()
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (bytes.has(file)) continue
      const answer = await served.app.request(file, { headers: { 'accept-encoding': 'br' } })
      const body = Buffer.from(await answer.arrayBuffer())
      const text = brotliDecompressSync(body)
      expect(answer.headers.get('cache-control')).toContain('immutable')
      expect(text.byteLength).toBeGreaterThan(body.byteLength)
      bytes.set(file, body.byteLength)
      const folder = file.slice(0, file.lastIndexOf('/'))
      const imports = /(?:^import[^'"]*|new URL\()['"](?:\.\/)?([\w-]+\.js)['"]/gm
      for (const [, name] of text.toString().matchAll(imports)) waiting.push(`${folder}/${name}`)
    }
    const sum = (end: string) =>
      [...bytes].reduce((all, [file, size]) => all + (file.endsWith(end) ? size : 0), 0) / 1_024

    expect(bytes.size).toBeGreaterThan(10)
    expect(sum('.js')).toBeLessThan(25)
    expect(sum('.css')).toBeLessThan(20)
  })

  test('people choose a language; until then their browser does', async ({ served }) => {
    const russian = { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' }
    const asked = await (await ask(served, '/console/sign-in', { headers: russian })).text()
    const form = { language: 'en', back: '/console/sign-in' }
    const chosen = await ask(served, '/console/appearance', { form })
    const headers = { ...russian, cookie: 'gramd_language=en' }
    const after = await (await ask(served, '/console/sign-in', { headers })).text()

    expect(asked).toMatch(/<html\s+lang="ru"/)
    expect(cookiesIn(chosen)).toContain('gramd_language=en')
    expect(chosen.headers.get('location')).toBe('/console/sign-in')
    expect(after).toMatch(/<html\s+lang="en"/)
  })
})
