import { html } from 'hono/html'
import { chart } from '../../../console/parts/figures/chart.ts'
import type { MetricName } from '../../../console/parts/figures/metric.ts'
import type { Context, Insights } from './kit.ts'

/** Curves that are read together: numbers of one size share an axis. */
const PAIRS = [
  ['views', 'reach'],
  ['likes', 'comments'],
  ['saves', 'shares'],
] as const satisfies readonly (readonly MetricName[])[]

/** The numbers over time, and how fast they grew at first. */
export function trends(page: Context, { data, growth }: Insights) {
  const { t } = page
  return html`<section>
      <h2>${t('over')}</h2>
      ${
        data.length < 2
          ? html`<p class="hint">${t('overNone')}</p>`
          : html`<div class="courses">${PAIRS.map((pair) => curves(page, pair, data))}</div>`
      }
    </section>
    <section>
      <h2>${t('growth')}</h2>
      ${growth.length === 0 ? html`<p class="hint">${t('growthNone')}</p>` : growthChart(page, growth)}
    </section>`
}

function curves(page: Context, pair: (typeof PAIRS)[number], data: Insights['data']) {
  const { t, formats } = page
  const labels = pair.map((metric) => t(`metric.metric_${metric}`))
  return chart(page, {
    id: `course-${pair[0]}`,
    title: labels.join(' · '),
    kind: 'line',
    series: labels.map((label, at) => ({ label, tone: at === 0 ? 'accent' : 'muted' })),
    rows: data.toReversed().map(({ collected_at: iso, metrics }) => {
      const at = new Date(iso)
      return {
        at,
        label: formats.moment(at),
        values: pair.map((metric) => metrics[metric] ?? null),
      }
    }),
    write: formats.number,
  })
}

function growthChart(page: Context, growth: Insights['growth']) {
  const { t, formats } = page
  const label = (metric: MetricName) => t('perHour', { metric: t(`metric.metric_${metric}`) })
  return chart(page, {
    id: 'growth',
    title: t('growth'),
    kind: 'line',
    series: [
      { label: label('views'), tone: 'accent' },
      { label: label('reach'), tone: 'muted' },
    ],
    rows: growth.map(({ collected_at: iso, views, reach }) => {
      const at = new Date(iso)
      return { at, label: formats.moment(at), values: [views, reach] }
    }),
    write: formats.precise,
  })
}
