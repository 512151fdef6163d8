import { html } from 'hono/html'
import { meter } from '../../../../console/parts/figures/meter.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context, Outcomes } from './kit.ts'

/** The views of the same publications. */
const VIEWS = ['overview', 'accounts', 'posts'] as const
export type View = (typeof VIEWS)[number]

const PATH = '/console/publishing-stats'
export const addressOfView = (view: View): string =>
  view === 'overview' ? PATH : `${PATH}/${view}`

const PERIODS = [7, 30, 90, 365] as const

/** The days that are asked for; 30 for anything else. */
export function daysOf({ c }: Context): number {
  const requestedDays = Number(c.req.query('days'))
  return PERIODS.find((each) => each === requestedDays) ?? 30
}

/** The page of one view, with ways to the others and to other periods. */
export async function viewPage(
  page: Context,
  view: View,
  { lead, body }: { lead: string; body: unknown },
): Promise<Response> {
  const { t } = page
  const days = daysOf(page)
  const address = (of: View, count: number) =>
    withQuery(addressOfView(of), { days: count === 30 ? undefined : String(count) })
  const views = VIEWS.map((each) => ({
    label: t(`view_${each}`),
    href: address(each, days),
    isCurrent: each === view,
  }))
  const periods = PERIODS.map((each) => ({
    label: t('lastDays', { n: each }),
    href: address(view, each),
    isCurrent: each === days,
  }))
  return page.c.html(
    await layout(page, {
      title: t('title'),
      lead,
      body: html`${tabs(t('views'), views)} ${tabs(t('period'), periods)} ${body}`,
      isLive: true,
    }),
  )
}

/** A share with its bar; a dash where nothing was tried. */
function rateCell(page: Context, rate: number | null, name: string) {
  if (rate === null) return html`–`
  const label = page.t('rateOf', { name })
  return html`${meter({ value: rate, most: 1, label })} ${page.formats.percent(rate)}`
}

/** Heads of the columns that every table has. */
export function endHeads({ t }: Context) {
  return html`<th class="number">${t('published')}</th>
    <th class="number">${t('failed')}</th>
    <th class="number">${t('unknown')}</th>
    <th class="number">${t('skipped')}</th>
    <th>${t('rate')}</th>`
}

export function endCells(
  page: Context,
  row: Outcomes & { success_rate: number | null },
  name: string,
) {
  const { t } = page
  const cell = (label: string, value: number) =>
    html`<td class="number"><span class="phone">${label}: </span>${page.formats.number(value)}</td>`
  return html`${cell(t('published'), row.success)} ${cell(t('failed'), row.failed)}
    ${cell(t('unknown'), row.unknown)} ${cell(t('skipped'), row.skipped)}
    <td>${rateCell(page, row.success_rate, name)}</td>`
}
