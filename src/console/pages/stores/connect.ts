import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { Logins, type Store } from './data.ts'
import { storesWords } from './words.ts'

/** Buttons that connect an account to the store at once, one for each login that is configured. */
export async function connectForm(page: Page, { id }: Pick<Store, 'id'>) {
  if (!page.may('own:write')) return ''
  const { logins } = await page.ask('GET /api/ig/logins', Logins)
  if (logins.length === 0) return ''
  const say = sayIn(page.language, storesWords)
  return html`<form class="connect" method="post" action="/console/own-accounts/connect">
    <input type="hidden" name="store" value="${id}" />
    ${logins.map(
      (login) =>
        html`<button class="main" name="login" value="${login}">
          ${say(`connect_${login}`)}
        </button>`,
    )}
  </form>`
}
