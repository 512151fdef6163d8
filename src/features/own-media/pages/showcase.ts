import { html } from 'hono/html'
import { unitOf } from '../../../base/post-metrics.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { rightText } from '../../../console/parts/own-account.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { time } from '../../../console/parts/time.ts'
import { METRIC_NAMES, metricText, type MetricName } from '../../../console/parts/figures/metric.ts'
import type { Context, MediaDetail, Missing } from './kit.ts'

/** The newest numbers; `missingList` says why others are not known. */
export function showcase(page: Context, media: MediaDetail) {
  const { t } = page
  return html`<section>
    <h2>${t('showcase')}</h2>
    ${
      media.collected_at === null
        ? ''
        : html`<p class="hint">${t('collected')} ${time(page, media.collected_at)}</p>`
    }
    ${statList(
      METRIC_NAMES.flatMap((metric) => {
        const value = media.metrics[metric] ?? null
        if (value === null) return []
        return [
          {
            label: t(`metric.metric_${metric}`),
            value: metricText(page, metric, value),
            title: exact(page, metric, value),
          },
        ]
      }),
    )}
  </section>`
}

const exact = ({ formats }: Context, metric: MetricName, value: number): string | undefined =>
  unitOf(metric) === 'count' ? formats.number(value) : undefined

function why(page: Context, { reason, right }: Missing): string {
  const { t } = page
  if (right === undefined) return t(`why_${reason}`)
  return t('rightNamed', { right: rightText(page, right) })
}

/** One sentence for all metrics that lack for one reason. */
export function missingList(
  page: Context,
  { missing, account_id: id }: MediaDetail,
  mayAsk: boolean,
) {
  if (missing.length === 0) return ''
  const { t, findText } = page
  const byReason = Map.groupBy(missing, (each) => why(page, each))
  const names = (metrics: readonly string[]): string =>
    metrics.map((metric) => findText(`metric.metric_${metric}`) ?? metric).join(', ')
  return html`<section id="missing">
    <h2>${t('missing')}</h2>
    <ul class="missing">
      ${[...byReason].map(
        ([reason, lacking]) =>
          html`<li>
            <strong>${names(lacking.map(({ metric }) => metric))}</strong> ${reason}
            ${
              mayAsk && lacking.some(({ right }) => right !== undefined)
                ? html`<a href="/console/own-accounts/${id}#rights">${t('askForRight')}</a>`
                : ''
            }
          </li>`,
      )}
    </ul>
  </section>`
}

/** An entered text that is not a length. */
export type LengthForm = { length: string }

const HAVE_LENGTH: ReadonlySet<MediaDetail['type']> = new Set<MediaDetail['type']>([
  'REEL',
  'VIDEO',
])

/** Instagram does not tell how long a video is, and retention needs it. */
export function lengthForm(page: Context, media: MediaDetail, form: LengthForm | undefined) {
  if (!page.may('own:write') || !HAVE_LENGTH.has(media.type)) return ''
  const { t } = page
  const stored = media.duration_ms === null ? '' : String(media.duration_ms / 1_000)
  return html`<form
    class="length"
    method="post"
    action="/console/reels/${media.id}/length"
    data-morph
  >
    ${field({
      name: 'length',
      label: t('lengthOf'),
      value: form?.length ?? stored,
      hint: t('lengthHint'),
      fault: form && t('lengthFault'),
      isRequired: false,
      isNumeric: true,
    })}
    <button>${t('lengthSave')}</button>
  </form>`
}

/** `POST /reels/:id/length`; gives what was written if it is no length. */
export async function saveLength(page: Context): Promise<Response | LengthForm> {
  const id = page.param('id')
  const length = (await readForm(page)).get('length')?.trim() ?? ''
  const seconds = Number(length.replace(',', '.'))
  const body = { duration_ms: length === '' ? null : Math.round(seconds * 1_000) }
  if (Number.isNaN(seconds)) return { length }
  const { refusal } = await refusable(
    page.api.call('updateOwnMedia', { params: { id }, body }),
    [422],
  )
  if (refusal) return { length }
  return goTo(page, `/reels/${id}`, page.t('lengthSaved'))
}
