import { html } from 'hono/html'
import { icon } from '../../../console/icons.ts'
import { ageCurves, type AgeLine } from '../../../console/parts/figures/age-curves.ts'
import { asTable, numberCell } from '../../../console/parts/figures/as-table.ts'
import { bullet } from '../../../console/parts/figures/bullet.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { time } from '../../../console/parts/time.ts'
import type { Comparison, Context, Reel } from './kit.ts'

const LETTERS = ['A', 'B', 'C'] as const
const AGES = [1, 6, 12, 24, 36, 48]
const TITLE = 80

/** A Reel at the age at which it is compared: its own, or the last of the curve. */
type Compared = { hours: number; views: number; usual: Reel['usual'] }

/** Returns a Reel beside its usual views at equal age; undefined without a number at that age. */
function comparedAt(
  { age_hours: age, views, usual, curve }: Reel,
  last: number,
): Compared | undefined {
  if (age === null || views === null) return undefined
  if (age <= last) return { hours: age, views, usual }
  const at = curve.find(({ age_hours: hours }) => hours === last)
  return at && { hours: last, views: at.views, usual }
}

type Standing = 'above' | 'below' | 'usual'

/** The middle half is as usual. */
const standingOf = ({ views, usual }: Compared): Standing | undefined =>
  usual === null ? undefined : views > usual.high ? 'above' : views < usual.low ? 'below' : 'usual'

/** With fewer Reels before the newest there is no usual value (the texts say so, too). */
const MIN_COMPARED = 3

/** Why there is no usual value: enough Reels may still have no reading at this age. */
const lackOf = ({ t }: Context, compared: number): string =>
  compared < MIN_COMPARED ? t('usualNeeds', { n: compared }) : t('noUsualYet')

/** Answers in a sentence whether the newest Reels do well. */
export function verdict(page: Context, { newest, compared, horizon_hours: last }: Comparison) {
  const { t, formats } = page
  const [first] = newest
  if (first === undefined) return t('noReels')
  const at = comparedAt(first, last)
  if (at === undefined) return t('newestNotRead')
  const views = formats.number(Math.round(at.views))
  const hours = Math.floor(at.hours)
  if (at.usual === null) return `${t('newestHas', { n: hours, views })} ${lackOf(page, compared)}`
  const standings = newest.flatMap((reel) => {
    const each = comparedAt(reel, last)
    return (each && standingOf(each)) ?? []
  })
  const above = standings.filter((each) => each === 'above').length
  const all = t(above === 0 ? 'noneAbove' : 'someAbove', { n: above, of: standings.length })
  const usual = formats.number(Math.round(at.usual.median))
  return `${all} ${t('newestAgainst', { n: hours, views, usual })}`
}

/** Views of the newest Reels by age, against the usual band. */
export function viewsByAge(page: Context, comparison: Comparison) {
  const { t, formats } = page
  const { newest, usual, compared, horizon_hours: last } = comparison
  const lines = newest.flatMap((reel, place): AgeLine[] => {
    const points = pointsOf(reel, last)
    const letter = LETTERS[place]
    return letter === undefined || points.length === 0 ? [] : [{ letter, points }]
  })
  const key =
    usual.length === 0
      ? lackOf(page, compared)
      : t('usualIs', { n: Math.max(...usual.map(({ posts }) => posts)) })
  return html`<section class="figure-panel" aria-labelledby="views">
    <div class="figure-title">
      <h2 id="views">${t('viewsByAge')}</h2>
      <small class="${usual.length === 0 ? '' : 'key-band'}">${key}</small>
    </div>
    ${
      lines.length === 0
        ? html`<p class="hint">${t('noCurve')}</p>`
        : html`${ageCurves({
            label: t('viewsByAgeLabel'),
            lines,
            usual,
            last,
            ages: AGES,
            write: formats.compact,
            writeAge: (hours) => t('hoursShort', { n: Math.floor(hours) }),
            words: {
              posted: t('posted'),
              low: t('usualLow'),
              median: t('usualMedian'),
              high: t('usualHigh'),
            },
          })}
          ${table(page, comparison, lines)}`
    }
  </section>`
}

/** The values at the ages of the curve, and the newest reading of a younger Reel. */
function pointsOf({ curve, age_hours: age, views }: Reel, last: number): AgeLine['points'] {
  const points = curve.map(({ age_hours: hours, views: value }) => ({ hours, value }))
  const isYoung = age !== null && views !== null && age < last
  const end = points.at(-1)?.hours ?? 0
  return isYoung && age > end ? [...points, { hours: age, value: views }] : points
}

