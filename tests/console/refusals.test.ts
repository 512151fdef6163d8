import { expect } from 'vitest'
import { pages } from '../../src/console/pages/index.ts'
import { aReader, aUser, test } from './kit.ts'

const AN_ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const SIGN_OUT = '/sign-out'
const TOO_LARGE = 6 * 1024 * 1024

const acts = pages.flatMap(({ routes }) => routes.filter(({ method }) => method === 'POST'))
const addressOf = (path: string): string =>
  path.replaceAll(/:\w+(\{[^}]*\})?/g, (name) => (name.startsWith(':kind') ? 'webhook' : AN_ID))

/** What no form of ours sends, by what is wrong with it. */
const BODIES: Readonly<Record<string, { type: string; body: string }>> = {
  'no fields': { type: 'application/x-www-form-urlencoded', body: '' },
  'fields of another form': { type: 'application/x-www-form-urlencoded', body: 'a=1&a=2&%00=%ff' },
  'broken JSON': { type: 'application/json', body: '{' },
  'a broken multipart body': { type: 'multipart/form-data; boundary=x', body: '--y' },
}

for (const [name, { type, body }] of Object.entries(BODIES))
  test(`every act answers ${name} with a page or leads to one`, async ({ db, served }) => {
    expect(acts.length).toBeGreaterThan(40)
    const { token } = await aUser(db, name.replaceAll(' ', '-').toLowerCase(), 'admin')
    const wrong: unknown[] = []
    for (const { path } of acts.filter((act) => act.path !== SIGN_OUT)) {
      const { status, isPage } = await post({ url: served.url, path, token, type, body })
      if (status >= 500 || (status >= 400 && !isPage)) wrong.push({ path, status, isPage })
    }
    expect((await aReader({ served, token }).open('/profile')).status).toBe(200)
    expect(wrong).toEqual([])
  })

test('a body above the limit of its page is refused with a page', async ({ db, served }) => {
  const { token } = await aUser(db, 'large', 'admin')
  const type = 'application/x-www-form-urlencoded'
  const body = `a=${'x'.repeat(TOO_LARGE)}`
  for (const path of ['/help', '/looks'])
    expect(await post({ url: served.url, path, token, type, body })).toMatchObject({
      status: 413,
      isPage: true,
    })
})

test('what another site sends is refused with a page, and changes nothing', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'lured', 'admin')
  const type = 'application/x-www-form-urlencoded'
  for (const { path } of acts) {
    const origin = 'https://elsewhere.invalid'
    const answer = await post({ url: served.url, path, token, type, body: '', origin })
    expect([path, answer.status, answer.isPage]).toEqual([path, 403, true])
  }
})

type Post = {
  url: string
  path: string
  token: string
  type: string
  body: string
  origin?: string
}

async function post({ url, path, token, type, body, origin = url }: Post) {
  const answer = await fetch(`${url}/console${addressOf(path)}`, {
    method: 'POST',
    headers: { cookie: `gramd=${token}`, 'content-type': type, origin },
    body,
    redirect: 'manual',
  })
  await answer.body?.cancel()
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false
  const isRedirect = answer.status === 303 && answer.headers.has('location')
  return { status: answer.status, isPage: isPage || isRedirect }
}
