import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { withQuery } from '../../parts/pager.ts'
import { ACCOUNT_STATES, signOfAccount } from '../../parts/publishing-state.ts'
import { timeline } from '../../parts/timeline.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { publishingWords } from '../../words/publishing.ts'
import { card } from './card.ts'
import { loadOne } from './data.ts'
import { settingsWords } from './settings-words.ts'

const MOST_STATES = 30

const States = z.object({
  data: z.array(
    z.object({ state: z.enum(ACCOUNT_STATES), since: z.string(), until: z.string().nullable() }),
  ),
  next_cursor: z.string().nullable(),
})

/** An account to publish on, and the states that it was in. */
export async function showOne(page: Page): Promise<Response> {
  const say = sayIn(page.language, settingsWords)
  const { publishing, ...account } = await loadOne(page)
  if (publishing === null) return goTo(page, `/accounts/${account.id}`)
  const before = page.c.req.query('before')
  const states = await page.ask(`GET /api/accounts/${account.id}/states`, States, {
    query: { limit: MOST_STATES, cursor: before },
  })
  const path = `/console/publishing-accounts/${account.id}`
  const body = html`<ul class="board">
      ${card(page, { ...account, publishing })}
    </ul>
    ${history(page, states)}
    <nav class="pager" aria-label="${say('history')}">
      ${before === undefined ? '' : html`<a href="${path}" data-morph>${say('newest')}</a>`}
      ${
        states.next_cursor === null
          ? ''
          : html`<a href="${withQuery(path, { before: states.next_cursor })}" data-morph
              >${say('older')} ›</a
            >`
      }
    </nav>`
  const actions = page.may('accounts:write')
    ? html`<a class="button" href="${path}/settings" data-dialog>${say('change')}</a>`
    : ''
  const title = `@${account.username}`
  return page.c.html(await shell(page, { title, lead: say('lead'), body, actions, isLive: true }))
}

function history(page: Page, { data }: z.output<typeof States>) {
  const say = sayIn(page.language, settingsWords)
  const states = sayIn(page.language, publishingWords)
  if (data.length === 0) return html`<p class="hint">${say('neverNoted')}</p>`
  const events = data.toReversed().map(({ state, since, until }) => ({
    at: since,
    sign: signOfAccount(state),
    text: states(`account_${state}`),
    detail:
      until === null
        ? ''
        : html`<small class="line"
            >${say('until', { time: page.formats.absolute(new Date(until)) })}</small
          >`,
  }))
  return timeline(page, say('history'), events)
}
