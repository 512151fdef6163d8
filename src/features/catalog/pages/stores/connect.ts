import { html } from 'hono/html'
import type { Context, Store } from './kit.ts'

/** Buttons that connect an account to the store at once, one for each login that is configured. */
export async function connectForm(page: Context, { id }: Pick<Store, 'id'>) {
  if (!page.may('own:write')) return ''
  const { logins } = await page.api.call('listLogins')
  if (logins.length === 0) return ''
  const { t } = page
  return html`<form class="connect" method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="store" value="${id}" />
    ${logins.map(
      (login) =>
        html`<button class="main" name="login" value="${login}">${t(`connect_${login}`)}</button>`,
    )}
  </form>`
}
