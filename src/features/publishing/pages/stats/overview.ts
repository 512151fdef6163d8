import { html } from 'hono/html'
import { dayIn, momentOf } from '../../../../console/days.ts'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { rowBars } from '../../../../console/parts/figures/bars.ts'
import { chart } from '../../../../console/parts/figures/chart.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { daysOf, viewPage } from './frame.ts'
import { accountStates, groups, trouble } from './panels.ts'
import type { Context, Overview } from './kit.ts'

const DAY_MS = 86_400_000

/**
 * Shows the outcomes of publications: in total, by day and by group, the causes of failures, and
 * the accounts with most trouble.
 */
export async function showOverview(page: Context): Promise<Response> {
  const { t } = page
  const stats = await page.api.call('getPublishingStats', {
    query: { days: daysOf(page), zone: page.timeZone },
  })
  const isEmpty = stats.by_day.length === 0 && stats.waiting + stats.posting === 0
  const body = html`${isEmpty ? empty(t('none'), t('noneHint')) : byDay(page, stats)}
    ${numbers(page, stats)}
    <div class="stat-panels">
      ${groups(page, stats)} ${causes(page, stats)} ${trouble(page, stats)}
      ${accountStates(page, stats)}
    </div>`
  return await viewPage(page, 'overview', { lead: leadOf(page, stats), body })
}

/** The share that succeeded, the most frequent cause of failures, and how long posts take. */
function leadOf(page: Context, stats: Overview): string {
  const { t, formats } = page
  const { success, failed, unknown, success_rate: rate, mean_seconds: mean } = stats
  const n = success + failed + unknown
  if (rate === null) return t('leadNone')
  const [first] = stats.causes
  return [
    rate === 1 ? t('leadAll', { n }) : t('leadSome', { n, share: formats.percent(rate) }),
    ...(first === undefined
      ? []
      : [t('leadFailed', { n: failed + unknown, cause: causeOf(page, first.class) })]),
    ...(mean === null ? [] : [t('leadMean', { time: formats.duration(mean * 1_000) })]),
  ].join(' ')
}

const causeOf = ({ findText, t }: Context, name: string): string =>
  findText(`outcome.error_${name}`) ?? t('otherCause')

/** Failures by cause, the most frequent first. */
function causes(page: Context, { causes: known }: Overview) {
  const { t, formats } = page
  if (known.length === 0) return ''
  const rows = known.map(({ class: name, count }) => ({
    label: causeOf(page, name),
    value: count,
    text: formats.number(count),
  }))
  return html`<section class="figure-panel" aria-labelledby="causes">
    <div class="figure-title"><h2 id="causes">${t('causes')}</h2></div>
    ${rowBars(rows)}
    ${asTable(page, 'causes', {
      label: t('causes'),
      head: [t('cause'), numberCell(t('times'))],
      rows: rows.map(({ label, text }) => [label, numberCell(text)]),
    })}
  </section>`
}

function numbers({ t, formats }: Context, stats: Overview) {
  const { success, failed, unknown, success_rate: rate, mean_seconds: mean } = stats
  return statList([
    {
      label: t('rate'),
      value: rate === null ? '–' : formats.percent(rate),
      title: rate === null ? t('nothingTried') : t('rateHint'),
    },
    { label: t('published'), value: formats.number(success) },
    { label: t('failed'), value: formats.number(failed) },
    { label: t('unknown'), value: formats.number(unknown), title: t('unknownHint') },
    {
      label: t('meanTime'),
      value: mean === null ? '–' : formats.duration(mean * 1_000),
      title: t('meanHint'),
    },
    {
      label: t('queue'),
      value: formats.number(stats.waiting),
      aside: t('postingNow', { n: stats.posting }),
      href: '/console/posts?status=posting',
    },
  ])
}

/**
 * One bar a day: what was published, and on top of it what was not. A day without any is a zero.
 */
function byDay(page: Context, { by_day: known }: Overview) {
  const { t } = page
  const { formats, timeZone, now } = page
  const count = daysOf(page)
  const days = Array.from({ length: count }, (_, place) =>
    dayIn(new Date(now.getTime() - (count - 1 - place) * DAY_MS), timeZone),
  )
  const ofDay = new Map(known.map((each) => [each.day, each]))
  const rows = [...new Set(days)].map((day) => {
    const found = ofDay.get(day)
    const published = found?.success ?? 0
    const missed = (found?.failed ?? 0) + (found?.unknown ?? 0)
    return {
      at: momentOf(`${day}T12:00`, timeZone) ?? now,
      label: formats.day(day),
      values: [published + missed, published],
      displayed: [missed, published],
    }
  })
  return chart(page, {
    id: 'by-day',
    title: t('byDay'),
    kind: 'bars',
    series: [
      { label: t('notPublished'), tone: 'failed' },
      { label: t('published'), tone: 'bar' },
    ],
    rows,
    write: (value) => formats.number(value),
  })
}
