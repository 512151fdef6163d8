import { html } from 'hono/html'
import { dayIn, momentOf } from '../../../../console/days.ts'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { rowBars } from '../../../../console/parts/figures/bars.ts'
import { chart } from '../../../../console/parts/figures/chart.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { loadStore, type Context, type Stats } from './kit.ts'

const DAY_MS = 86_400_000
const PERIODS = [7, 30, 90, 365]

/** `GET /stores/:id/stats`: the outcomes of drafts, how right the model was, and the cost. */
export async function showStats(page: Context): Promise<Response> {
  const { t, timeZone: zone } = page
  const id = page.param('id')
  const period = Number(page.c.req.query('days'))
  const days = PERIODS.includes(period) ? period : 90
  const [{ name }, stats] = await Promise.all([
    loadStore(page),
    page.api.call('getStoreStats', { params: { id }, query: { days: String(days), zone } }),
  ])
  const periods = PERIODS.map((each) => ({
    label: t('lastDays', { n: each }),
    href: `/console/stores/${encodeURIComponent(id)}/stats?days=${each}`,
    isCurrent: each === days,
  }))
  const body = html`${tabs(t('period'), periods)}
    ${stats.by_day.length === 0 ? '' : byDay(page, stats, days)} ${numbers(page, stats)}
    <div class="stat-panels">${corrections(page, stats)} ${speed(page, stats)}</div>`
  const content = { title: t('statsTitle', { name }), lead: leadOf(page, stats), body }
  return page.c.html(await layout(page, content))
}

/** How many drafts a person approved, how many of them as they were read, and what waits. */
function leadOf({ t, formats }: Context, stats: Stats): string {
  const { approved, approved_by_store: byStore, rejected, accuracy, pending } = stats
  const byPerson = approved - byStore
  const decided = byPerson + rejected
  return [
    decided === 0
      ? t('stats.leadNone')
      : t('stats.leadDecided', { n: decided, approved: formats.number(byPerson) }),
    ...(accuracy === null ? [] : [t('stats.leadRight', { share: formats.percent(accuracy) })]),
    ...(byStore === 0 ? [] : [t('stats.leadByStore', { n: byStore })]),
    ...(pending === 0 ? [] : [t('stats.leadPending', { n: pending })]),
  ].join(' ')
}

/** One bar a day: approved, on top of it what was rejected or expired, then what waits. */
function byDay(page: Context, { by_day: known }: Stats, count: number) {
  const { t, formats, timeZone, now } = page
  const ofDay = new Map(known.map((each) => [each.day, each]))
  const days = Array.from({ length: count }, (_, place) =>
    dayIn(new Date(now.getTime() - (count - 1 - place) * DAY_MS), timeZone),
  )
  const rows = [...new Set(days)].map((day) => {
    const { approved = 0, declined = 0, pending = 0 } = ofDay.get(day) ?? {}
    return {
      at: momentOf(`${day}T12:00`, timeZone) ?? now,
      label: formats.day(day),
      values: [approved + declined + pending, approved + declined, approved],
      displayed: [pending, declined, approved],
    }
  })
  return chart(page, {
    id: 'drafts-by-day',
    title: t('stats.byDay'),
    kind: 'bars',
    series: [
      { label: t('stats.dayPending'), tone: 'muted' },
      { label: t('stats.dayDeclined'), tone: 'failed' },
      { label: t('stats.dayApproved'), tone: 'bar' },
    ],
    rows,
    write: (value) => formats.number(value),
  })
}

function numbers({ t, formats }: Context, stats: Stats) {
  const share = (value: number | null) => (value === null ? '–' : formats.percent(value))
  const number = (value: number | null) =>
    value === null ? '–' : formats.number(Math.round(value * 10) / 10)
  return statList([
    { label: t('pending'), value: formats.number(stats.pending) },
    {
      label: t('approvedCount'),
      value: formats.number(stats.approved),
      aside: t('byStore', { n: stats.approved_by_store }),
    },
    { label: t('rejectedCount'), value: formats.number(stats.rejected) },
    { label: t('expiredCount'), value: formats.number(stats.expired) },
    {
      label: t('stats.approvalRate'),
      value: share(stats.approval_rate),
      title: t('stats.approvalRateHint'),
    },
    {
      label: t('accuracy'),
      value: stats.accuracy === null ? '–' : formats.percent(stats.accuracy),
      title: t('accuracyHint'),
    },
    {
      label: t('costPerProduct'),
      value: stats.cost_per_product_usd === null ? '–' : formats.money(stats.cost_per_product_usd),
      aside: formats.money(stats.cost_usd),
    },
    {
      label: t('stats.syncRate'),
      value: share(stats.sync_success_rate),
      aside: t('stats.ofSyncs', { n: stats.syncs }),
    },
    { label: t('stats.errors'), value: number(stats.errors_per_1000_posts) },
    { label: t('stats.calls'), value: number(stats.api_calls_per_day) },
  ])
}

/** Corrections by field, the most corrected first, with all fields behind. */
function corrections(page: Context, { fields, ...stats }: Stats) {
  const { t, formats } = page
  const approved = stats.approved - stats.approved_by_store
  const label = (field: Stats['fields'][number]['field']) => t(`product.field_${field}`)
  const bars = fields
    .filter(({ edited }) => edited > 0)
    .toSorted((one, other) => other.edited - one.edited)
    .map(({ field, edited }) => ({
      label: label(field),
      value: edited,
      text: t('stats.correctedOf', { n: edited, all: formats.number(approved) }),
    }))
  const figure = bars.length > 0 ? rowBars(bars, { most: approved }) : t('stats.correctedNone')
  const head = [t('field'), numberCell(t('corrected')), numberCell(t('accuracy'))]
  const rows = fields.map(({ field, edited, accuracy }) => [
    label(field),
    numberCell(formats.number(edited)),
    numberCell(accuracy === null ? '–' : formats.percent(accuracy)),
  ])
  return html`<section class="figure-panel" aria-labelledby="by-field">
    <div class="figure-title"><h2 id="by-field">${t('byField')}</h2></div>
    <p class="hint">${t('byFieldHint')}</p>
    ${
      approved === 0
        ? html`<p>${t('nothingApproved')}</p>`
        : html`${figure} ${asTable(page, 'by-field', { label: t('byField'), head, rows })}`
    }
  </section>`
}

/** How long a draft takes after its post, and a decision after the draft. */
function speed(page: Context, stats: Stats) {
  const { t, formats } = page
  const steps = [
    { label: t('postToDraft'), ...stats.post_to_draft_seconds },
    { label: t('draftToApproval'), ...stats.draft_to_approval_seconds },
  ]
  const written = (seconds: number | null) =>
    seconds === null ? '–' : formats.duration(seconds * 1_000)
  const bars = steps.flatMap(({ label, median }) =>
    median === null ? [] : [{ label, value: median, text: written(median) }],
  )
  if (bars.length === 0) return ''
  return html`<section class="figure-panel" aria-labelledby="speed">
    <div class="figure-title"><h2 id="speed">${t('stats.speed')}</h2></div>
    ${rowBars(bars)}
    ${asTable(page, 'speed', {
      label: t('stats.speed'),
      head: [t('stats.step'), numberCell(t('stats.halfOf')), numberCell(t('stats.nearlyAll'))],
      rows: steps.map(({ label, median, p95 }) => [
        label,
        numberCell(written(median)),
        numberCell(written(p95)),
      ]),
    })}
  </section>`
}
