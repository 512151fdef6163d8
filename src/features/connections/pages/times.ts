import { html } from 'hono/html'
import type { BestTimes, Context } from './kit.ts'

const DAY_HOURS = 24
const DAYS = [1, 2, 3, 4, 5, 6, 7]
/** Times that the title names. */
const NAMED = 2
/** From these shares on a time is well above the usual, and below it. */
const [GOOD, BEST, LOW] = [0.08, 0.25, -0.1]

type Time = BestTimes['times'][number]

/** When Reels do well: views by weekday and time of day against the usual. */
export function bestTimes(
  page: Context,
  { times, posts, usual_views: usual, ...facts }: BestTimes,
) {
  const { t } = page
  const { age_hours: age, block_hours: block } = facts
  const best = times
    .filter(({ share }) => share !== null && share > 0)
    .toSorted((a, b) => (b.share ?? 0) - (a.share ?? 0))
    .slice(0, NAMED)
  const named = best.map((each) => t('dayAndTime', timeOf(page, each, block))).join(', ')
  return html`<section class="figure-panel" aria-labelledby="times">
    <div class="figure-title">
      <h2 id="times">${named === '' ? t('bestUnknown') : t('bestTimes', { times: named })}</h2>
      <small>${t('timesOf', { n: posts, age })}</small>
    </div>
    ${
      usual === null
        ? html`<p class="hint">${t('timesNeed', { n: posts, age })}</p>`
        : html`${grid(page, times, block)}
            <p class="hint">${t('timesHint')}</p>`
    }
  </section>`
}

const timeOf = ({ formats }: Context, { weekday, hour }: Time, block: number) => ({
  day: formats.weekday(weekday),
  from: String(hour),
  to: String(hour + block),
})

function grid(page: Context, times: readonly Time[], block: number) {
  const { t, formats } = page
  const hours = Array.from({ length: DAY_HOURS / block }, (_, at) => at * block)
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('timesLabel')}">
    <table class="times">
      <thead>
        <tr>
          <td></td>
          ${hours.map((hour) => html`<th scope="col">${hour}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${DAYS.map(
          (weekday) =>
            html`<tr>
              <th scope="row">${formats.weekday(weekday)}</th>
              ${hours.map((hour) => {
                const found = times.find((each) => each.weekday === weekday && each.hour === hour)
                return cell(
                  page,
                  found ?? { weekday, hour, posts: 0, views: 0, share: null },
                  block,
                )
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cell(page: Context, found: Time, block: number) {
  const { t, formats } = page
  const when = t('dayAndTime', timeOf(page, found, block))
  if (found.share === null) return html`<td title="${when}: ${t('fewReels')}">·</td>`
  const percent = Math.round(found.share * 100)
  const share = formats.percent(Math.abs(percent) / 100)
  const words = t(percent < 0 ? 'isBelow' : 'isAbove', { share })
  const title = `${when}: ${words}, ${t('reelsCount', { n: found.posts })}`
  const sign = percent > 0 ? '+' : percent < 0 ? '−' : ''
  return html`<td class="${levelOf(found.share)}" title="${title}">${sign}${Math.abs(percent)}</td>`
}

const levelOf = (share: number): string =>
  share >= BEST ? 'best' : share >= GOOD ? 'good' : share <= LOW ? 'low' : 'even'
