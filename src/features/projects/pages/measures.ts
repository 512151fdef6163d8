import { html } from 'hono/html'
import { bullet } from '../../../console/parts/figures/bullet.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { number } from '../../../console/parts/figures/number.ts'
import {
  isShare,
  metricText,
  metricValue,
  type MetricName,
} from '../../../console/parts/figures/metric.ts'
import type { Context, Horizon, Measured } from './kit.ts'

/** Shows the expected values of a version beside the actual ones. */
export function measures(page: Context, { number: n, metrics, horizon_hours: horizon }: Measured) {
  const { t } = page
  const age = ageText(page, horizon)
  if (metrics.length === 0) return html`<p class="hint">${t('nothingKnown')}</p>`
  if (metrics.every(({ actual }) => actual === null)) return expectedOnly(page, metrics, age)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('metricsOf', { n })}">
    <table class="list plain measures">
      <thead>
        <tr>
          <th>${t('metric')}</th>
          <th class="phone-off">${t('drawn')}</th>
          <th class="number">${t('expected')}</th>
          <th class="number">${t('actualAt', { age })}</th>
          <th class="number">${t('difference')}</th>
        </tr>
      </thead>
      <tbody>
        ${metrics.map(
          ({ metric, predicted, actual, missing, delta, relative_delta: relative }) =>
            html`<tr>
              <td>${t(`metric.metric_${metric}`)}</td>
              <td class="drawn phone-off">${bar(page, metric, { predicted, actual })}</td>
              <td class="number">${metricValue(page, metric, predicted, t('notExpected'))}</td>
              <td class="number">
                ${metricValue(page, metric, actual, t(`missing_${missing ?? 'not_sent'}`, { age }))}
              </td>
              <td class="number">${difference(page, metric, delta, relative)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** Before anything is measured: what is expected, without a column of dashes. */
const expectedOnly = (page: Context, metrics: Measured['metrics'], age: string) =>
  html`<p class="hint">${page.t('expectedAfter', { age })}</p>
    ${statList(
      metrics.flatMap(({ metric, predicted }) =>
        predicted === null
          ? []
          : [
              {
                label: page.t(`metric.metric_${metric}`),
                value: metricText(page, metric, predicted),
              },
            ],
      ),
    )}`

/** The actual value as a bar with a mark at the expected one; nothing while one is missing. */
function bar(
  page: Context,
  metric: MetricName,
  { predicted, actual }: { predicted: number | null; actual: number | null },
) {
  if (predicted === null || actual === null) return ''
  const label = page.t('drawnLabel', {
    name: page.t(`metric.metric_${metric}`),
    actual: metricText(page, metric, actual),
    expected: metricText(page, metric, predicted),
  })
  return bullet({ value: Math.max(0, actual), mark: Math.max(0, predicted) }, label)
}

/** The age at which posts are compared: hours for the first days, then days. */
export const ageText = (page: Context, hours: Horizon): string => page.t(`age_${hours}`)

function difference(
  page: Context,
  metric: MetricName,
  delta: number | null,
  relative: number | null,
) {
  const { t } = page
  if (delta === null) return number(page, null, undefined, t('notMeasured'))
  const better = metric === 'skip_rate' ? delta < 0 : delta > 0
  const tone = delta === 0 ? '' : better ? 'up' : 'down'
  const sign = delta > 0 ? '+' : delta < 0 ? '−' : ''
  const size = Math.abs(delta)
  // The difference of two shares is none of their shares.
  const points = t('points', { n: page.formats.precise(Math.round(size * 1_000) / 10) })
  const exact = isShare(metric)
    ? html`${sign}${points}`
    : html`${sign}${metricValue(page, metric, size, '')}`
  if (relative === null) return html`<span class="${tone}">${exact}</span>`
  const share = page.formats.percent(Math.abs(relative))
  return html`<span class="${tone}">${sign}${share}</span> <small>${exact}</small>`
}
