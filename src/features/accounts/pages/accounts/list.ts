import { html } from 'hono/html'
import { ACCOUNT_STATES } from '../../../../accounts/states.ts'
import { badge } from '../../../../console/parts/badge.ts'
import {
  bulkBar,
  hiddenFields,
  checkboxCell,
  checkboxHead,
} from '../../../../console/parts/forms/bulk.ts'
import { chips } from '../../../../console/parts/chips.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { meter } from '../../../../console/parts/figures/meter.ts'
import { poolStrips } from '../../../../console/parts/panels/pool-strips.ts'
import { requestsOfDay } from '../../../../console/parts/panels/requests-of-day.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { causeOf, isPooled, signOf } from './account.ts'
import { readFilter, type Filter } from './filter.ts'
import type { Account, AccountCounts, Context } from './kit.ts'

const PATH = '/console/accounts'
const ROWS = 50

export async function showAccounts(page: Context): Promise<Response> {
  const { t } = page
  const filter = readFilter(page.c.req.query())
  const cursor = page.c.req.query('cursor')
  const { state, ...others } = { ...filter, kind: 'pool' as const }
  const query = { ...others, state, cursor, limit: ROWS }
  const isPlain =
    cursor === undefined && Object.values(filter).every((value) => value === undefined)
  const [found, counts, pool] = await Promise.all([
    page.api.call('listAccounts', { query }),
    page.api.call('countAccounts', { query: others }),
    isPlain ? readDay(page) : null,
  ])
  const rows = found.data.filter(isPooled)
  const paging = { rows: found.data.length, total: totalOf(filter, counts) }
  const body = html`${pool ?? ''} ${stateTabs(page, filter, counts)} ${filterBar(page, filter)}
  ${rows.length === 0 ? nothing(page, filter) : table(page, rows)}
  ${pager(page, PATH, { filter, cursor, next: found.next_cursor, ...paging })}
  ${rows.length === 0 ? '' : bulk(page, filter)}`
  const actions = page.may('accounts:write')
    ? html`<a class="button" href="/console/accounts/add-many">${t('addMany')}</a>`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const totalOf = ({ state }: Filter, { total, by_state: counts }: AccountCounts) => ({
  count: state === undefined ? total : (counts[state] ?? 0),
})

/** Draws the day of the accounts in trouble, and who used the budget. */
async function readDay(page: Context) {
  const [activity, usage, capacity] = await Promise.all([
    page.api.call('getPoolActivity', { query: { limit: 20 } }),
    page.api.call('getPoolUsage'),
    page.api.call('getPoolCapacity'),
  ])
  return html`${poolStrips(page, activity, { proxies: false })}
  ${requestsOfDay(page, usage, capacity)}`
}

/** Each tab counts what its list shows, with the other filters. */
function stateTabs(
  { t, formats }: Context,
  filter: Filter,
  { total, by_state: counts }: AccountCounts,
) {
  return tabs(t('states'), [
    {
      label: t('all'),
      href: withQuery(PATH, { ...filter, state: undefined }),
      isCurrent: filter.state === undefined,
      count: formats.number(total),
    },
    ...ACCOUNT_STATES.filter(
      (state) => (counts[state] ?? 0) > 0 || state === filter.state || state === 'active',
    ).map((state) => ({
      label: t(`tab_${state}`),
      href: withQuery(PATH, { ...filter, state }),
      isCurrent: state === filter.state,
      sign: signOf(state),
      count: formats.number(counts[state] ?? 0),
    })),
  ])
}

function filterBar(page: Context, filter: Filter) {
  const { t } = page
  const { state, proxy, text } = filter
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    ${hiddenFields({ state, proxy })}
    <input
      type="search"
      name="text"
      id="text"
      value="${text ?? ''}"
      placeholder="${t('searchName')}"
      aria-label="${t('searchName')}"
      autocomplete="off"
    />
    <button class="only-plain">${t('common.filter')}</button>
    ${chips(page, [
      ...(text === undefined
        ? []
        : [{ label: text, without: withQuery(PATH, { ...filter, text: undefined }) }]),
      ...(proxy === undefined
        ? []
        : [
            {
              label: t('onProxy', { name: proxy }),
              without: withQuery(PATH, { ...filter, proxy: undefined }),
            },
          ]),
    ])}
  </form>`
}

function nothing({ t }: Context, filter: Filter) {
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (!isFiltered) return empty(t('noneYet'), t('noneYetHint'))
  const link = html`<a class="button" href="${PATH}" data-morph>${t('common.clearFilters')}</a>`
  return empty(t('none'), html`${t('common.emptyFilter')} ${link}`)
}

function table(page: Context, rows: readonly Account[]) {
  const { t } = page
  const mayChange = page.may('accounts:write')
  return html`<table class="list cards accounts">
    <thead>
      <tr>
        ${mayChange ? checkboxHead(page) : ''}
        <th>${t('account')}</th>
        <th>${t('state')}</th>
        <th>${t('budget')}</th>
        <th class="number">${t('health')}</th>
        <th>${t('session')}</th>
        <th>${t('proxy')}</th>
        <th class="number">${t('lastUsed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((account) => row(page, account, mayChange))}
    </tbody>
  </table>`
}

function row(page: Context, account: Account, mayChange: boolean) {
  const { id, username, proxy, session } = account
  const { formats, t } = page
  return html`<tr id="account-${id}">
    ${mayChange ? checkboxCell(id, t('chooseAccount', { name: username })) : ''}
    <td class="who"><a class="name" href="${PATH}/${id}" dir="auto">@${username}</a></td>
    <td class="what">
      ${badge(signOf(account.state), t(`is_${account.state}`))} ${restEnd(page, account)}
      <p>${causeOf(page, account) ?? ''}</p>
    </td>
    <td class="spent">${budgets(page, account)}</td>
    <td class="number">
      ${formats.number(account.health)}
      ${
        account.strikes === 0
          ? ''
          : html`<small class="line">${t('strikes', { n: account.strikes })}</small>`
      }
    </td>
    <td>
      ${
        session.age_seconds === null
          ? html`<small class="none" title="${t('noSession')}">–</small>`
          : html`<span title="${t('sessionAge')}"
              >${formats.duration(session.age_seconds * 1_000)}</span
            >`
      }
    </td>
    <td class="via">
      ${
        proxy === null
          ? html`<small class="none" title="${t('noProxy')}">–</small>`
          : html`<a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`
      }
    </td>
    <td class="number when">
      ${account.last_used_at === null ? html`<small>${t('never')}</small>` : time(page, account.last_used_at)}
    </td>
  </tr>`
}

/** Until when it rests: said in every state that a rest outlives. */
export function restEnd({ t, formats, now }: Context, { rest_until: until }: Account) {
  if (until === null || new Date(until) <= now) return ''
  const at = new Date(until)
  const text = t('restsUntil', { time: formats.clock(at) })
  return html`<time datetime="${until}" title="${formats.absolute(at)}">${text}</time>`
}

/** Renders how much of the limits is used, in any 60 minutes and 24 hours. */
export function budgets({ t, formats }: Context, { budget, username }: Account) {
  const one = (key: 'hour' | 'day') => {
    const { limit, left } = budget[key]
    const used = Math.max(0, limit - left)
    return html`<div class="budget">
      <small>${t(key)}</small>
      ${meter({ value: used, most: limit, label: t(`budget_${key}`, { name: username }), isLimit: true })}
      <small>${formats.number(used)} / ${formats.number(limit)}</small>
    </div>`
  }
  return html`${one('hour')} ${one('day')}`
}

function bulk(page: Context, filter: Filter) {
  const { t } = page
  if (!page.may('accounts:write')) return ''
  return bulkBar(page, {
    action: '/console/accounts/change-many',
    actions: [
      { value: 'pause', label: t('care.pause') },
      { value: 'resume', label: t('care.resume') },
    ],
    bulkActions: [
      { value: 'pause-all', label: t('care.pauseAll') },
      { value: 'resume-all', label: t('care.resumeAll') },
    ],
    hidden: filter,
  })
}
