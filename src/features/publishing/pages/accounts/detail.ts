import { html } from 'hono/html'
import { goTo } from '../../../../console/page.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { timeline } from '../../../../console/parts/figures/timeline.ts'
import { layout } from '../../../../console/layout.ts'
import { signOfAccount } from '../states.ts'
import { card } from './card.ts'
import type { Context, States } from './kit.ts'
import { loadAccount } from './read.ts'

const MAX_STATES = 30

/** An account to publish on, and the states that it was in. */
export async function showOne(page: Context): Promise<Response> {
  const { api, t } = page
  const { publishing, ...account } = await loadAccount(page)
  if (publishing === null) return goTo(page, `/accounts/${account.id}`)
  const before = page.c.req.query('before')
  const states = await api.call('listPublishingStates', {
    params: { id: account.id },
    query: { limit: MAX_STATES, cursor: before },
  })
  const path = `/console/publishing-accounts/${account.id}`
  const body = html`<ul class="board">
      ${card(page, { ...account, publishing })}
    </ul>
    ${history(page, states)}
    <nav class="pager" aria-label="${t('settings.history')}">
      ${before === undefined ? '' : html`<a href="${path}" data-morph>${t('settings.newest')}</a>`}
      ${
        states.next_cursor === null
          ? ''
          : html`<a href="${withQuery(path, { before: states.next_cursor })}" data-morph
              >${t('settings.older')} ›</a
            >`
      }
    </nav>`
  const actions = page.may('accounts:write')
    ? html`<a class="button" href="${path}/settings" data-dialog>${t('settings.change')}</a>`
    : ''
  const title = `@${account.username}`
  return page.c.html(
    await layout(page, { title, lead: t('settings.lead'), body, actions, isLive: true }),
  )
}

function history(page: Context, { data }: States) {
  const { t } = page
  if (data.length === 0) return html`<p class="hint">${t('settings.neverNoted')}</p>`
  const events = data.toReversed().map(({ state, since, until }) => ({
    at: since,
    sign: signOfAccount(state),
    text: t(`publishing.account_${state}`),
    detail:
      until === null
        ? ''
        : html`<small class="line"
            >${t('settings.until', { time: page.formats.absolute(new Date(until)) })}</small
          >`,
  }))
  return timeline(page, t('settings.history'), events)
}
