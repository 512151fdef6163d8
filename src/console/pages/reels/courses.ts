import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { chart } from '../../parts/chart.ts'
import { sayIn } from '../../words.ts'
import type { MetricName } from '../../parts/metric.ts'
import { metricMessages } from '../../words/metrics.ts'
import type { Insights } from './data.ts'
import { reelsWords } from './words.ts'

/** Curves that are read together: numbers of one size share an axis. */
const PAIRS = [
  ['views', 'reach'],
  ['likes', 'comments'],
  ['saves', 'shares'],
] as const satisfies readonly (readonly MetricName[])[]

/** The numbers over time, and how fast they grew at first. */
export function courses(page: Page, { data, growth }: Insights) {
  const say = sayIn(page.language, reelsWords)
  return html`<section>
      <h2>${say('over')}</h2>
      ${
        data.length < 2
          ? html`<p class="hint">${say('overNone')}</p>`
          : html`<div class="courses">${PAIRS.map((pair) => curves(page, pair, data))}</div>`
      }
    </section>
    <section>
      <h2>${say('growth')}</h2>
      ${growth.length === 0 ? html`<p class="hint">${say('growthNone')}</p>` : growthChart(page, growth)}
    </section>`
}

function curves(page: Page, pair: (typeof PAIRS)[number], data: Insights['data']) {
  const { language, formats } = page
  const sayMetric = sayIn(language, metricMessages)
  const labels = pair.map((metric) => sayMetric(`metric_${metric}`))
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

function growthChart(page: Page, growth: Insights['growth']) {
  const { language, formats } = page
  const say = sayIn(language, reelsWords)
  const sayMetric = sayIn(language, metricMessages)
  const label = (metric: MetricName) => say('perHour', { metric: sayMetric(`metric_${metric}`) })
  return chart(page, {
    id: 'growth',
    title: say('growth'),
    kind: 'bars',
    series: [
      { label: label('views'), tone: 'bar' },
      { label: label('reach'), tone: 'accent', isLimit: true },
    ],
    rows: growth.map(({ collected_at: iso, views, reach }) => {
      const at = new Date(iso)
      return { at, label: formats.moment(at), values: [views, reach] }
    }),
    write: formats.precise,
  })
}
