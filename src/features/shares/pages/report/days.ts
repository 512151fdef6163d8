import { html } from 'hono/html'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { axisOf } from '../../../../console/parts/figures/axis.ts'
import { columns, columnTicks } from '../../../../console/parts/figures/columns.ts'
import { curveFigure, markSign } from '../../../../console/parts/figures/curve.ts'
import { formatsOf } from '../../../../console/formats.ts'
import { byDay, type CampaignDay } from './by-day.ts'
import type { Results, Summary } from './campaign-read.ts'
import type { Sheet } from './frame.ts'
import type { Report } from './report.ts'

const COLUMNS_HEIGHT = 48
const CURVES = ['views', 'reactions'] as const

/** The page about the course of a campaign; nothing until there are two days of readings. */
export function daysSheet(
  report: Report,
  { results, summary, about }: { results: Results; summary: Summary; about: string },
): Sheet[] {
  const { starts_on: from, time_zone: timeZone } = summary.campaign
  const days = byDay(results, { from, timeZone, now: report.now })
  const writeDay = (at: Date) => formatsOf(report.language, timeZone).dayMonth(at)
  const last = days.at(-1)
  if (days.length < 2 || last === undefined) return []
  return [
    {
      about,
      readAt: [summary.totals.as_of],
      body: html`<h1>${report.t('daysTitle')}</h1>
        <p class="lead">${leadOf(report, days)}</p>
        ${CURVES.map((of) => (last[of] === 0 ? '' : curveOf(report, days, { of, writeDay })))}
        ${publishedOf(report, days, writeDay)} ${tableOf(report, days)}
        <p class="hint">${report.t('daysHint')}</p>`,
    },
  ]
}

/** Calendar days are formatted as such: they have no time zone. */
const textOf = ({ formats }: Report, day: string): string => formats.day(day)

/** The day that brought the most. */
function leadOf(report: Report, days: readonly CampaignDay[]): string {
  const { t } = report
  const of = days.at(-1)?.views === 0 ? 'reactions' : 'views'
  const gains = days.map((each, at) => ({
    day: each.day,
    gain: each[of] - (days[at - 1]?.[of] ?? 0),
  }))
  const [best] = gains.toSorted((a, b) => b.gain - a.gain)
  if (best === undefined || best.gain <= 0) return t('daysNone')
  return t(of === 'views' ? 'daysBestViews' : 'daysBestReactions', {
    n: best.gain,
    day: textOf(report, best.day),
  })
}

/** A curve of the sums; days on which something was published are marked. */
function curveOf(
  report: Report,
  days: readonly CampaignDay[],
  { of, writeDay }: { of: 'views' | 'reactions'; writeDay(at: Date): string },
) {
  const { t, formats } = report
  const title = t(of === 'views' ? 'daysViews' : 'daysReactions')
  const sum = (value: number) => t(of === 'views' ? 'campViewsN' : 'campReactionsN', { n: value })
  const points = days.map(({ day, at, [of]: value }) => ({
    at,
    value,
    title: `${textOf(report, day)}: ${sum(value)}`,
  }))
  return html`<section>
    <h2>${title}</h2>
    ${curveFigure({
      label: `${title}: ${sum(days.at(-1)?.[of] ?? 0)}`,
      points,
      marks: days.flatMap(({ day, at, published, [of]: value }) =>
        published === 0
          ? []
          : [{ at, value, title: `${textOf(report, day)}: ${t('daysOut', { n: published })}` }],
      ),
      axis: axisOf(points.map(({ value }) => value)),
      write: formats.compact,
      writeDay,
    })}
    <p class="hint">${markSign()}${t('daysMark')}</p>
  </section>`
}

function publishedOf(report: Report, days: readonly CampaignDay[], writeDay: (at: Date) => string) {
  const { t } = report
  const n = days.reduce((all, { published }) => all + published, 0)
  const middle = Math.floor(days.length / 2)
  return html`<section>
    <h2>${t('daysPublished')}</h2>
    ${columns(
      days.map(({ day, published }) => ({
        title: `${textOf(report, day)}: ${t('daysOut', { n: published })}`,
        value: published,
        failed: 0,
      })),
      { height: COLUMNS_HEIGHT, label: `${t('daysPublished')}: ${t('daysOut', { n })}` },
    )}
    ${columnTicks(
      days.flatMap(({ at }, place) =>
        place === 0 || place === middle ? [{ place, text: writeDay(at) }] : [],
      ),
      days.length,
    )}
  </section>`
}

const tableOf = (report: Report, days: readonly CampaignDay[]) => {
  const { t, formats } = report
  return asTable(report, 'days', {
    label: t('daysTitle'),
    head: [
      t('daysDay'),
      numberCell(t('campPublished')),
      numberCell(t('campViews')),
      numberCell(t('campReactions')),
    ],
    rows: days.map(({ day, published, views, reactions }) => [
      textOf(report, day),
      numberCell(formats.number(published)),
      numberCell(formats.number(views)),
      numberCell(formats.number(reactions)),
    ]),
  })
}
