import { html } from 'hono/html'
import { icon } from '../../../console/icons.ts'
import { bullet } from '../../../console/parts/figures/bullet.ts'
import { isShare, metricText, type MetricName } from '../../../console/parts/figures/metric.ts'
import { titleOf } from './reels.ts'
import type { Binding, Comparison, Context, Measured, Reel } from './kit.ts'

const LETTERS = ['A', 'B', 'C'] as const
const HOUR_MS = 3_600_000

type Bound = { reel: Reel; place: number; binding: Binding; version: Measured }

/** Finds the newest Reel that was made from a version of a project, with its expectations. */
export async function findExpected(
  page: Context,
  { newest }: Comparison,
): Promise<Bound | undefined> {
  if (newest.length === 0) return undefined
  const query = { media: newest.map(({ id }) => id).join(',') }
  const { data: bindings } = await page.api.call('listBindings', { query })
  const found = newest
    .map((reel, place) => ({
      reel,
      place,
      binding: bindings.find(({ mediaId }) => mediaId === reel.id),
    }))
    .find(({ binding }) => binding !== undefined)
  if (found?.binding === undefined) return undefined
  const { binding } = found
  const { data } = await page.api.call('getProjectPerformance', {
    params: { id: binding.projectId },
    query: { limit: 50 },
  })
  const version = data.find(({ number }) => number === binding.number)
  return version && { ...found, binding, version }
}

/** The expectations of a Reel beside its numbers, at the horizon of its version. */
export function expectedAndActual(page: Context, comparison: Comparison, bound: Bound | undefined) {
  const { t } = page
  const [first] = comparison.newest
  if (bound === undefined)
    return html`<section class="figure-panel in-a-line" aria-labelledby="expected">
      <h2 id="expected">${t('expectedTitle')}</h2>
      <p class="hint">${t('noProject')}</p>
      ${
        first && page.may('own:write')
          ? html`<p>
              <a class="button" href="/console/reels/${first.id}/bind" data-dialog
                >${t('linkToProject')}</a
              >
            </p>`
          : ''
      }
    </section>`
  const { reel, place, binding, version } = bound
  const { horizon_hours: hours, is_too_early: isTooEarly } = version
  const letter = LETTERS[place] ?? ''
  const project = t('projectVersion', { name: binding.project, n: binding.number })
  return html`<section class="figure-panel" aria-labelledby="expected">
    <div class="figure-title">
      <h2 id="expected" title="${titleOf(page, reel)}">${t('expectedAt', { n: hours, letter })}</h2>
      <a href="/console/projects/${binding.projectId}#v${binding.number}" dir="auto">${project}</a>
    </div>
    ${
      isTooEarly
        ? html`<p class="hint">${t('comparisonAt', { at: dueAt(page, reel, hours) })}</p>`
        : table(page, comparison, version)
    }
    <p class="hint">${t('noRetentionCurve')}</p>
  </section>`
}

const dueAt = ({ formats }: Context, { published_at: at }: Reel, hours: number): string =>
  formats.moment(new Date(new Date(at).getTime() + hours * HOUR_MS))

type Metric = Measured['metrics'][number]

function table(page: Context, comparison: Comparison, { metrics, horizon_hours: hours }: Measured) {
  const { t } = page
  const expected = metrics.filter(({ predicted }) => predicted !== null)
  if (expected.length === 0) return html`<p class="hint">${t('nothingExpected')}</p>`
  const usualOf = (metric: string) => {
    if (hours !== comparison.horizon_hours) return undefined
    return metric === 'views'
      ? comparison.usual.find(({ age_hours: age }) => age === hours)
      : comparison.usual_metrics.find((each) => each.metric === metric)
  }
  return html`<p class="quiet key-band">${t('expectedKey')}</p>
    <table class="figure-table expected">
      <thead>
        <tr>
          <td></td>
          <td class="drawn"></td>
          <th scope="col" class="number">${t('actual')}</th>
          <th scope="col" class="number">${t('expectedShort')}</th>
          <th scope="col" class="number">${t('difference')}</th>
        </tr>
      </thead>
      <tbody>
        ${expected.map((each) => row(page, each, usualOf(each.metric)))}
      </tbody>
    </table>`
}

type Band = { low: number; high: number } | undefined

function row(page: Context, { metric, predicted, actual, ...rest }: Metric, usual: Band) {
  const { t } = page
  const name = t(`metric.metric_${metric}`)
  const text = (value: number) => metricText(page, metric, value)
  const expected = predicted === null ? '–' : text(predicted)
  if (actual === null || predicted === null)
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="missing-note">${gapText(page, metric, rest.missing)}</td>
      <td class="number">–</td>
      <td class="number">${expected}</td>
      <td class="number">–</td>
    </tr>`
  const values = { name, actual: text(actual), expected }
  const label = usual
    ? t('expectedLabelUsual', { ...values, low: text(usual.low), high: text(usual.high) })
    : t('expectedLabel', values)
  const figure = { value: actual, mark: predicted, ...(usual && { band: usual }) }
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="drawn">${bullet(figure, label)}</td>
    <td class="number"><b>${text(actual)}</b></td>
    <td class="number">${expected}</td>
    <td class="number">
      ${difference(page, metric, { delta: rest.delta, relative: rest.relative_delta })}
    </td>
  </tr>`
}

/** Retention needs the length of the video, which Meta does not send. */
function gapText({ t }: Context, metric: MetricName, missing: Metric['missing']): string {
  const reason = missing ?? 'not_sent'
  return metric === 'retention' && reason === 'not_sent' ? t('needsLength') : t(`gap_${reason}`)
}

function difference(
  page: Context,
  metric: MetricName,
  { delta, relative }: { delta: number | null; relative: number | null },
) {
  const { t, formats } = page
  if (delta === null) return '–'
  const isBetter = metric === 'skip_rate' ? delta < 0 : delta > 0
  const tone = delta === 0 ? '' : isBetter ? 'up' : 'down'
  const sign = delta === 0 ? '=' : icon(delta > 0 ? 'rise' : 'fall')
  // The difference of two shares is none of their shares.
  const size = isShare(metric)
    ? t('points', { n: formats.precise(Math.round(Math.abs(delta) * 1_000) / 10) })
    : relative === null
      ? metricText(page, metric, Math.abs(delta))
      : formats.percent(Math.round(Math.abs(relative) * 100) / 100)
  return html`<span class="${tone} signed"
    >${sign} ${delta > 0 ? '+' : delta < 0 ? '−' : ''}${size}</span
  >`
}
