import { html } from 'hono/html'
import { icon } from '../../../console/icons.ts'
import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { newsCards } from '../../../console/parts/watch-news.ts'
import type { Context, ListDetail } from './kit.ts'

/** The door to watching a list: its rules, or its news where it is watched. */
export function watchDoor({ t, may }: Context, { list, is_watched, unread }: AnswerOf<'getWatch'>) {
  if (is_watched)
    return html`<a class="button" href="/console/watches/${list.id}"
      >${icon('done')} ${unread > 0 ? t('watchedNew', { n: unread }) : t('watched')}</a
    >`
  if (!may('lists:write')) return ''
  return html`<a class="button" href="/console/watches/${list.id}/edit" data-dialog
    >${t('watch')}</a
  >`
}

/** The way to the stories of a list, and to storing them. */
export const storiesLink = ({ t, may }: Context, { id }: ListDetail) =>
  may('creators:read')
    ? html`<a class="button" href="/console/stories?list=${id}">${t('stories')}</a>`
    : ''

/** The newest news of a list; nothing where there is none. */
export function listNews(page: Context, list: ListDetail, news: readonly RowOf<'listWatchNews'>[]) {
  if (news.length === 0) return ''
  const { t } = page
  return html`<section class="list-news" aria-labelledby="list-news">
    <div class="title">
      <h2 id="list-news">${t('listNews')}</h2>
      <a href="/console/watches/${list.id}">${t('allListNews')}</a>
    </div>
    ${newsCards(page, news, { back: `/console/lists/${list.id}` })}
  </section>`
}
