import { html } from 'hono/html'
import { unitOf } from '../../../base/post-metrics.ts'
import type { Page } from '../../page.ts'
import { number } from '../../parts/number.ts'
import { sayIn } from '../../words.ts'
import type { Horizon, Measured } from './data.ts'
import { projectsWords, type MetricName } from './words.ts'

export const isShare = (metric: string): boolean => unitOf(metric) === 'share'

const MINUTE_MS = 60_000

/** What was expected of a version beside what came. */
export function measures(page: Page, { number: n, metrics, horizon_hours: horizon }: Measured) {
  const say = sayIn(page.language, projectsWords)
  const age = ageText(page, horizon)
  if (metrics.length === 0) return html`<p class="hint">${say('nothingKnown')}</p>`
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="${say('metricsOf', { n })}"
  >
    <table class="list plain measures">
      <thead>
        <tr>
          <th>${say('metric')}</th>
          <th class="number">${say('expected')}</th>
          <th class="number">${say('actualAt', { age })}</th>
          <th class="number">${say('difference')}</th>
        </tr>
      </thead>
      <tbody>
        ${metrics.map(
          ({ metric, predicted, actual, missing, delta, relative_delta: relative }) =>
            html`<tr>
              <td>${say(`metric_${metric}`)}</td>
              <td class="number">${metricValue(page, metric, predicted, say('notExpected'))}</td>
              <td class="number">
                ${metricValue(page, metric, actual, say(`missing_${missing ?? 'not_sent'}`, { age }))}
              </td>
              <td class="number">${difference(page, metric, delta, relative)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** The age at which posts are compared: hours for the first days, then days. */
export const ageText = (page: Page, hours: Horizon): string =>
  sayIn(page.language, projectsWords)(`age_${hours}`)

/** A number of a metric in its unit; a dash with the reason where there is none. */
export function metricValue(page: Page, metric: MetricName, value: number | null, reason: string) {
  if (value !== null && unitOf(metric) !== 'count')
    return number(page, value, (given) => metricText(page, metric, given), reason)
  return number(page, value === null ? null : Math.round(value), undefined, reason)
}

/** A number of a metric in its unit, in short. */
export function metricText(page: Page, metric: MetricName, value: number): string {
  const { formats } = page
  if (isShare(metric)) return formats.percent(value)
  if (unitOf(metric) !== 'milliseconds') return formats.compact(Math.round(value))
  // Minutes and hours for the time of all viewers, parts of seconds for that of one.
  if (value >= MINUTE_MS) return watchTime(page, value)
  return sayIn(page.language, projectsWords)('seconds', { n: formats.precise(value / 1_000) })
}

/** What many people watched adds up to hours, as Instagram shows it, never to days. */
function watchTime({ language, formats }: Page, ms: number): string {
  const say = sayIn(language, projectsWords)
  const minutes = Math.round(ms / MINUTE_MS)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const values = { hours: formats.number(hours), minutes: formats.number(rest) }
  if (hours === 0) return say('minutes', values)
  return say(rest === 0 ? 'hours' : 'hoursMinutes', values)
}

function difference(page: Page, metric: MetricName, delta: number | null, relative: number | null) {
  const say = sayIn(page.language, projectsWords)
  if (delta === null) return number(page, null, undefined, say('notMeasured'))
  const better = metric === 'skip_rate' ? delta < 0 : delta > 0
  const tone = delta === 0 ? '' : better ? 'up' : 'down'
  const sign = delta > 0 ? '+' : delta < 0 ? '−' : ''
  const size = Math.abs(delta)
  // The difference of two shares is none of their shares.
  const points = say('points', { n: page.formats.precise(Math.round(size * 1_000) / 10) })
  const exact = isShare(metric)
    ? html`${sign}${points}`
    : html`${sign}${metricValue(page, metric, size, '')}`
  if (relative === null) return html`<span class="${tone}">${exact}</span>`
  const share = page.formats.percent(Math.abs(relative))
  return html`<span class="${tone}">${sign}${share}</span> <small>${exact}</small>`
}
