import { html } from 'hono/html'
import { axisOf } from '../../../../console/parts/figures/axis.ts'
import { curveFigure } from '../../../../console/parts/figures/curve.ts'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { type CampaignCreator, type Result, shotOf } from './campaign-read.ts'
import { factList, type Fact } from './creator-facts.ts'
import type { Report } from './report.ts'

/** Words beside a picture; a longer caption would not fit on the page. */
const MAX_WORDS = 220

const AGES = [
  ['day_1', 1],
  ['day_3', 3],
  ['day_7', 7],
  ['day_30', 30],
] as const

export const titleOf = ({ t, formats }: Report, { format, taken_at: at }: Result): string =>
  t('campResult', { what: t(`as_${format}`), when: formats.moment(new Date(at)) })

export const goneText = ({ t, formats }: Report, { gone_since: since }: Result): string =>
  since === null ? '' : ` · ${t('campGoneSince', { day: formats.dayMonth(new Date(since)) })}`

/** The post that was seen most, large, with its numbers and their course. */
export function largePost(report: Report, creator: CampaignCreator, result: Result) {
  const { t, base } = report
  const title = titleOf(report, result)
  const words = result.quote ?? result.caption
  const short =
    words !== null && words.length > MAX_WORDS ? `${words.slice(0, MAX_WORDS).trimEnd()}…` : words
  const label = result.is_labelled ? 'campLabelled' : 'campNotLabelled'
  return html`<section class="delivered">
    ${shotOf(base, result, title)}
    <div>
      <p class="quiet">${title}${goneText(report, result)}</p>
      ${
        short === null
          ? ''
          : html`<blockquote>
              <q dir="auto">${short}</q>
              ${result.kind === 'story' ? '' : html`<small>${t(label)}</small>`}
            </blockquote>`
      }
      ${factList(report, resultFacts(report, creator, result), 'four')} ${courseOf(report, result)}
    </div>
  </section>`
}

function resultFacts(report: Report, creator: CampaignCreator, result: Result): Fact[] {
  const { t, formats } = report
  if (result.kind === 'story') return [...officialFacts(report, result), ...costs(report, creator)]
  const { likes, comments, value } = result.now
  const hasViews = result.basis === 'views'
  const reactions = likes === null || comments === null ? null : likes + comments
  const followers = creator.blog.follower_count
  return [
    {
      label: t('campViews'),
      value: hasViews && value !== null ? formats.number(value) : '–',
      aside: t(hasViews ? 'campNow' : 'campNoViews'),
    },
    {
      label: t('campLikesComments'),
      value: reactions === null ? t('campHidden') : formats.number(reactions),
      aside:
        reactions === null || followers === null || followers === 0
          ? ''
          : t('campOfFollowers', { share: formats.percent(reactions / followers) }),
    },
    ...officialFacts(report, result),
    ...costs(report, creator),
  ]
}

const OFFICIAL = {
  post: [
    ['reach', 'campReach'],
    ['saves', 'campSaves'],
  ],
  story: [
    ['reach', 'campReach'],
    ['views', 'campStoryViews'],
    ['replies', 'campReplies'],
  ],
} as const

/** Meta's numbers for the owner of a connected account with their age, or why there are none. */
function officialFacts({ t, formats }: Report, { kind, official }: Result): Fact[] {
  const { reason, read_at: readAt, age_hours: hours } = official
  if (reason !== null || readAt === null)
    return [{ label: t('campReach'), value: '–', aside: t(`campGap_${reason ?? 'not_read'}`) }]
  const aside =
    kind === 'story' && hours !== null
      ? t('campMetaStory', { hours: formats.number(Math.floor(hours)) })
      : t('campMeta', { time: formats.moment(new Date(readAt)) })
  return OFFICIAL[kind].flatMap(([key, label]) => {
    const value = official[key]
    return value === null ? [] : [{ label: t(label), value: formats.number(value), aside }]
  })
}

/** The price of what was published, if the sender shows prices. */
function costs({ t, formats, share }: Report, creator: CampaignCreator): Fact[] {
  const { price, price_so_far: part, cost_per_mille: mille, currency } = creator
  if (!share.show_prices || currency === null || price === null || part === null) return []
  const amount = (value: string) => formats.amount(value, currency)
  const isPart = Number(part) !== Number(price)
  const asides = [
    ...(creator.cost_per_view === null
      ? []
      : [t('campPerView', { price: amount(creator.cost_per_view) })]),
    ...(creator.cost_per_engagement === null
      ? []
      : [t('campPerReaction', { price: amount(creator.cost_per_engagement) })]),
  ]
  return [
    {
      label: t('campCost'),
      value: amount(part),
      aside: isPart ? t('campPartOf', { price: amount(price) }) : t('campCostAside'),
    },
    ...(mille === null
      ? []
      : [{ label: t('campMille'), value: amount(mille), aside: asides.join(', ') }]),
  ]
}

const measured = ({ basis }: Result, reading: Result['readings'][number]): number | null => {
  const { plays, views, likes, comments } = reading
  if (basis === 'views') return plays ?? views
  return likes === null || comments === null ? null : likes + comments
}

/** Views or reactions by day, from the publication to the latest reading. */
function courseOf(report: Report, result: Result) {
  const { t, formats } = report
  if (result.basis === null) return html`<p class="hint">${t('courseStory')}</p>`
  const taken = new Date(result.taken_at)
  const title = t(result.basis === 'views' ? 'courseViews' : 'courseReactions')
  const points = [
    { at: taken, value: 0, text: t('coursePublished') },
    ...result.readings.flatMap((reading) => {
      const value = measured(result, reading)
      const at = new Date(reading.read_at)
      return value === null || at <= taken ? [] : [{ at, value, text: formats.number(value) }]
    }),
  ]
  const marks = AGES.flatMap(([key, day]) => {
    const { value, on } = result.at_ages[key]
    if (value === null) return []
    const name = `${t('campDayN', { day })}: ${formats.number(value)}`
    return [{ at: new Date(on), value, title: name }]
  })
  if (points.length < 3) return html`<p class="hint">${agesText(report, result)}</p>`
  return html`<h2>${title}</h2>
    ${curveFigure({
      label: `${title}. ${agesText(report, result)}`,
      points: points.map(({ at, value, text }) => ({
        at,
        value,
        title: `${formats.moment(at)}: ${text}`,
      })),
      marks,
      axis: axisOf(points.map(({ value }) => value)),
      height: 'low',
      write: formats.compact,
      writeDay: formats.dayMonth,
    })}
    <p class="hint">${agesText(report, result)}</p>
    ${asTable(report, `course-${result.id}`, {
      label: title,
      head: [t('daysDay'), numberCell(title)],
      rows: points.map(({ at, text }) => [formats.moment(at), numberCell(text)]),
    })}`
}

/** The values by age in a line; the next age says when it comes. */
function agesText({ t, formats }: Report, { at_ages: values }: Result): string {
  const texts: string[] = []
  for (const [key, day] of AGES) {
    const { value, reason, on } = values[key]
    const name = t('campDayN', { day })
    if (value !== null) texts.push(`${name}: ${formats.number(value)}`)
    else if (reason === 'gone') break
    else if (reason === 'not_reached') {
      texts.push(`${name}: ${t('campNotReached', { day: formats.dayMonth(new Date(on)) })}`)
      break
    } else texts.push(`${name}: ${t('campNoReading')}`)
  }
  return texts.join(' · ')
}
