import { html } from 'hono/html'
import { newsCards } from '../../../../console/parts/watch-news.ts'
import type { Context, News } from './kit.ts'

/** News of watched lists that the user has not seen; nothing without any. */
export function watchedNews(page: Context, news: readonly News[]) {
  if (news.length === 0) return ''
  const { t } = page
  return html`<section aria-labelledby="watched">
    <div class="title">
      <h2 id="watched">${t('watchedLists')}</h2>
      <a href="/console/watches">${t('allWatched')}</a>
    </div>
    ${newsCards(page, news, { withList: true, back: '/console' })}
  </section>`
}