function table(page: Context, { newest, usual }: Comparison, lines: readonly AgeLine[]) {
  const { t, formats } = page
  const number = (value: number | undefined) =>
    numberCell(value === undefined ? t('noneYet') : formats.number(Math.round(value)))
  const side = (name: 'low' | 'median' | 'high', label: string) => [
    label,
    ...AGES.map((age) => number(usual.find(({ age_hours: at }) => at === age)?.[name])),
  ]
  return asTable(page, 'views-by-age', {
    label: t('viewsByAge'),
    head: ['', ...AGES.map((n) => numberCell(t('hoursShort', { n })))],
    rows: [
      ...newest
        .slice(0, lines.length)
        .map((reel, place) => [
          `${LETTERS[place] ?? ''} ${titleOf(page, reel)}`,
          ...AGES.map((age) => number(reel.curve.find(({ age_hours: at }) => at === age)?.views)),
        ]),
      ...(usual.length === 0
        ? []
        : [
            side('high', t('usualHigh')),
            side('median', t('usualMedian')),
            side('low', t('usualLow')),
          ]),
    ],
  })
}

/** The newest Reels with their covers, each as a bar against the usual at its age. */
export function newestReels(page: Context, account: string, comparison: Comparison) {
  const { t, formats } = page
  const { newest, reels, horizon_hours: last } = comparison
  return html`<section class="figure-panel" aria-labelledby="newest">
    <div class="figure-title">
      <h2 id="newest">${t('newestReels')}</h2>
      <a href="${withQuery('/console/reels', { account })}"
        >${t('allReels', { n: formats.number(reels) })}</a
      >
    </div>
    ${
      newest.length === 0
        ? html`<p class="hint">${t('noReelsHint')}</p>`
        : html`<ol class="reel-list">
            ${newest.map((reel, place) => reelItem(page, reel, { letter: LETTERS[place] ?? 'C', last }))}
          </ol>`
    }
  </section>`
}

function reelItem(page: Context, reel: Reel, { letter, last }: { letter: string; last: number }) {
  const { t } = page
  const at = comparedAt(reel, last)
  const age = at === undefined ? '' : ` · ${t('hoursShort', { n: Math.floor(at.hours) })}`
  return html`<li>
    <span class="letter age-${letter}">${letter}</span>
    ${cover(reel)}
    <div>
      <a class="name" href="/console/reels/${reel.id}" dir="auto">${titleOf(page, reel)}</a>
      <p class="quiet">${time(page, reel.published_at)}${age}</p>
      ${
        at === undefined
          ? html`<p class="quiet">
              ${reel.views === null ? t('gap_not_read_yet') : t('notReadAt', { n: last })}
            </p>`
          : against(page, at)
      }
    </div>
  </li>`
}

function against(page: Context, at: Compared) {
  const { t, formats } = page
  const { usual } = at
  const views = formats.number(Math.round(at.views))
  const figure = html`<p><strong class="big">${views}</strong> ${t('views')}</p>`
  if (usual === null)
    return html`${figure}
      <p class="quiet">${t('noUsualYet')}</p>`
  const label = t('againstLabel', {
    n: Math.floor(at.hours),
    views,
    usual: formats.number(Math.round(usual.median)),
    low: formats.number(Math.round(usual.low)),
    high: formats.number(Math.round(usual.high)),
  })
  const standing = standingOf(at) ?? 'usual'
  const relative = usual.median === 0 ? 0 : at.views / usual.median - 1
  const share = formats.percent(Math.round(Math.abs(relative) * 100) / 100)
  const text =
    standing === 'usual' ? t('asUsual') : t(standing === 'above' ? 'isAbove' : 'isBelow', { share })
  const sign = standing === 'usual' ? '≈' : icon(standing === 'above' ? 'rise' : 'fall')
  const tone = { above: 'up', below: 'down', usual: 'quiet' }[standing]
  return html`${figure} ${bullet({ value: at.views, mark: usual.median, band: usual }, label)}
    <p class="${tone} signed">${sign} ${text}</p>`
}

/** The cover of a Reel in its shape; its place without one. */
const cover = ({ id, preview_hash: hash }: Reel) =>
  hash === null
    ? html`<span class="picture cover" aria-hidden="true"></span>`
    : html`<img
        class="picture cover"
        src="/console/reels/${id}/preview?v=${hash.slice(0, 12)}"
        alt=""
        width="66"
        height="117"
        decoding="async"
      />`

/** The first line of the caption. */
export function titleOf({ t }: Context, { caption }: Pick<Reel, 'caption'>): string {
  const line = (caption ?? '').trim().split('\n')[0] ?? ''
  const letters = Array.from(line)
  if (letters.length === 0) return t('noCaption')
  return letters.length > TITLE ? `${letters.slice(0, TITLE).join('')}…` : line
}
