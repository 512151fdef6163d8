import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { proxyName } from '../../parts/proxy-name.ts'
import { causeOf, Proxies, PROXY_STATES, signOf, type Proxy } from './proxy.ts'
import { proxiesWords } from './words.ts'

const PATH = '/console/proxies'
const ROWS = 50

/** The filter stands in the address alone. */
const Filter = z.object({
  state: z.enum(PROXY_STATES).optional().catch(undefined),
  spare: z.literal('true').optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const Pool = z.object({ proxies: z.record(z.enum(PROXY_STATES), z.int()) })

export async function showProxies(page: Page): Promise<Response> {
  const say = sayIn(page.language, proxiesWords)
  const filter = Filter.parse(page.c.req.query())
  const cursor = page.c.req.query('cursor')
  const query = { ...filter, cursor, limit: ROWS }
  const [found, { proxies }] = await Promise.all([
    page.ask('GET /api/proxies', Proxies, { query }),
    page.ask('GET /api/pool', Pool),
  ])
  const body = html`${stateTabs(page, filter, proxies)}
  ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, PATH, { filter, cursor, next: found.next_cursor })}`
  const actions = page.may('accounts:write')
    ? html`<a class="button" id="add-one" href="${PATH}/+add" data-dialog>${say('add')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions, isLive: true }
  return page.c.html(await shell(page, content))
}

function stateTabs(
  { language, formats }: Page,
  { state: chosen, spare }: Filter,
  counts: Record<(typeof PROXY_STATES)[number], number>,
) {
  const say = sayIn(language, proxiesWords)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return tabs(say('states'), [
    {
      label: say('all'),
      href: PATH,
      isCurrent: chosen === undefined && spare === undefined,
      count: formats.number(total),
    },
    ...PROXY_STATES.map((state) => ({
      label: say(`tab_${state}`),
      href: withQuery(PATH, { state }),
      isCurrent: state === chosen,
      sign: signOf(state),
      count: formats.number(counts[state]),
    })),
    {
      label: say('spares'),
      href: withQuery(PATH, { spare: 'true' }),
      isCurrent: spare !== undefined,
    },
  ])
}

function nothing({ language }: Page, filter: Filter) {
  const say = sayIn(language, proxiesWords)
  const sayFrame = sayIn(language, frameWords)
  if (filter.state === undefined && filter.spare === undefined)
    return empty(say('noneYet'), say('noneYetHint'))
  const link = html`<a class="button" href="${PATH}" data-morph>${sayFrame('clearFilters')}</a>`
  return empty(say('none'), html`${sayFrame('emptyFilter')} ${link}`)
}

function table(page: Page, rows: readonly Proxy[]) {
  const say = sayIn(page.language, proxiesWords)
  return html`<table class="list cards proxies">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th>${say('proxy')}</th>
        <th>${say('accounts')}</th>
        <th class="number">${say('successRate')}</th>
        <th class="number">${say('latency')}</th>
        <th>${say('country')}</th>
        <th class="number">${say('lastOk')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((proxy) => row(page, proxy))}
    </tbody>
  </table>`
}

function row(page: Page, proxy: Proxy) {
  const say = sayIn(page.language, proxiesWords)
  const { id, protocol, host, port } = proxy
  return html`<tr id="proxy-${id}">
    <td>
      ${badge(signOf(proxy.state), say(`is_${proxy.state}`))}
      <p>${causeOf(page, proxy) ?? ''}</p>
    </td>
    <td>
      <a class="name" href="${PATH}/${id}">${proxyName(proxy)}</a>
      <p>${protocol}://${host}:${port}</p>
      ${proxy.last_error === null ? '' : html`<p lang="en">${proxy.last_error}</p>`}
    </td>
    <td>
      ${accountsOn(page, proxy)}
      ${proxy.usernames.length === 0 ? '' : html`<p>${namesOn(proxy)}</p>`}
    </td>
    <td class="number">${successRateOf(page, proxy)}</td>
    <td class="number">${latencyOf(page, proxy)}</td>
    <td>${proxy.country ?? html`<small class="none" title="${say('noCountry')}">–</small>`}</td>
    <td class="number">
      ${proxy.last_ok_at === null ? html`<small>${say('never')}</small>` : time(page, proxy.last_ok_at)}
    </td>
  </tr>`
}

/** How many accounts hang on it, which leads to them. */
export function accountsOn({ language }: Page, { id, accounts }: Proxy) {
  const text = sayIn(language, proxiesWords)('accountsOn', { n: accounts })
  return accounts === 0
    ? html`<small>${text}</small>`
    : html`<a href="${withQuery('/console/accounts', { proxy: id })}">${text}</a>`
}

/** The first of them by name. */
const namesOn = ({ usernames, accounts }: Proxy): string =>
  `${usernames.map((name) => `@${name}`).join(', ')}${accounts > usernames.length ? ', …' : ''}`

export function successRateOf({ formats, language }: Page, { success_rate: rate }: Proxy) {
  const say = sayIn(language, proxiesWords)
  return rate === null
    ? html`<small class="none" title="${say('notUsed')}">–</small>`
    : formats.percent(rate)
}

export function latencyOf({ formats, language }: Page, { last_latency_ms: ms }: Proxy) {
  const say = sayIn(language, proxiesWords)
  return ms === null
    ? html`<small class="none" title="${say('noLatency')}">–</small>`
    : say('ms', { n: formats.number(ms) })
}
