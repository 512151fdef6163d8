import { html } from 'hono/html'
import { chart } from '../../../../console/parts/figures/chart.ts'
import type { Context, Weeks } from './kit.ts'

type Week = Weeks['data'][number]

const WEEK_MS = 7 * 86_400_000
/** A creator who is scraped once a year has few weeks far apart. */
const MAX_WEEKS = 104

/** The course of followers, ER and posts, week by week. */
export function courses(page: Context, { data }: Weeks) {
  const { t } = page
  const { formats } = page
  const weeks = withGaps(data.toReversed())
  if (data.length < 2)
    return html`<section>
      <h2>${t('course')}</h2>
      <p class="hint">${t('courseNone')}</p>
    </section>`
  const rows = (value: (week: Week) => number | null) =>
    weeks.map(({ at, week }) => ({
      at,
      label: formats.day(at.toISOString().slice(0, 10)),
      values: [week === undefined ? null : value(week)],
    }))
  return html`<section>
    <h2>${t('course')}</h2>
    <div class="courses">
      ${chart(page, {
        id: 'followers',
        title: t('followers'),
        kind: 'line',
        series: [{ label: t('followers'), tone: 'accent' }],
        rows: rows((week) => week.follower_count),
        write: formats.number,
      })}
      ${chart(page, {
        id: 'er',
        title: t('er'),
        kind: 'line',
        series: [{ label: t('er'), tone: 'accent' }],
        rows: rows(({ er }) => er),
        write: formats.percent,
      })}
      ${chart(page, {
        id: 'posts',
        title: t('postsByWeek'),
        kind: 'bars',
        series: [{ label: t('posts'), tone: 'bar' }],
        rows: rows((week) => week.posts),
        write: formats.number,
      })}
    </div>
  </section>`
}

/** A week without a scrape is a gap, never zero. */
function withGaps(weeks: readonly Week[]): { at: Date; week: Week | undefined }[] {
  const known = new Map(weeks.map((week) => [Date.parse(week.at), week]))
  const [first, last] = [weeks[0], weeks.at(-1)].map((week) => Date.parse(week?.at ?? ''))
  if (first === undefined || last === undefined || Number.isNaN(first)) return []
  const count = Math.round((last - first) / WEEK_MS) + 1
  if (count > MAX_WEEKS) return weeks.map((week) => ({ at: new Date(week.at), week }))
  return Array.from({ length: count }, (_, n) => {
    const at = first + n * WEEK_MS
    return { at: new Date(at), week: known.get(at) }
  })
}
