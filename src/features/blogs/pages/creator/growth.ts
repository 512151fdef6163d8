import { html } from 'hono/html'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { curveAxis, curveFigure, markSign } from '../../../../console/parts/figures/curve.ts'
import { external } from '../../../../console/parts/external.ts'
import { nextReading } from './facts.ts'
import { postUrl } from './posts.ts'
import { firstLine, languageOf } from './recent-posts.ts'
import type { Assessment, Context, Weeks } from './kit.ts'

type Jump = Assessment['jumps'][number]

/** Followers week by week, with marked jumps and the likely reason of each. */
export function growth(page: Context, { data }: Weeks, assessment: Assessment) {
  const { t, formats } = page
  const weeks = data
    .toReversed()
    .flatMap((week) =>
      week.follower_count === null ? [] : [{ ...week, followers: week.follower_count }],
    )
  const title = html`<h2 id="growth">${t('growthTitle')}</h2>`
  const [first] = weeks
  if (!first || weeks.length < 2)
    return html`<section aria-labelledby="growth">
      ${title}
      <p class="panel padded">${nextReading(page, assessment, 'curveLater')}</p>
    </section>`
  const axis = curveAxis(weeks.map(({ followers }) => followers))
  const from = new Date(first.at).getTime()
  const jumps = assessment.jumps.filter(({ to_at }) => new Date(to_at).getTime() >= from)
  const label = t('growthLabel', {
    from: formats.number(first.followers),
    to: formats.number(weeks.at(-1)?.followers ?? 0),
    n: jumps.length,
  })
  const begins = t('axisBegins', { value: formats.compact(axis.low) })
  return html`<section aria-labelledby="growth">
    <div class="title">
      ${title}
      <small>${t('growthWeeks', { n: weeks.length })}${axis.low > 0 ? `; ${begins}` : ''}</small>
    </div>
    <figure class="panel padded">
      ${curveFigure({
        label,
        axis,
        points: weeks.map(({ scraped_at, followers, follower_change }) => ({
          at: new Date(scraped_at),
          value: followers,
          title: t('growthPoint', {
            day: formats.dayMonth(new Date(scraped_at)),
            n: followers,
            change: changeText(page, follower_change),
          }),
        })),
        marks: jumps.map((jump) => ({
          at: new Date(jump.to_at),
          value: jump.to_followers,
          title: jumpText(page, jump),
        })),
        write: formats.compact,
        writeDay: formats.dayMonth,
      })}
      ${jumps.map((jump) => jumpLine(page, jump))} ${table(page, weeks, label)}
    </figure>
  </section>`
}

type Week = Weeks['data'][number] & { followers: number }

const changeText = ({ formats }: Context, value: number | null): string =>
  value === null ? '' : `${value > 0 ? '+' : ''}${formats.number(value)}`

const table = (page: Context, weeks: readonly Week[], label: string) => {
  const { t, formats } = page
  return asTable(page, 'growth', {
    label,
    head: [
      t('weekOf'),
      numberCell(t('followers')),
      numberCell(t('changeHead')),
      numberCell(t('er')),
      numberCell(t('posts')),
    ],
    rows: weeks.map(({ at, followers, follower_change, er, posts }) => [
      formats.day(at.slice(0, 10)),
      numberCell(formats.number(followers)),
      numberCell(changeText(page, follower_change)),
      numberCell(er === null ? '' : formats.percent(er)),
      numberCell(posts === null ? '' : formats.number(posts)),
    ]),
  })
}

const jumpLine = (page: Context, jump: Jump) =>
  html`<p class="says">${markSign()}<b>${jumpText(page, jump)}</b> ${reason(page, jump)}</p>`

function jumpText({ t, formats }: Context, jump: Jump): string {
  const change = jump.to_followers - jump.from_followers
  const days = Math.round((Date.parse(jump.to_at) - Date.parse(jump.from_at)) / 86_400_000)
  return t('jump', {
    day: formats.date(new Date(jump.to_at)),
    change: `${change > 0 ? '+' : '−'}${formats.number(Math.abs(change))}`,
    n: days,
  })
}

function reason({ t }: Context, { reason: why, post, growth: by }: Jump) {
  if (why === null || post === null) return t(by < 0 ? 'jumpLoss' : 'jumpUnknown')
  const url = postUrl(post.code)
  const line = firstLine(post.caption_text)
  return html`${t(`jump_${why}`)}
  ${line === null ? '' : html`<q lang="${languageOf(post.caption_text)}" dir="auto">${line}</q>`}
  ${url === null ? '' : external(url, t('seePost'))}`
}
