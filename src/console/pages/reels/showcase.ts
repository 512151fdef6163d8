import { html } from 'hono/html'
import { unitOf } from '../../../base/post-metrics.ts'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { facts } from '../../parts/facts.ts'
import { field } from '../../parts/field.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { METRIC_NAMES, metricText, type MetricName } from '../../parts/metric.ts'
import { metricMessages } from '../../words/metrics.ts'
import type { Details, Missing } from './data.ts'
import { mediaId } from './sync.ts'
import { reelsWords } from './words.ts'

/** The newest numbers; a dash has its reason as title. */
export function showcase(page: Page, media: Details) {
  const say = sayIn(page.language, reelsWords)
  const sayMetric = sayIn(page.language, metricMessages)
  return html`<section>
    <h2>${say('showcase')}</h2>
    ${
      media.collected_at === null
        ? ''
        : html`<p class="hint">${say('collected')} ${time(page, media.collected_at)}</p>`
    }
    ${facts(
      METRIC_NAMES.map((metric) => {
        const value = media.metrics[metric] ?? null
        const lack = media.missing.find((each) => each.metric === metric)
        return {
          label: sayMetric(`metric_${metric}`),
          value: value === null ? '–' : metricText(page, metric, value),
          title: value === null ? lack && why(page, lack) : exact(page, metric, value),
        }
      }),
    )}
  </section>`
}

const exact = ({ formats }: Page, metric: MetricName, value: number): string | undefined =>
  unitOf(metric) === 'count' ? formats.number(value) : undefined

function why({ language }: Page, { reason, right }: Missing): string {
  const say = sayIn(language, reelsWords)
  return right === undefined ? say(`why_${reason}`) : say('why_right_named', { right })
}

/** One sentence for all metrics that lack for one reason. */
export function missingList(page: Page, { missing, account_id: id }: Details, mayAsk: boolean) {
  if (missing.length === 0) return ''
  const say = sayIn(page.language, reelsWords)
  const sayMetric = sayIn(page.language, metricMessages)
  const byReason = Map.groupBy(missing, (each) => why(page, each))
  const names = (metrics: readonly MetricName[]): string =>
    metrics.map((metric) => sayMetric(`metric_${metric}`)).join(', ')
  return html`<section id="missing">
    <h2>${say('missing')}</h2>
    <ul class="missing">
      ${[...byReason].map(
        ([reason, lacking]) =>
          html`<li>
            <strong>${names(lacking.map(({ metric }) => metric))}</strong> ${reason}
            ${
              mayAsk && lacking.some(({ right }) => right !== undefined)
                ? html`<a href="/console/own-accounts/${id}#rights">${say('askForRight')}</a>`
                : ''
            }
          </li>`,
      )}
    </ul>
  </section>`
}

/** What somebody wrote that is no length. */
export type LengthGiven = { length: string }

const HAVE_LENGTH: ReadonlySet<Details['type']> = new Set<Details['type']>(['REEL', 'VIDEO'])

/** Instagram does not tell how long a video is, and retention needs it. */
export function lengthForm(page: Page, media: Details, given: LengthGiven | undefined) {
  if (!page.may('own:write') || !HAVE_LENGTH.has(media.type)) return ''
  const say = sayIn(page.language, reelsWords)
  const stored = media.duration_ms === null ? '' : String(media.duration_ms / 1_000)
  return html`<form
    class="length"
    method="post"
    action="/console/reels/${media.id}/length"
    data-morph
  >
    ${field({
      name: 'length',
      label: say('lengthOf'),
      value: given?.length ?? stored,
      hint: say('lengthHint'),
      fault: given && say('lengthFault'),
      isRequired: false,
      isNumeric: true,
    })}
    <button>${say('lengthSave')}</button>
  </form>`
}

/** `POST /reels/:id/length`; gives what was written if it is no length. */
export async function saveLength(page: Page): Promise<Response | LengthGiven> {
  const id = mediaId(page)
  const length = (await readForm(page)).get('length')?.trim() ?? ''
  const seconds = Number(length.replace(',', '.'))
  const body = { duration_ms: length === '' ? null : Math.round(seconds * 1_000) }
  if (Number.isNaN(seconds)) return { length }
  try {
    await page.ask(`PATCH /api/ig/media/${id}`, z.unknown(), { body })
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    return { length }
  }
  return goTo(page, `/reels/${id}`, sayIn(page.language, reelsWords)('lengthSaved'))
}
