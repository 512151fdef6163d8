import { html } from 'hono/html'
import { layout } from '../../../console/layout.ts'
import { empty } from '../../../console/parts/empty.ts'
import { newsCards } from '../../../console/parts/watch-news.ts'
import type { Context, Watch } from './kit.ts'
import { digestSentence } from './rules.ts'

const MAX_NEWS = 20

/** `GET /watches`: all watched lists, and their newest news. */
export async function showWatches(page: Context): Promise<Response> {
  const { api, c, t } = page
  const [watches, news] = await Promise.all([
    api.call('listWatches', { query: { limit: 100 } }),
    api.call('listWatchNews', { query: { limit: MAX_NEWS } }),
  ])
  const body =
    watches.data.length === 0
      ? empty(
          t('nothingWatched'),
          html`${t('nothingWatchedHint')}
            <a class="button" href="/console/lists">${t('openLists')}</a>`,
        )
      : html`<ul class="home-cards watched">
            ${watches.data.map((watch) => card(page, watch))}
          </ul>
          ${
            news.data.length === 0
              ? html`<p class="hint">${t('noNewsHint')}</p>`
              : newsCards(page, news.data, { withList: true, back: '/console/watches' })
          }`
  return c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

function card(page: Context, watch: Watch) {
  const { t } = page
  const { list, unread } = watch
  return html`<li class="panel">
    <p class="name">
      <a href="/console/watches/${list.id}" dir="auto"><strong>${list.name}</strong></a>
      ${unread === 0 ? '' : html`<b class="is-new">${t('unread', { n: unread })}</b>`}
    </p>
    <p class="hint">${t('membersOf', { n: list.members })} · ${digestSentence(page, watch)}</p>
  </li>`
}
