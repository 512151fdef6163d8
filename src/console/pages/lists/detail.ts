import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { bulkBar } from '../../parts/bulk.ts'
import { empty } from '../../parts/empty.ts'
import { facts } from '../../parts/facts.ts'
import { when } from '../../parts/attributes.ts'
import { STATUS_SIGNS } from '../../parts/member-status.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { memberWords } from '../../words/members.ts'
import { ListDetail, Members, Team } from './data.ts'
import { kindOf } from './list.ts'
import { memberTable } from './members.ts'
import { listsWords } from './words.ts'

/** The filter stands in the address alone; what it does not know is as if it was not there. */
const Filter = z.object({
  status: z.enum(MEMBER_STATUSES).optional().catch(undefined),
  owner: z.string().min(1).max(100).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const ROWS = 50

export const listId = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

export async function showList(page: Page): Promise<Response> {
  const id = listId(page)
  const filter = Filter.parse(page.c.req.query())
  const [list, found, team] = await Promise.all([
    page.ask(`GET /api/lists/${id}`, ListDetail),
    page.ask(`GET /api/lists/${id}/members`, Members, { query: { ...filter, limit: ROWS } }),
    page.ask('GET /api/team', Team, { query: { limit: 200 } }),
  ])
  const path = `/console/lists/${list.id}`
  const { status, owner, cursor } = filter
  const body = html`<p class="state">${kindOf(page, list)} ${endOf(page, list)}</p>
    <div class="totals">${totals(page, list)}</div>
    ${statusTabs(page, path, list, filter)} ${filterBar(page, path, team, filter)}
    ${
      found.data.length === 0
        ? nothing(page, list, path)
        : html`${memberTable(page, list, found.data)} ${bulk(page, path, list, filter)}`
    }
    ${pager(page, path, { filter: { status, owner }, cursor, next: found.next_cursor })}`
  const content = {
    title: list.name,
    lead: list.description ?? undefined,
    body,
    actions: actions(page, path),
  }
  return page.c.html(await shell(page, content))
}

function endOf({ formats, language }: Page, { ends_at: end }: ListDetail) {
  if (end === null) return ''
  const say = sayIn(language, listsWords)
  return html`<small>${say('until', { time: formats.absolute(new Date(end)) })}</small>`
}

function actions(page: Page, path: string) {
  const say = sayIn(page.language, listsWords)
  if (!page.may('lists:write')) return ''
  return html`<a class="button" href="${path}/edit" data-dialog>${say('edit')}</a>
    <a class="button" href="${path}/add" data-dialog>${say('add')}</a>`
}

function totals({ language, formats }: Page, list: ListDetail) {
  const say = sayIn(language, listsWords)
  const { followers, followers_of, median_er: er, median_er_of, money } = list.totals
  const of = (n: number) => say('of', { n })
  return facts([
    { label: say('members'), value: formats.number(list.members) },
    {
      label: say('reach'),
      value: followers_of === 0 ? '–' : formats.compact(followers),
      aside: of(followers_of),
      title: `${say('reachTitle', { n: followers })}. ${say('withoutRejected')}`,
    },
    {
      label: say('medianEr'),
      value: er === null ? '–' : formats.percent(er),
      aside: of(median_er_of),
      title: say('withoutRejected'),
    },
    ...money.map(({ currency, members, total, agreed }) => ({
      label: say('money', { currency }),
      value: formats.amount(total, currency),
      aside: say('moneyAgreed', { amount: formats.amount(agreed, currency) }),
      title: `${say('moneyOf', { n: members })}. ${say('withoutRejected')}`,
    })),
  ])
}

function statusTabs({ language, formats }: Page, path: string, list: ListDetail, filter: Filter) {
  const say = sayIn(language, listsWords)
  const sayStatus = sayIn(language, memberWords)
  const { owner } = filter
  // Counts are of all members: beside those of one person they would say too much.
  const countOf = (n: number) => (owner === undefined ? formats.number(n) : undefined)
  return tabs(say('statuses'), [
    {
      label: say('all'),
      href: withQuery(path, { owner }),
      isCurrent: filter.status === undefined,
      count: countOf(list.members),
    },
    ...MEMBER_STATUSES.map((status) => ({
      label: sayStatus(status),
      href: withQuery(path, { owner, status }),
      isCurrent: filter.status === status,
      sign: STATUS_SIGNS[status],
      count: countOf(list.by_member_status[status]),
    })),
  ])
}

function filterBar(page: Page, path: string, { data: team }: Team, { status, owner }: Filter) {
  const say = sayIn(page.language, listsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const options = [
    { value: '', label: say('anyOwner') },
    { value: 'none', label: say('nobody') },
    ...team.map(({ login, name }) => ({ value: login, label: name })),
  ]
  return html`<form class="filter" action="${path}" data-morph role="search">
    ${status === undefined ? '' : html`<input type="hidden" name="status" value="${status}" />`}
    <select name="owner" id="owner" aria-label="${say('owner')}">
      ${options.map(
        ({ value, label }) =>
          html`<option value="${value}" ${when(value === (owner ?? ''), 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
    <button class="only-plain">${sayFrame('filter')}</button>
    ${
      page.may('exports:read')
        ? html`<a
            class="button end"
            href="${withQuery(`${path}/export`, { status, owner })}"
            download
            >${sayFrame('export')}</a
          >`
        : ''
    }
  </form>`
}

function nothing(page: Page, list: ListDetail, path: string) {
  const { language } = page
  const say = sayIn(language, listsWords)
  if (list.members > 0)
    return empty(
      say('noMatch'),
      html`<a class="button" href="${path}" data-morph>
        ${sayIn(language, frameWords)('clearFilters')}
      </a>`,
    )
  return empty(say('empty'), page.may('lists:write') ? say('emptyHint') : '')
}

function bulk(page: Page, path: string, list: ListDetail, { status, owner }: Filter) {
  const say = sayIn(page.language, listsWords)
  const mayWrite = page.may('lists:write')
  const all = status === undefined ? list.members : list.by_member_status[status]
  return bulkBar(page, {
    action: `${path}/bulk`,
    acts: [
      ...(mayWrite ? [{ value: 'move', label: say('move') }] : []),
      { value: 'compare', label: say('compare'), leaves: true },
      ...(mayWrite ? [{ value: 'take', label: say('take') }] : []),
    ],
    // Of one owner nobody has counted them.
    actsOnAll:
      mayWrite && owner === undefined && all > 0
        ? [{ value: 'move-all', label: say('moveAll', { n: all }) }]
        : [],
    hidden: { status, expected: String(all) },
  })
}
