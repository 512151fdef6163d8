import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { sparkline } from '../../../../console/parts/figures/sparkline.ts'
import { time } from '../../../../console/parts/time.ts'
import { shape } from '../../../../console/shapes.ts'
import { messageOf, type Language } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import type { ColumnName } from './column-names.ts'
import type { Context, Creator, TextKey } from './kit.ts'

/** The followers of a creator by week; null for a week without a scrape. */
export type Courses = ReadonlyMap<string, readonly (number | null)[]>

type Column = {
  /** The column of the API to sort by. */
  sort?: string
  isNumber?: true
  label: TextKey
  cell(page: Context, creator: Creator, courses: Courses): unknown
}

type NumberField = {
  [Field in keyof Creator]: Creator[Field] extends number | null ? Field : never
}[keyof Creator]

/** A number of the creator; a fraction is written as a percentage, a change with its sign. */
const measured = (
  label: TextKey,
  field: NumberField,
  kind: 'plain' | 'percent' | 'change' = 'plain',
): Column => ({
  sort: field,
  isNumber: true,
  label,
  cell: (page, creator) => written(page, creator[field], kind),
})

export const written = (
  page: Context,
  value: number | null,
  kind: 'plain' | 'percent' | 'change',
): unknown =>
  number(
    page,
    value,
    kind === 'plain'
      ? (each) => page.formats.number(Math.round(each * 100) / 100)
      : (each) => `${kind === 'change' && each > 0 ? '+' : ''}${page.formats.percent(each)}`,
    page.t('notMeasured'),
  )

const MAX_LANGUAGES = 3

function languagesOf({ language }: Context, creator: Creator): string {
  const codes = creator.ai_insights?.content?.content_language ?? creator.languages
  return codes
    .filter((code) => /^[a-z]{2,3}$/.test(code))
    .slice(0, MAX_LANGUAGES)
    .map((code) => languageName(language, code))
    .join(', ')
}

const textOrNone = (text: string | null | undefined): unknown =>
  text ? text : html`<small class="none">–</small>`

/** The category if there is one, else what the model calls the topic. */
export const topicOf = ({ categories, ai_insights }: Creator): string | undefined =>
  categories.find(({ is_primary }) => is_primary)?.name ??
  categories[0]?.name ??
  ai_insights?.content?.primary_topic

function followers(page: Context, { id, follower_count }: Creator, courses: Courses) {
  const course = courses.get(id) ?? []
  const known = course.filter((value) => value !== null)
  const label = page.t('course', {
    from: page.formats.number(known[0] ?? 0),
    to: page.formats.number(known.at(-1) ?? 0),
  })
  return html`<span class="course"
    >${known.length > 1 ? sparkline(course, label) : ''} ${number(page, follower_count)}</span
  >`
}

function engagement(page: Context, { er, er_posts, er_percentile }: Creator) {
  const { t } = page
  return html`<span title="${er_posts === null ? '' : t('fromPosts', { n: er_posts })}"
      >${written(page, er, 'percent')}</span
    >${
      er_percentile === null
        ? ''
        : html`<small class="line" title="${t('percentileHint', { n: er_percentile })}"
            >${t('percentile', { n: er_percentile })}</small
          >`
    }`
}

export const riskSentence = (language: Language, flag: string): string =>
  messageOf(language, creatorWords, `risk_${flag}`) ?? flag.replaceAll('_', ' ')

/** In two words, beside others. */
export const riskSign = (language: Language, flag: string): string =>
  messageOf(language, creatorWords, `sign_${flag}`) ?? flag.replaceAll('_', ' ')

const risks = ({ t, language }: Context, { risk_flags, fully_scraped_at }: Creator) => {
  if (risk_flags.length > 0)
    return html`<ul class="risk-signs">
      ${risk_flags.map(
        (flag) =>
          html`<li title="${riskSentence(language, flag)}">
            ${shape('flag')} <span>${riskSign(language, flag)}</span>
          </li>`,
      )}
    </ul>`
  return html`<small>${t(fully_scraped_at === null ? 'notYetLooked' : 'noRisk')}</small>`
}

function audience({ language }: Context, { ai_insights }: Creator): string {
  const found = ai_insights?.audience_inference
  return [
    ['gender', found?.estimated_audience_gender],
    ['age', found?.estimated_audience_age],
    ['region', found?.estimated_audience_geo],
  ]
    .flatMap(([kind, value]) =>
      value ? (messageOf(language, creatorWords, `${kind}_${value}`) ?? []) : [],
    )
    .join(', ')
}

/** What a model concludes from topics says so: people pay for audiences. */
function inferredAudience(page: Context, creator: Creator): unknown {
  const text = audience(page, creator)
  if (text === '') return textOrNone(text)
  return html`${text} <small class="line">${page.t('inferred')}</small>`
}

const when = (page: Context, iso: string | null): unknown =>
  iso === null ? html`<small class="none">–</small>` : time(page, iso)

export const COLUMNS: Readonly<Record<ColumnName, Column>> = {
  followers: {
    sort: 'follower_count',
    isNumber: true,
    label: 'creator.measure_followers',
    cell: followers,
  },
  er: { sort: 'er', isNumber: true, label: 'er', cell: engagement },
  follower_growth_30_days: {
    ...measured('creator.measure_follower_growth_30_days', 'follower_growth_30_days', 'change'),
  },
  topic: { label: 'topic', cell: (_page, creator) => textOrNone(topicOf(creator)) },
  language: {
    label: 'language',
    cell: (page, creator) => textOrNone(languagesOf(page, creator)),
  },
  last_post: {
    sort: 'last_post_at',
    isNumber: true,
    label: 'lastPost',
    cell: (page, { last_post_at }) => when(page, last_post_at),
  },
  scraped: {
    sort: 'scraped_at',
    isNumber: true,
    label: 'scraped',
    cell: (page, { scraped_at }) => when(page, scraped_at),
  },
  risks: { label: 'risks', cell: risks },
  er_reels: measured('creator.measure_er_reels', 'er_reels', 'percent'),
  er_reels_by_views: measured('creator.measure_er_reels_by_views', 'er_reels_by_views', 'percent'),
  view_rate: measured('creator.measure_view_rate', 'view_rate_by_followers', 'percent'),
  comments_per_like: measured('creator.measure_comments_per_like', 'comments_per_like'),
  posts_per_week: measured('creator.measure_posts_per_week', 'posts_per_week'),
  posts_last_28_days: measured('creator.measure_posts_last_28_days', 'posts_last_28_days'),
  paid_post_share: measured('creator.measure_paid_post_share', 'paid_post_share', 'percent'),
  engagement_trend_per_30_days: measured(
    'creator.measure_engagement_trend_per_30_days',
    'engagement_trend_per_30_days',
    'change',
  ),
  follower_growth_7_days: measured(
    'creator.measure_follower_growth_7_days',
    'follower_growth_7_days',
    'change',
  ),
  audience: {
    label: 'audience',
    cell: inferredAudience,
  },
  business_category: {
    label: 'businessCategory',
    cell: (_page, { business_category }) => textOrNone(business_category),
  },
  source: {
    label: 'source',
    cell: ({ t }, { source }) => t(`creator.source_${source}`),
  },
}
