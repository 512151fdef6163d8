import { html } from 'hono/html'
import { ageCurves } from '../../../console/parts/figures/age-curves.ts'
import { asTable, numberCell } from '../../../console/parts/figures/as-table.ts'
import type { Context, PostComparison } from './kit.ts'

const AGES = [1, 6, 12, 24, 36, 48]

type Known = { hours: number; views: number }

/** The age at which a post is compared: its own, or the last of the curve. */
function comparedAt({ age_hours: age, views, curve, horizon_hours: last }: PostComparison) {
  if (age === null || views === null) return undefined
  if (age <= last) return { hours: age, views } satisfies Known
  const at = curve.find(({ age_hours: hours }) => hours === last)
  return at && ({ hours: last, views: at.views } satisfies Known)
}

/** With fewer posts before it there is no usual value (the texts say so, too). */
const MIN_COMPARED = 3

/** Why there is no usual value: enough posts may still have no reading at this age. */
const lackOf = (t: Context['t'], compared: number): string =>
  compared < MIN_COMPARED ? t('usualNeeds', { n: compared }) : t('noUsualYet')

/** Says in a sentence whether a post does well. */
export function verdict({ t, formats }: Context, comparison: PostComparison): string {
  const { usual_at_age: usual, compared } = comparison
  const at = comparedAt(comparison)
  if (at === undefined) return t('notCompared', { n: comparison.horizon_hours })
  const values = { n: Math.floor(at.hours), views: formats.number(Math.round(at.views)) }
  if (usual === null) return `${t('hasViews', values)} ${lackOf(t, compared)}`
  const median = formats.number(Math.round(usual.median))
  const key =
    at.views > usual.high ? 'goesAbove' : at.views < usual.low ? 'goesBelow' : 'goesAsUsual'
  return t(key, { ...values, usual: median })
}

/** The views of a post by age, against the usual band. */
export function againstUsual(page: Context, comparison: PostComparison) {
  const { t, formats } = page
  const { curve, usual, age_hours: age, views, horizon_hours: last } = comparison
  const points = curve.map(({ age_hours: hours, views: value }) => ({ hours, value }))
  const isYoung = age !== null && views !== null && age < last && age > (points.at(-1)?.hours ?? 0)
  if (isYoung) points.push({ hours: age, value: views })
  if (points.length === 0) return ''
  const hoursText = (hours: number) => t('hoursShort', { n: Math.floor(hours) })
  const posts = Math.max(0, ...usual.map((each) => each.posts))
  const words = {
    posted: t('posted'),
    low: t('usualLow'),
    median: t('usualMedian'),
    high: t('usualHigh'),
  }
  const number = (value: number | undefined) =>
    numberCell(value === undefined ? t('noneYet') : formats.number(Math.round(value)))
  const side = (name: 'low' | 'median' | 'high', label: string) => [
    label,
    ...AGES.map((hours) => number(usual.find(({ age_hours: at }) => at === hours)?.[name])),
  ]
  return html`<section class="figure-panel" aria-labelledby="by-age">
    <div class="figure-title">
      <h2 id="by-age">${t('viewsByAge')}</h2>
      <small class="${usual.length === 0 ? '' : 'key-band'}"
        >${usual.length === 0 ? lackOf(t, comparison.compared) : t('usualIs', { n: posts })}</small
      >
    </div>
    ${ageCurves({
      label: t('viewsByAge'),
      lines: [{ letter: 'A', points }],
      usual,
      last,
      ages: AGES,
      write: formats.compact,
      writeAge: hoursText,
      words,
    })}
    ${asTable(page, 'views-by-age', {
      label: t('viewsByAge'),
      head: ['', ...AGES.map((hours) => numberCell(hoursText(hours)))],
      rows: [
        [
          `A ${t('thisPost')}`,
          ...AGES.map((hours) => number(curve.find(({ age_hours: at }) => at === hours)?.views)),
        ],
        ...(usual.length === 0
          ? []
          : [side('high', words.high), side('median', words.median), side('low', words.low)]),
      ],
    })}
  </section>`
}
