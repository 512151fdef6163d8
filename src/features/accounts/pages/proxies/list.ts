import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { countryName } from '../../../../console/parts/country-name.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { poolStrips } from '../../../../console/parts/panels/pool-strips.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { proxyName } from '../../../../console/parts/proxy-name.ts'
import { causeOf, PROXY_STATES, signOf } from './proxy.ts'
import type { Context, Proxy } from './kit.ts'
import { inEnglish } from '../../../../console/parts/original.ts'

const PATH = '/console/proxies'
const ROWS = 50

/** The filter is in the address alone. */
const Filter = z.object({
  state: z.enum(PROXY_STATES).optional().catch(undefined),
  spare: z.literal('true').optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

export async function showProxies(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const cursor = page.c.req.query('cursor')
  const query = { ...filter, cursor, limit: ROWS }
  const isPlain = [filter.state, filter.spare, cursor].every((value) => value === undefined)
  const [found, { proxies }, activity] = await Promise.all([
    page.api.call('listProxies', { query }),
    page.api.call('getPool'),
    isPlain ? page.api.call('getPoolActivity', { query: { limit: 20 } }) : null,
  ])
  const day = activity === null ? '' : poolStrips(page, activity, { accounts: false })
  const body = html`${day} ${stateTabs(page, filter, proxies)}
  ${found.data.length === 0 ? nothing(page, filter) : table(page, found.data)}
  ${pager(page, PATH, { filter, cursor, next: found.next_cursor, rows: found.data.length })}`
  const actions = page.may('accounts:write')
    ? html`<a class="button" id="add-one" href="${PATH}/+add" data-dialog>${t('add')}</a>`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

function stateTabs(
  { t, formats }: Context,
  { state: chosen, spare }: Filter,
  counts: Record<(typeof PROXY_STATES)[number], number>,
) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  return tabs(t('states'), [
    {
      label: t('all'),
      href: PATH,
      isCurrent: chosen === undefined && spare === undefined,
      count: formats.number(total),
    },
    ...PROXY_STATES.map((state) => ({
      label: t(`tab_${state}`),
      href: withQuery(PATH, { state }),
      isCurrent: state === chosen,
      sign: signOf(state),
      count: formats.number(counts[state]),
    })),
    {
      label: t('spares'),
      href: withQuery(PATH, { spare: 'true' }),
      isCurrent: spare !== undefined,
    },
  ])
}

function nothing({ t }: Context, filter: Filter) {
  if (filter.state === undefined && filter.spare === undefined)
    return empty(t('noneYet'), t('noneYetHint'))
  const link = html`<a class="button" href="${PATH}" data-morph>${t('common.clearFilters')}</a>`
  return empty(t('none'), html`${t('common.emptyFilter')} ${link}`)
}

function table(page: Context, rows: readonly Proxy[]) {
  const { t } = page
  return html`<table class="list cards proxies">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th>${t('proxy')}</th>
        <th>${t('accounts')}</th>
        <th class="number">${t('successRate')}</th>
        <th class="number">${t('latency')}</th>
        <th>${t('country')}</th>
        <th class="number">${t('lastOk')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((proxy) => row(page, proxy))}
    </tbody>
  </table>`
}

function row(page: Context, proxy: Proxy) {
  const { t } = page
  const { id, protocol, host, port } = proxy
  return html`<tr id="proxy-${id}">
    <td>
      ${badge(signOf(proxy.state), t(`is_${proxy.state}`))}
      <p>${causeOf(page, proxy) ?? ''}</p>
    </td>
    <td>
      <a class="name" href="${PATH}/${id}" dir="auto">${proxyName(proxy)}</a>
      <p>${protocol}://${host}:${port}</p>
      ${proxy.last_error === null ? '' : html`<p>${inEnglish(page, proxy.last_error)}</p>`}
    </td>
    <td>
      ${accountsOn(page, proxy)}
      ${proxy.usernames.length === 0 ? '' : html`<p>${namesOn(proxy)}</p>`}
    </td>
    <td class="number">${successRateOf(page, proxy) ?? none(t('notUsed'))}</td>
    <td class="number">${latencyOf(page, proxy) ?? none(t('noLatency'))}</td>
    <td class="country">
      ${
        proxy.country === null
          ? html`<small class="none">${t('noCountry')}</small>`
          : countryName(page.language, proxy.country)
      }
    </td>
    <td class="number">
      ${proxy.last_ok_at === null ? html`<small>${t('never')}</small>` : time(page, proxy.last_ok_at)}
    </td>
  </tr>`
}

/** How many accounts hang on it, which leads to them. */
export function accountsOn({ t }: Context, { id, accounts }: Proxy) {
  const text = t('accountsOn', { n: accounts })
  return accounts === 0
    ? html`<small dir="auto">${text}</small>`
    : html`<a href="${withQuery('/console/accounts', { proxy: id })}">${text}</a>`
}

/** The first of them by name. */
const namesOn = ({ usernames, accounts }: Proxy): string =>
  `${usernames.map((name) => `@${name}`).join(', ')}${accounts > usernames.length ? ', …' : ''}`

const none = (reason: string) => html`<small class="none" title="${reason}">–</small>`

/** The share of uses that succeeded; null before the first. */
export const successRateOf = ({ formats }: Context, { success_rate: rate }: Proxy) =>
  rate === null ? null : formats.percent(rate)

/** The latency of the last check; null before the first. */
export const latencyOf = ({ t, formats }: Context, { last_latency_ms: ms }: Proxy) =>
  ms === null ? null : t('ms', { n: formats.number(ms) })
