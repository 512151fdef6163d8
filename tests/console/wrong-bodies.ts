import { expect } from 'vitest'
import { everyPage } from './every-page.ts'
import { aReader, aUser, test } from './kit.ts'

const AN_ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const SIGN_OUT = '/sign-out'

export const acts = everyPage.flatMap(({ routes }) =>
  routes.filter(({ method }) => method === 'POST'),
)
const addressOf = (path: string): string =>
  path.replaceAll(/:\w+(\{[^}]*\})?/g, (name) => (name.startsWith(':kind') ? 'webhook' : AN_ID))

type Body = { name: string; type: string; body: string }

export const NO_FIELDS: Body = {
  name: 'no fields',
  type: 'application/x-www-form-urlencoded',
  body: '',
}
/** What no form of ours sends, by what is wrong with it. */
export const OTHER_BODIES: readonly Body[] = [
  {
    name: 'fields of another form',
    type: 'application/x-www-form-urlencoded',
    body: 'a=1&a=2&%00=%ff',
  },
  { name: 'broken JSON', type: 'application/json', body: '{' },
  { name: 'a broken multipart body', type: 'multipart/form-data; boundary=x', body: '--y' },
]

/** Tests that each of these acts answers this body with a page, or leads to one. */
export function actsAnswer({ name, type, body }: Body, these: typeof acts): void {
  test(`${these.length} acts answer ${name} with a page or lead to one`, async ({ db, served }) => {
    expect(acts.length).toBeGreaterThan(40)
    const { token } = await aUser(db, name.replaceAll(' ', '-').toLowerCase(), 'admin')
    const wrong: unknown[] = []
    for (const { path } of these.filter((act) => act.path !== SIGN_OUT)) {
      const { status, isPage } = await post({ url: served.url, path, token, type, body })
      if (status >= 500 || (status >= 400 && !isPage)) wrong.push({ path, status, isPage })
    }
    expect((await aReader({ served, token }).open('/profile')).status).toBe(200)
    expect(wrong).toEqual([])
  })
}

type Post = {
  url: string
  path: string
  token: string
  type: string
  body: string
  origin?: string
}

export async function post({ url, path, token, type, body, origin = url }: Post) {
  const answer = await fetch(`${url}/console${addressOf(path)}`, {
    method: 'POST',
    // Compressing hundreds of pages takes a third of the time of these tests.
    headers: {
      cookie: `gramd=${token}`,
      'content-type': type,
      'accept-encoding': 'identity',
      origin,
    },
    body,
    redirect: 'manual',
  })
  // To its end: the connection of an answer that is cancelled is lost.
  await answer.arrayBuffer()
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false
  const isRedirect = answer.status === 303 && answer.headers.has('location')
  return { status: answer.status, isPage: isPage || isRedirect }
}
