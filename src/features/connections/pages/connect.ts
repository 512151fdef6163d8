import { randomBytes } from 'node:crypto'
import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { addressOf, readFields, readForm } from '../../../console/page.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { rightText } from '../../../console/parts/own-account.ts'
import { layout } from '../../../console/layout.ts'
import { LOGINS, REFUSALS, type Begun, type Context, type Login, type OwnAccount } from './kit.ts'

const SECRET_BYTES = 32

/** Buttons that begin a dialog of Meta's, one for each login that is configured. */
export function connectForms(page: Context, logins: readonly Login[]) {
  if (!page.may('own:write')) return ''
  const { t } = page
  return html`<form class="connect" method="post" action="/console/own-accounts/connect">
    ${logins.map(
      (login) =>
        html`<button class="main" name="login" value="${login}">${t(`connect_${login}`)}</button>`,
    )}
  </form>`
}

/** A button that authorizes an account again, or asks for some rights alone. */
export function authorizeForm(page: Context, account: OwnAccount, rights: readonly string[] = []) {
  if (!page.may('own:write')) return ''
  const { t } = page
  const label = rights.length === 0 ? t('authorize') : t('askAgain')
  const about =
    rights.length === 0
      ? account.username
      : rights.map((right) => rightText(page, right)).join(', ')
  return html`<form method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="login" value="${account.login}" />
    <input type="hidden" name="account" value="${account.id}" />
    ${rights.length === 0 ? '' : html`<input type="hidden" name="rights" value="${rights.join(',')}" />`}
    <button aria-label="${label}: ${about}">${label}</button>
  </form>`
}

const ConnectQuery = z.object({
  login: z.enum(LOGINS),
  account: z.uuid().optional(),
  rights: z.string().optional(),
  /** The store that is to read the account. */
  store: z.uuid().optional(),
})

/**
 * `POST /own-accounts/connect`: binds the way back to this browser, and shows the way to Meta. It
 * is a link, since the policy of our pages lets no form lead elsewhere.
 */
export async function connect(page: Context): Promise<Response> {
  const { login, account, rights, store } = readFields(ConnectQuery, await readForm(page))
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const headers = { 'x-gramd-browser': secret }
  const call =
    store === undefined
      ? page.api.call('beginConnecting', { query: { login, account, rights }, headers })
      : page.api.call('beginConnectingStore', { query: { login, store }, headers })
  const { answer, refusal } = await refusable(call, REFUSALS)
  if (refusal) {
    const path = withQuery(addressOf('/own-accounts'), { problem: refusal.problem.code })
    return page.c.redirect(path, 303)
  }
  page.cookies.beginDialog(secret)
  return await showWay(page, { login, rights: rights?.split(',') ?? [], ...answer })
}

type Way = Begun & { login: Login; rights: readonly string[] }

async function showWay(
  page: Context,
  { login, url, expiresAt: end, rights }: Way,
): Promise<Response> {
  const { t } = page
  const body = html`<section class="card">
    <p>${t(`way_${login}`)}</p>
    ${
      rights.length === 0
        ? ''
        : html`<ul>
            ${rights.map((right) => html`<li>${rightText(page, right)}</li>`)}
          </ul>`
    }
    <p class="hint">${t('wayEnds', { time: page.formats.clock(new Date(end)) })}</p>
    <footer>
      <a class="button" href="/console/own-accounts">${t('common.leave')}</a>
      <a class="button main" href="${url}" rel="noreferrer">${t(`goTo_${login}`)}</a>
    </footer>
  </section>`
  return page.c.html(await layout(page, { title: t(`wayTitle_${login}`), body }))
}
