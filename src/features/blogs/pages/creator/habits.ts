import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { rowBars } from '../../../../console/parts/figures/bars.ts'
import { heatMap, shadeKey } from '../../../../console/parts/figures/heat.ts'
import { pathOf } from './frame.ts'
import { firstLine, languageOf, paidText } from './recent-posts.ts'
import { shareOf } from './verdict.ts'
import type { Assessment, Context, Creator } from './kit.ts'

type Read = { creator: Creator; assessment: Assessment }
type Cell = Assessment['rhythm'][number]

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** An hour with one post says nothing of the hour. */
const FEWEST_POSTS = 2
const BEST_HOURS = 3
/** Fewer paid posts are a hint, not a measure. */
const ENOUGH_PAID = 5
const MAX_EXAMPLES = 3

/** The weekdays and hours of posts, in the reader's zone: darker is more engagement. */
export function hours(page: Context, { creator, assessment: { rhythm } }: Read) {
  const { t, formats } = page
  const title = html`<h2 id="hours">${t('hoursTitle')}</h2>`
  if (rhythm.length === 0)
    return html`<section aria-labelledby="hours">
      ${title}
      <p class="panel padded">${t('hoursLater')}</p>
    </section>`
  const rate = ({ median_engagement: sum }: Cell) =>
    sum === null || !creator.follower_count ? null : sum / creator.follower_count
  const percent = (cell: Cell) => {
    const value = rate(cell)
    return value === null ? t('hiddenCount') : formats.percent(value)
  }
  const moment = ({ weekday, hour }: Cell) => `${formats.weekday(weekday)} ${hourText(hour)}`
  const known = rhythm.filter((cell) => cell.posts >= FEWEST_POSTS && rate(cell) !== null)
  const best = known.toSorted((a, b) => (rate(b) ?? 0) - (rate(a) ?? 0)).slice(0, BEST_HOURS)
  const label = t('hoursLabel')
  return html`<section aria-labelledby="hours">
    <div class="title">
      ${title}
      <small>${t('hoursOf', { n: rhythm.reduce((sum, { posts }) => sum + posts, 0) })}</small>
    </div>
    <figure class="panel padded">
      ${heatMap({
        label,
        days: DAYS.map((day) => formats.weekday(day)),
        hours: hourText,
        cells: rhythm.map((cell) => ({
          weekday: cell.weekday,
          hour: cell.hour,
          count: cell.posts,
          value: rate(cell),
          title: t('hoursCell', { when: moment(cell), n: cell.posts, percent: percent(cell) }),
        })),
      })}
      <p class="figure-key">
        <span>${shadeKey()}${t('hoursKey')}</span> <span>${t('hoursCount')}</span>
      </p>
      <p class="says">
        ${best.length === 0 ? t('hoursFew') : t('hoursBest', { when: best.map(moment).join(', ') })}
      </p>
      ${asTable(page, 'hours', {
        label,
        head: [t('hoursHead'), numberCell(t('posts')), numberCell(t('er'))],
        rows: rhythm
          .toSorted((a, b) => (rate(b) ?? -1) - (rate(a) ?? -1))
          .map((cell) => [
            moment(cell),
            numberCell(formats.number(cell.posts)),
            numberCell(percent(cell)),
          ]),
      })}
    </figure>
  </section>`
}

const hourText = (hour: number): string => `${hour}:00`

/** Paid posts beside usual ones, and what the last paid ones were. */
export function paidPosts(page: Context, { creator, assessment }: Read) {
  const { t, formats } = page
  const { usual, paid, paid_difference: difference } = assessment
  const title = html`<h2 id="paid">${t('paidTitle')}</h2>`
  if (usual.engagement === null || paid.engagement === null)
    return html`<section aria-labelledby="paid">
      ${title}
      <div class="panel padded">
        <p>${t(paid.posts === 0 ? 'paidNone' : 'paidUnknown', { n: assessment.posts_read })}</p>
      </div>
    </section>`
  const says =
    difference === null || Math.round(difference * 100) === 0
      ? t('paidSame')
      : t(difference < 0 ? 'paidSaysLess' : 'paidSaysMore', { share: shareOf(page, difference) })
  const row = (label: string, group: typeof usual, isMarked: boolean) => ({
    label,
    aside: t('groupPosts', { n: group.posts }),
    value: group.engagement ?? 0,
    text: formats.percent(group.engagement ?? 0),
    isMarked,
  })
  return html`<section aria-labelledby="paid">
    <div class="title">${title} <small>${t('paidMedian')}</small></div>
    <figure class="panel padded">
      ${rowBars([row(t('usualPosts'), usual, false), row(t('paidPosts'), paid, true)])}
      <p class="says">
        ${says} ${paid.posts < ENOUGH_PAID ? t('paidHint', { n: paid.posts }) : ''}
      </p>
      ${paidExamples(page, { creator, assessment })}
      <p><a class="out" href="${addressOf(pathOf(creator, 'posts'))}">${t('allPosts')}</a></p>
    </figure>
  </section>`
}

/** The last paid posts, and what says that they are. */
function paidExamples(page: Context, { creator, assessment }: Read) {
  const { t, formats } = page
  const posts = new Map(creator.posts.map((post) => [post.platform_id, post]))
  const paid = assessment.posts.filter((each) => each.paid !== null)
  return html`<ul class="paid-posts">
    ${paid
      .slice(-MAX_EXAMPLES)
      .toReversed()
      .map((each) => {
        const post = posts.get(each.platform_id)
        if (!post) return ''
        const { thumbnail_hash: hash, caption_text: caption } = post
        const rate = each.engagement === null ? '' : ` · ${formats.percent(each.engagement)}`
        return html`<li>
          ${
            hash === null
              ? html`<span class="shot small-shot"></span>`
              : html`<img
                  class="shot small-shot"
                  src="/console/images/${hash}"
                  width="44"
                  height="44"
                  alt=""
                  loading="lazy"
                />`
          }
          <div>
            <span class="one-line" lang="${languageOf(caption)}" dir="auto"
              >${firstLine(caption) ?? t('noCaption')}</span
            >
            <small
              >${formats.dayMonth(new Date(post.taken_at))}${rate} · ${paidText(page, each)}</small
            >
          </div>
        </li>`
      })}
  </ul>`
}
