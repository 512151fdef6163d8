import { html } from 'hono/html'
import type { RowOf } from '../../../../console/api.ts'
import { goTo } from '../../../../console/page.ts'
import { time } from '../../../../console/parts/time.ts'
import { browserName } from './browser-name.ts'
import type { Context, Routes } from './kit.ts'

type Session = RowOf<'listOwnSessions'>

/** Shows where the user is signed in. */
export async function sessionsSection(page: Context) {
  const { t } = page
  const { data } = await page.api.call('listOwnSessions')
  return html`<section>
    <h2>${t('sessions')}</h2>
    <p class="hint">${t('sessionsHint')}</p>
    <table class="list cards">
      <thead>
        <tr>
          <th>${t('device')}</th>
          <th>${t('address')}</th>
          <th class="number">${t('seen')}</th>
          <td><span class="hidden">${t('end')}</span></td>
        </tr>
      </thead>
      <tbody>
        ${data.map((each) => row(page, each))}
      </tbody>
    </table>
    ${
      data.length > 1
        ? html`<form method="post" action="/console/profile/sessions/end-others">
            <button>${t('endOthers')}</button>
          </form>`
        : ''
    }
  </section>`
}

function row(page: Context, session: Session) {
  const { t } = page
  const { id, is_this: isThis, address, user_agent: agent } = session
  const name = browserName(agent) ?? t('unknownDevice')
  return html`<tr id="session-${id}">
    <td title="${agent ?? ''}">
      <strong dir="auto">${name}</strong>
      ${isThis ? html`<p>${t('thisSession')}</p>` : ''}
    </td>
    <td><small>${address ?? '–'}</small></td>
    <td class="number">${time(page, session.last_seen_at)}</td>
    <td class="acts">
      ${
        isThis
          ? ''
          : html`<form method="post" action="/console/profile/sessions/${id}/end">
              <button aria-label="${t('endOne', { name })}">${t('end')}</button>
            </form>`
      }
    </td>
  </tr>`
}

export const sessionRoutes: Routes = {
  async 'POST /profile/sessions/end-others'(page) {
    const { ended } = await page.api.call('endOtherSessions')
    return goTo(page, '/profile', page.t('ended', { n: ended }))
  },
  async 'POST /profile/sessions/:id/end'(page) {
    await page.api.call('endOwnSession', { params: { id: page.param('id') } })
    return goTo(page, '/profile', page.t('ended', { n: 1 }))
  },
}
