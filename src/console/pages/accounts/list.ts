import { html } from 'hono/html'
import { ACCOUNT_STATES } from '../../../accounts/states.ts'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { bulkBar, hiddenFields, tick, tickHead } from '../../parts/bulk.ts'
import { chips } from '../../parts/chips.ts'
import { empty } from '../../parts/empty.ts'
import { meter } from '../../parts/meter.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { Accounts, causeOf, signOf, type Account } from './account.ts'
import { careWords } from './care-words.ts'
import { readFilter, type Filter } from './filter.ts'
import { accountsWords } from './words.ts'

const PATH = '/console/accounts'
const ROWS = 50

const Counts = z.object({ total: z.int(), by_state: z.record(z.string(), z.int()) })

export async function showAccounts(page: Page): Promise<Response> {
  const say = sayIn(page.language, accountsWords)
  const filter = readFilter(page.c.req.query())
  const cursor = page.c.req.query('cursor')
  const { state, ...others } = { ...filter, kind: 'pool' }
  const query = { ...others, state, cursor, limit: ROWS }
  const [found, counts] = await Promise.all([
    page.ask('GET /api/accounts', Accounts, { query }),
    page.ask('GET /api/accounts/counts', Counts, { query: others }),
  ])
  const body = html`${stateTabs(page, filter, counts)} ${filterBar(page, filter)}
  ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, PATH, { filter, cursor, next: found.next_cursor })}
  ${found.data.length === 0 ? '' : bulk(page, filter)}`
  const actions = page.may('accounts:write')
    ? html`<a class="button" href="/console/accounts/add-many">${say('addMany')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

/** Each tab counts what its list shows, with the other filters. */
function stateTabs(
  { language, formats }: Page,
  filter: Filter,
  { total, by_state: counts }: z.output<typeof Counts>,
) {
  const say = sayIn(language, accountsWords)
  return tabs(say('states'), [
    {
      label: say('all'),
      href: withQuery(PATH, { ...filter, state: undefined }),
      isCurrent: filter.state === undefined,
      count: formats.number(total),
    },
    ...ACCOUNT_STATES.filter(
      (state) => (counts[state] ?? 0) > 0 || state === filter.state || state === 'active',
    ).map((state) => ({
      label: say(`tab_${state}`),
      href: withQuery(PATH, { ...filter, state }),
      isCurrent: state === filter.state,
      sign: signOf(state),
      count: formats.number(counts[state] ?? 0),
    })),
  ])
}

function filterBar(page: Page, filter: Filter) {
  const say = sayIn(page.language, accountsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const { state, proxy, text } = filter
  return html`<form class="filter" action="${PATH}" data-morph role="search">
    ${hiddenFields({ state, proxy })}
    <input
      type="search"
      name="text"
      id="text"
      value="${text ?? ''}"
      placeholder="${say('searchName')}"
      aria-label="${say('searchName')}"
      autocomplete="off"
    />
    <button class="only-plain">${sayFrame('filter')}</button>
    ${chips(page, [
      ...(text === undefined
        ? []
        : [{ label: text, without: withQuery(PATH, { ...filter, text: undefined }) }]),
      ...(proxy === undefined
        ? []
        : [
            {
              label: say('onProxy', { name: proxy }),
              without: withQuery(PATH, { ...filter, proxy: undefined }),
            },
          ]),
    ])}
  </form>`
}

function nothing({ language }: Page, filter: Filter) {
  const say = sayIn(language, accountsWords)
  const sayFrame = sayIn(language, frameWords)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  if (!isFiltered) return empty(say('noneYet'), say('noneYetHint'))
  const link = html`<a class="button" href="${PATH}" data-morph>${sayFrame('clearFilters')}</a>`
  return empty(say('none'), html`${sayFrame('emptyFilter')} ${link}`)
}

function table(page: Page, rows: readonly Account[]) {
  const say = sayIn(page.language, accountsWords)
  const mayChange = page.may('accounts:write')
  return html`<table class="list cards accounts">
    <thead>
      <tr>
        ${mayChange ? tickHead(page) : ''}
        <th>${say('account')}</th>
        <th>${say('state')}</th>
        <th>${say('budget')}</th>
        <th class="number">${say('health')}</th>
        <th>${say('session')}</th>
        <th>${say('proxy')}</th>
        <th class="number">${say('lastUsed')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((account) => row(page, account, mayChange))}
    </tbody>
  </table>`
}

function row(page: Page, account: Account, mayChange: boolean) {
  const { id, username, proxy, session } = account
  const say = sayIn(page.language, accountsWords)
  const { formats } = page
  return html`<tr id="account-${id}">
    ${mayChange ? tick(id, say('chooseAccount', { name: username })) : ''}
    <td class="who"><a class="name" href="${PATH}/${id}">@${username}</a></td>
    <td class="what">
      ${badge(signOf(account.state), say(`is_${account.state}`))} ${restEnd(page, account)}
      <p>${causeOf(page, account) ?? ''}</p>
    </td>
    <td class="spent">${budgets(page, account)}</td>
    <td class="number">
      ${formats.number(account.health)}
      ${
        account.strikes === 0
          ? ''
          : html`<small class="line">${say('strikes', { n: account.strikes })}</small>`
      }
    </td>
    <td>
      ${
        session.age_seconds === null
          ? html`<small class="none" title="${say('noSession')}">–</small>`
          : html`<span title="${say('sessionAge')}"
              >${formats.duration(session.age_seconds * 1_000)}</span
            >`
      }
    </td>
    <td class="via">
      ${
        proxy === null
          ? html`<small class="none" title="${say('noProxy')}">–</small>`
          : html`<a href="/console/proxies/${proxy.id}">${proxyName(proxy)}</a>`
      }
    </td>
    <td class="number when">
      ${account.last_used_at === null ? html`<small>${say('never')}</small>` : time(page, account.last_used_at)}
    </td>
  </tr>`
}

/** Until when it rests: said in every state that a rest outlives. */
export function restEnd({ formats, language, now }: Page, { rest_until: until }: Account) {
  if (until === null || new Date(until) <= now) return ''
  const at = new Date(until)
  const text = sayIn(language, accountsWords)('restsUntil', { time: formats.clock(at) })
  return html`<time datetime="${until}" title="${formats.absolute(at)}">${text}</time>`
}

/** What was sent of what may be, in any 60 minutes and 24 hours. */
export function budgets({ formats, language }: Page, { budget, username }: Account) {
  const say = sayIn(language, accountsWords)
  const one = (key: 'hour' | 'day') => {
    const { limit, left } = budget[key]
    const used = Math.max(0, limit - left)
    return html`<div class="budget">
      <small>${say(key)}</small>
      ${meter({ value: used, most: limit, label: say(`budget_${key}`, { name: username }) })}
      <small>${formats.number(used)} / ${formats.number(limit)}</small>
    </div>`
  }
  return html`${one('hour')} ${one('day')}`
}

function bulk(page: Page, filter: Filter) {
  if (!page.may('accounts:write')) return ''
  const say = sayIn(page.language, careWords)
  return bulkBar(page, {
    action: '/console/accounts/change-many',
    acts: [
      { value: 'pause', label: say('pause') },
      { value: 'resume', label: say('resume') },
    ],
    actsOnAll: [
      { value: 'pause-all', label: say('pauseAll') },
      { value: 'resume-all', label: say('resumeAll') },
    ],
    hidden: filter,
  })
}
