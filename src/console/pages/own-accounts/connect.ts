import { randomBytes } from 'node:crypto'
import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, readFields, readForm, type Page } from '../../page.ts'
import { withQuery } from '../../parts/pager.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { LOGINS, rightText, type Login, type OwnAccount } from './account.ts'
import { ownAccountsWords } from './words.ts'

const SECRET_BYTES = 32

/** Buttons that begin a dialog of Meta's, one for each login that is configured. */
export function connectForms(page: Page, logins: readonly Login[]) {
  if (!page.may('own:write')) return ''
  const say = sayIn(page.language, ownAccountsWords)
  return html`<form class="connect" method="post" action="/console/own-accounts/connect">
    ${logins.map(
      (login) =>
        html`<button class="main" name="login" value="${login}">
          ${say(`connect_${login}`)}
        </button>`,
    )}
  </form>`
}

/** A button that authorizes an account again, or asks for some rights alone. */
export function authorizeForm(page: Page, account: OwnAccount, rights: readonly string[] = []) {
  if (!page.may('own:write')) return ''
  const say = sayIn(page.language, ownAccountsWords)
  const label = rights.length === 0 ? say('authorize') : say('askAgain')
  const about = rights.length === 0 ? account.username : rights.join(', ')
  return html`<form method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="login" value="${account.login}" />
    <input type="hidden" name="account" value="${account.id}" />
    ${rights.length === 0 ? '' : html`<input type="hidden" name="rights" value="${rights.join(',')}" />`}
    <button aria-label="${label}: ${about}">${label}</button>
  </form>`
}

const Asked = z.object({
  login: z.enum(LOGINS),
  account: z.uuid().optional(),
  rights: z.string().optional(),
  /** The store that is to read the account. */
  store: z.uuid().optional(),
})
const Begun = z.object({ url: z.string(), expires_at: z.string() })

/**
 * `POST /own-accounts/connect`: binds the way back to this browser, and shows the way to Meta. It is a link, since the
 * policy of our pages lets no form lead elsewhere.
 */
export async function connect(page: Page): Promise<Response> {
  const { login, account, rights, store } = readFields(Asked, await readForm(page))
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  try {
    const query = store === undefined ? { login, account, rights } : { login, store }
    const path = store === undefined ? '/api/ig/auth/url' : '/api/instagram/auth/url'
    const begun = await page.ask(`GET ${path}`, Begun, {
      query,
      headers: { 'x-gramd-browser': secret },
    })
    page.cookies.beginDialog(secret)
    return await showWay(page, { login, rights: rights?.split(',') ?? [], ...begun })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error
    return page.c.redirect(
      withQuery(addressOf('/own-accounts'), { problem: error.problem.code }),
      303,
    )
  }
}

type Way = z.output<typeof Begun> & { login: Login; rights: readonly string[] }

async function showWay(
  page: Page,
  { login, url, expires_at: end, rights }: Way,
): Promise<Response> {
  const say = sayIn(page.language, ownAccountsWords)
  const body = html`<section class="card">
    <p>${say(`way_${login}`)}</p>
    ${
      rights.length === 0
        ? ''
        : html`<ul>
            ${rights.map((right) => html`<li>${rightText(page, right)} (${right})</li>`)}
          </ul>`
    }
    <p class="hint">${say('wayEnds', { time: page.formats.clock(new Date(end)) })}</p>
    <footer>
      <a class="button" href="/console/own-accounts"
        >${sayIn(page.language, frameWords)('leave')}</a
      >
      <a class="button main" href="${url}" rel="noreferrer">${say(`goTo_${login}`)}</a>
    </footer>
  </section>`
  return page.c.html(await shell(page, { title: say(`wayTitle_${login}`), body }))
}
