import { html } from 'hono/html'
import { type CampaignCreator, type Result, shotOf } from './campaign-read.ts'
import { factList, type Fact } from './creator-facts.ts'
import { face } from './creator-sheet.ts'
import type { Sheet } from './frame.ts'
import type { Report } from './report.ts'

const FORMATS = {
  reel: 'fmtReel',
  video: 'fmtVideo',
  photo: 'fmtPhoto',
  album: 'fmtAlbum',
  story: 'fmtStory',
} as const

/** Counts results by what people call them: "1 reel, 2 stories". */
export function formatsOf({ t }: Report, results: readonly Result[]): string {
  const kinds = Map.groupBy(results, ({ format }) => format)
  return (['reel', 'video', 'photo', 'album', 'story'] as const)
    .flatMap((format) => {
      const n = kinds.get(format)?.length ?? 0
      return n === 0 ? [] : [t(FORMATS[format], { n })]
    })
    .join(', ')
}

/** Names the rest of what was promised; empty when there is none. */
export function toCome({ t }: Report, { promised, delivered }: CampaignCreator): string {
  if (promised === null) return ''
  return [
    ['fmtReel', promised.reels - delivered.reels] as const,
    ['fmtPost', promised.posts - delivered.posts] as const,
    ['fmtStory', promised.stories - delivered.stories] as const,
  ]
    .flatMap(([key, n]) => (n > 0 ? [t(key, { n })] : []))
    .join(', ')
}

/** One page about a creator: the post that was seen most, the others, and what is still to come. */
export function campaignSheet(report: Report, creator: CampaignCreator, about: string): Sheet {
  const { t } = report
  const [best, ...others] = creator.results.toSorted((a, b) => valueOf(b) - valueOf(a))
  return {
    about,
    readAt: [creator.last_read_at],
    body: html`${head(report, creator)}
    ${best === undefined ? html`<p class="hint">${t('campNothing')}</p>` : large(report, creator, best)}
    ${others.length === 0 ? '' : othersOf(report, others)} ${rest(report, creator)}`,
  }
}

const valueOf = ({ basis, now }: Result): number =>
  (basis === 'views' ? 1e12 : 0) + (now.value ?? -1)

function head(report: Report, { blog }: CampaignCreator) {
  const { t, formats } = report
  const parts = [
    ...(blog.follower_count === null ? [] : [t('aboutFollowers', { n: blog.follower_count })]),
    ...(blog.er === null ? [] : [t('creator.erAlone', { er: formats.percent(blog.er) })]),
  ]
  return html`<header class="of-sheet">
    ${face(report, { hash: blog.avatar_hash, name: blog.username, size: 76 })}
    <div>
      <h1 dir="auto">${blog.full_name ?? `@${blog.username}`}</h1>
      <p class="quiet"><bdi>@${blog.username}</bdi> ${parts.map((part) => html` · ${part}`)}</p>
    </div>
  </header>`
}

const titleOf = ({ t, formats }: Report, { format, taken_at: at }: Result): string =>
  t('campResult', { what: t(`as_${format}`), when: formats.moment(new Date(at)) })

function large(report: Report, creator: CampaignCreator, result: Result) {
  const { t, base } = report
  const title = titleOf(report, result)
  const words = result.quote ?? result.caption
  return html`<section class="delivered">
    ${shotOf(base, result, title)}
    <div>
      <p class="quiet">${title}${goneText(report, result)}</p>
      ${words === null ? '' : html`<blockquote dir="auto">${words.slice(0, MAX_WORDS)}</blockquote>`}
      <p>
        ${result.kind === 'story' ? '' : t(result.is_labelled ? 'campLabelled' : 'campNotLabelled')}
      </p>
      ${factList(report, resultFacts(report, creator, result))}
    </div>
  </section>`
}

const MAX_WORDS = 400

const goneText = ({ t, formats }: Report, { gone_since: since }: Result): string =>
  since === null ? '' : ` · ${t('campGoneSince', { day: formats.dayMonth(new Date(since)) })}`

function resultFacts(report: Report, creator: CampaignCreator, result: Result): Fact[] {
  const { t, formats } = report
  const { likes, comments, value } = result.now
  const hasViews = result.basis === 'views'
  const reactions = likes === null || comments === null ? null : likes + comments
  return [
    {
      label: t('campViews'),
      value: hasViews && value !== null ? formats.number(value) : '–',
      aside: t(hasViews ? 'campNow' : 'campNoViews'),
    },
    {
      label: t('campLikesComments'),
      value: reactions === null ? t('campHidden') : formats.number(reactions),
      aside: '',
    },
    ...costs(report, creator),
    ...(result.basis === null ? [] : ages(report, result)),
  ]
}

/** The price of what was published, if the sender shows prices. */
function costs(
  { t, formats, share }: Report,
  { price_so_far: price, cost_per_mille: mille, currency }: CampaignCreator,
): Fact[] {
  if (!share.show_prices || currency === null) return []
  const fact = (label: string, amount: string | null, aside: string): Fact[] =>
    amount === null ? [] : [{ label, value: formats.amount(amount, currency), aside }]
  return [...fact(t('campCost'), price, t('campCostAside')), ...fact(t('campMille'), mille, '')]
}

const AGES = [
  ['day_1', 1],
  ['day_3', 3],
  ['day_7', 7],
  ['day_30', 30],
] as const

/** The values by day; a day that has not come yet says when it does. */
function ages({ t, formats }: Report, { at_ages: values }: Result): Fact[] {
  return AGES.map(([key, day]) => {
    const { value, reason, on } = values[key]
    const later =
      reason === 'not_reached'
        ? t('campNotReached', { day: formats.dayMonth(new Date(on)) })
        : t('campNoReading')
    return {
      label: t('campDayN', { day }),
      value: value === null ? '–' : formats.number(value),
      aside: value === null ? later : '',
    }
  })
}

function othersOf(report: Report, results: readonly Result[]) {
  const { t, formats } = report
  return html`<section>
    <h2>${t('campOthers')}</h2>
    <table class="list plain report-table">
      <tbody>
        ${results.map(
          (each) =>
            html`<tr>
              <td>${titleOf(report, each)}${goneText(report, each)}</td>
              <td class="number">
                ${
                  each.now.value === null || each.basis === null
                    ? '–'
                    : t(each.basis === 'views' ? 'campViewsN' : 'campReactionsN', {
                        n: each.now.value,
                      })
                }
              </td>
              <td class="number"><small>${formats.dayMonth(new Date(each.taken_at))}</small></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function rest(report: Report, creator: CampaignCreator) {
  const { t, formats } = report
  const what = toCome(report, creator)
  if (what === '') return ''
  const due = creator.promised?.due_at ?? null
  const text =
    due === null
      ? t('campToComeOpen', { what })
      : t('campToComeUntil', { what, day: formats.date(new Date(due)) })
  return html`<section>
    <h2>${t('campToCome')}</h2>
    <p>${text}</p>
  </section>`
}
