import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { meter } from '../../parts/meter.ts'
import { withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { addressOfView, daysOf, PERIODS, VIEWS, type Ends, type View } from './data.ts'
import { statsWords } from './words.ts'

/** The page of one view, with ways to the others and to other periods. */
export async function statsPage(page: Page, view: View, body: unknown): Promise<Response> {
  const say = sayIn(page.language, statsWords)
  const days = daysOf(page)
  const address = (of: View, count: number) =>
    withQuery(addressOfView(of), { days: count === 30 ? undefined : String(count) })
  const views = VIEWS.map((each) => ({
    label: say(`view_${each}`),
    href: address(each, days),
    isCurrent: each === view,
  }))
  const periods = PERIODS.map((each) => ({
    label: say('lastDays', { n: each }),
    href: address(view, each),
    isCurrent: each === days,
  }))
  return page.c.html(
    await shell(page, {
      title: say('title'),
      lead: say('lead'),
      body: html`${tabs(say('views'), views)} ${tabs(say('period'), periods)} ${body}`,
      isLive: true,
    }),
  )
}

/** A share with its bar; a dash where nothing was tried. */
function rateCell(page: Page, rate: number | null, name: string) {
  if (rate === null) return html`–`
  const label = sayIn(page.language, statsWords)('rateOf', { name })
  return html`${meter({ value: rate, most: 1, label })} ${page.formats.percent(rate)}`
}

/** Heads of the columns that every table has. */
export function endHeads({ language }: Page) {
  const say = sayIn(language, statsWords)
  return html`<th class="number">${say('published')}</th>
    <th class="number">${say('failed')}</th>
    <th class="number">${say('unknown')}</th>
    <th class="number">${say('skipped')}</th>
    <th>${say('rate')}</th>`
}

export function endCells(page: Page, row: Ends & { success_rate: number | null }, name: string) {
  const say = sayIn(page.language, statsWords)
  const cell = (label: string, value: number) =>
    html`<td class="number"><span class="phone">${label}: </span>${page.formats.number(value)}</td>`
  return html`${cell(say('published'), row.success)} ${cell(say('failed'), row.failed)}
    ${cell(say('unknown'), row.unknown)} ${cell(say('skipped'), row.skipped)}
    <td>${rateCell(page, row.success_rate, name)}</td>`
}
