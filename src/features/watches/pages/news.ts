import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { layout } from '../../../console/layout.ts'
import { addressOf, goTo, ownPath, readForm } from '../../../console/page.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { newsCards } from '../../../console/parts/watch-news.ts'
import { NEWS_KINDS } from '../../../creators/news-kinds.ts'
import type { Context, Watch } from './kit.ts'
import { rulesPanel } from './rules.ts'
import { undoStop } from './stop.ts'

const Filter = z.object({
  unread: z.literal('true').optional().catch(undefined),
  kind: z.enum(NEWS_KINDS).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const ROWS = 30

/** `GET /watches/:id`: the news of a list, and its rules beside them. */
export async function showNews(page: Context): Promise<Response> {
  const { api, c, t, param } = page
  const params = { id: param('id') }
  const filter = Filter.parse(c.req.query())
  const [watch, news] = await Promise.all([
    api.call('getWatch', { params }),
    api.call('listWatchNews', { query: { ...filter, list: params.id, limit: ROWS } }),
  ])
  const path = `/watches/${watch.list.id}`
  const { cursor, ...chosen } = filter
  const back = withQuery(path, chosen)
  const body = html`${undoStop(page, watch)} ${filterBar(page, path, chosen, watch)}
    <div class="home-columns">
      <div>
        ${
          news.data.length === 0
            ? nothing(page, path, chosen)
            : newsCards(page, news.data, { back: addressOf(back) })
        }
        ${pager(page, `/console${path}`, {
          filter: chosen,
          cursor,
          next: news.next_cursor,
          rows: news.data.length,
        })}
      </div>
      <aside aria-label="${t('rules')}">${watch.is_watched ? rulesPanel(page, watch) : ''}</aside>
    </div>`
  return c.html(
    await layout(page, {
      title: t('newsOf', { list: watch.list.name }),
      lead: leadOf(page, watch),
      body,
      actions: actions(page, watch),
    }),
  )
}

function leadOf({ t, formats }: Context, { list, is_watched, watched_since: since }: Watch) {
  const members = t('membersOf', { n: list.members })
  if (!is_watched || since === null) return `${t('notWatched')} · ${members}`
  return `${t('since', { day: formats.date(new Date(since)) })} · ${members}`
}

function actions({ t, may }: Context, { list, is_watched }: Watch) {
  return html`<a class="button" href="/console/lists/${list.id}">${t('toList')}</a> ${
      may('lists:write')
        ? html`<a
            class="button ${is_watched ? '' : 'main'}"
            href="/console/watches/${list.id}/edit"
            data-dialog
            >${t(is_watched ? 'change' : 'begin')}</a
          >`
        : ''
    }`
}

function filterBar(
  { t, formats, me }: Context,
  path: string,
  { unread, kind }: Omit<Filter, 'cursor'>,
  watch: Watch,
) {
  const at = `/console${path}`
  return html`${tabs(t('filters'), [
      {
        label: t('allNews'),
        href: withQuery(at, { kind }),
        isCurrent: unread === undefined,
      },
      {
        label: t('onlyUnread'),
        href: withQuery(at, { kind, unread: 'true' }),
        isCurrent: unread === 'true',
        count: formats.number(watch.unread),
      },
    ])}
    <div class="news-bar">
      <form class="filter" action="${at}" data-morph role="search">
        ${unread === undefined ? '' : html`<input type="hidden" name="unread" value="true" />`}
        <select name="kind" id="kind" aria-label="${t('kind')}">
          <option value="">${t('anyKind')}</option>
          ${NEWS_KINDS.map(
            (each) =>
              html`<option value="${each}" ${boolAttr(each === kind, 'selected')}>
                ${t(`news.kind_${each}`)}
              </option>`,
          )}
        </select>
        <button class="only-plain">${t('common.filter')}</button>
      </form>
      ${
        watch.unread > 0 && me !== null
          ? html`<form method="post" action="${at}/read-all" data-morph>
              <button>${t('readAll')}</button>
            </form>`
          : ''
      }
    </div>`
}

function nothing({ t }: Context, path: string, filter: Omit<Filter, 'cursor'>) {
  if (filter.kind === undefined && filter.unread === undefined)
    return empty(t('noNews'), t('noNewsHint'))
  return empty(
    t('noMatch'),
    html`<a class="button" href="/console${path}" data-morph>${t('common.clearFilters')}</a>`,
  )
}

export async function readAll(page: Context): Promise<Response> {
  const { api, t, param } = page
  const list = param('id')
  await api.call('readAllWatchNews', { body: { list } })
  return goTo(page, `/watches/${encodeURIComponent(list)}`, t('allRead'))
}

/** One piece of news was seen; goes back to the page of the card. */
export async function readOne(page: Context): Promise<Response> {
  const { api, param } = page
  const form = await readForm(page)
  await api.call('readWatchNews', { params: { id: param('news') } })
  return goTo(page, ownPath(form.get('back')))
}
