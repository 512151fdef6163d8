import { html } from 'hono/html'
import { parseCreatorAddress } from '../../../../creators/address.ts'
import { isUuid } from '../../../../base/text.ts'
import { ProblemError } from '../../../../console/user-client.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context } from './kit.ts'

type Handler = (page: Context) => Promise<Response>

/** Shows the page of a creator, or an offer to add an unknown one. */
export const orOfferToAdd =
  (show: Handler): Handler =>
  async (page) => {
    try {
      return await show(page)
    } catch (error) {
      const name = nameOf(page)
      const isUnknown = error instanceof ProblemError && error.problem.status === 404
      if (!isUnknown || name === null) throw error
      return await offer(page, name)
    }
  }

/** The username in the address; null where it is an id or no possible name. */
function nameOf(page: Context): string | null {
  const text = page.param('creator')
  const read = isUuid(text) ? undefined : parseCreatorAddress(text)
  return read && 'username' in read ? read.username : null
}

async function offer(page: Context, name: string): Promise<Response> {
  const { t } = page
  const add = html`<p>
    <a
      class="button main"
      href="${withQuery('/console/creators/add', { names: `@${name}` })}"
      data-dialog
      >${t('addMissing', { name })}</a
    >
  </p>`
  const body = html`<div class="empty">
    <p>${t('missingHint')}</p>
    ${page.may('creators:write') ? add : ''}
    <p><a class="button" href="/console/creators">${t('toCreators')}</a></p>
  </div>`
  return page.c.html(await layout(page, { title: t('missingTitle', { name }), body }), 404)
}
