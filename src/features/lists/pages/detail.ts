import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z, type HttpContext } from '../../../http/router.ts'
import type { AnswerOf } from '../../../console/api.ts'
import { bulkBar } from '../../../console/parts/forms/bulk.ts'
import { empty } from '../../../console/parts/empty.ts'
import { boolAttr } from '../../../console/parts/attributes.ts'
import { STATUS_SIGNS } from '../../../console/parts/member-status.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { layout } from '../../../console/layout.ts'
import type { Context, ListDetail } from './kit.ts'
import { board, laneOf, LANES, laneTabs, readLanes, undoOffer } from './board.ts'
import { kindOf } from './list.ts'
import { memberTable } from './members.ts'
import { totals } from './totals.ts'
import { listNews, storiesLink, watchDoor } from './watch.ts'

/** The filter in the page's address; unknown values are ignored. */
const Filter = z.object({
  status: z.enum(MEMBER_STATUSES).optional().catch(undefined),
  owner: z.string().min(1).max(100).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
  view: z.literal('board').optional().catch(undefined),
  lane: z.enum(LANES).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>
type Team = AnswerOf<'listTeam'>

export const readFilter = (c: HttpContext): Filter => Filter.parse(c.req.query())

const ROWS = 50
/** One of the newest: the creators and their states stay on the first screen. */
const NEWS = 1

export async function showList(context: Context): Promise<Response> {
  const { api, c } = context
  const params = { id: context.param('id') }
  const filter = readFilter(c)
  const isBoard = filter.view === 'board'
  const { view: _view, lane, ...members } = filter
  const [list, found, team, lanes, watch, news] = await Promise.all([
    api.call('getList', { params }),
    isBoard
      ? { data: [], next_cursor: null }
      : api.call('listListMembers', { params, query: { ...members, limit: ROWS } }),
    api.call('listTeam', { query: { limit: 200 } }),
    isBoard ? readLanes(context, filter.owner) : [],
    api.call('getWatch', { params }),
    api.call('listWatchNews', { query: { list: params.id, limit: NEWS } }),
  ])
  const path = `/console/lists/${list.id}`
  const { status, owner, cursor } = filter
  const current = laneOf(list, lane)
  const pages = {
    filter: { status, owner },
    cursor,
    next: found.next_cursor,
    rows: found.data.length,
    total: totalOf(list, filter),
  }
  const body = html`<p class="state">${kindOf(context, list)} ${endOf(context, list)}</p>
    <div class="totals ${isBoard ? '' : 'later'}">${totals(context, list)}</div>
    ${isBoard ? '' : listNews(context, list, news.data)}
    ${isBoard ? undoOffer(context, list, lanes) : statusTabs(context, path, list, filter)}
    ${filterBar(context, list, team, filter)}
    ${
      isBoard
        ? html`${laneTabs(context, list, { owner, current })}
          ${board(context, list, lanes, current)}`
        : found.data.length === 0
          ? nothing(context, list, path)
          : html`${memberTable(context, list, found.data)} ${bulk(context, path, list, filter)}`
    }
    ${isBoard ? '' : pager(context, path, pages)}
    <p class="phone">${exportLink(context, list, filter)}</p>`
  const content = {
    title: list.name,
    lead: list.description ?? undefined,
    body,
    actions: html`${watchDoor(context, watch)} ${storiesLink(context, list)}
    ${actions(context, path, list)}`,
  }
  return c.html(await layout(context, content))
}

/** The members of one owner are not counted. */
function totalOf(list: ListDetail, { status, owner }: Filter) {
  if (owner !== undefined) return undefined
  return { count: status === undefined ? list.members : list.by_member_status[status] }
}

function endOf({ formats, t }: Context, { ends_at: end }: ListDetail) {
  if (end === null) return ''
  return html`<small>${t('until', { time: formats.moment(new Date(end)) })}</small>`
}

function actions({ t, may }: Context, path: string, { id }: ListDetail) {
  if (!may('lists:write')) return ''
  const share = withQuery('/console/shares/new', { subject: 'list', list: id, back: path })
  return html`<a class="button" href="${share}" data-dialog>${t('common.share')}</a>
    ${
      may('exports:read')
        ? html`<a class="button" href="/console/outgoing-webhooks?list=${id}">${t('webhooks')}</a>`
        : ''
    }
    <a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
    <a class="button" href="${path}/add" data-dialog>${t('add')}</a>`
}

function statusTabs({ t, formats }: Context, path: string, list: ListDetail, filter: Filter) {
  const { owner } = filter
  // Counts are of all members: beside those of one person they would say too much.
  const countOf = (n: number) => (owner === undefined ? formats.number(n) : undefined)
  return tabs(t('statuses'), [
    {
      label: t('all'),
      href: withQuery(path, { owner }),
      isCurrent: filter.status === undefined,
      count: countOf(list.members),
    },
    ...MEMBER_STATUSES.map((status) => ({
      label: t(`member.${status}`),
      href: withQuery(path, { owner, status }),
      isCurrent: filter.status === status,
      sign: STATUS_SIGNS[status],
      count: countOf(list.by_member_status[status]),
    })),
  ])
}

/** In the bar, and on a phone below the creators, where a thumb gets to it last. */
function exportLink({ t, may }: Context, { id }: ListDetail, { status, owner }: Filter) {
  if (!may('exports:read')) return ''
  const file = withQuery(`/console/lists/${id}/export`, { status, owner })
  return html`<a class="button" href="${file}" download>${t('common.export')}</a>`
}

function filterBar(
  context: Context,
  list: ListDetail,
  { data: team }: Team,
  { status, owner, view }: Filter,
) {
  const { t } = context
  const path = `/console/lists/${list.id}`
  const options = [
    { value: '', label: t('anyOwner') },
    { value: 'none', label: t('nobody') },
    ...team.map(({ login, name }) => ({ value: login, label: name })),
  ]
  return html`<form class="filter" action="${path}" data-morph role="search">
    ${status === undefined ? '' : html`<input type="hidden" name="status" value="${status}" />`}
    ${view === undefined ? '' : html`<input type="hidden" name="view" value="${view}" />`}
    <select name="owner" id="owner" aria-label="${t('owner')}">
      ${options.map(
        ({ value, label }) =>
          html`<option value="${value}" ${boolAttr(value === (owner ?? ''), 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
    <button class="only-plain">${t('common.filter')}</button>
    <nav class="switch" aria-label="${t('shownAs')}">
      <a
        href="${withQuery(path, { owner })}"
        data-morph
        ${boolAttr(view === undefined, 'aria-current="true"')}
        >${t('asTable')}</a
      >
      <a
        href="${withQuery(path, { owner, view: 'board' })}"
        data-morph
        ${boolAttr(view === 'board', 'aria-current="true"')}
        >${t('asBoard')}</a
      >
      ${
        list.is_campaign
          ? html`<a href="/console/campaigns/${list.id}" data-morph>${t('asResults')}</a>`
          : ''
      }
    </nav>
    <span class="end phone-off">${exportLink(context, list, { status, owner })}</span>
  </form>`
}

function nothing({ t, may }: Context, list: ListDetail, path: string) {
  if (list.members > 0)
    return empty(
      t('noMatch'),
      html`<a class="button" href="${path}" data-morph> ${t('common.clearFilters')} </a>`,
    )
  return empty(t('empty'), may('lists:write') ? t('emptyHint') : '')
}

function bulk(context: Context, path: string, list: ListDetail, { status, owner }: Filter) {
  const { t } = context
  const mayWrite = context.may('lists:write')
  const all = status === undefined ? list.members : list.by_member_status[status]
  return bulkBar(context, {
    action: `${path}/bulk`,
    actions: [
      ...(mayWrite ? [{ value: 'move', label: t('move') }] : []),
      { value: 'compare', label: t('compare'), leaves: true },
      ...(mayWrite ? [{ value: 'take', label: t('take') }] : []),
    ],
    // The members of one owner are not counted.
    bulkActions:
      mayWrite && owner === undefined && all > 0
        ? [{ value: 'move-all', label: t('moveAll', { n: all }) }]
        : [],
    hidden: { status, expected: String(all) },
  })
}
