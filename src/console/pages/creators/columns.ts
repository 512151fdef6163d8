import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { languageName } from '../../parts/language-name.ts'
import { number } from '../../parts/number.ts'
import { sparkline } from '../../parts/sparkline.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { sayIn, wordOf, type Language } from '../../words.ts'
import { creatorWords } from '../../words/creators.ts'
import type { ColumnName } from './column-names.ts'
import type { Creator } from './creator.ts'
import { creatorsWords } from './words.ts'

/** The followers of a creator by week; null for a week without a scrape. */
export type Courses = ReadonlyMap<string, readonly (number | null)[]>

type Column = {
  /** The column of the API to sort by. */
  sort?: string
  isNumber?: true
  label(language: Language): string
  cell(page: Page, creator: Creator, courses: Courses): unknown
}

const named =
  (key: Parameters<ReturnType<typeof sayIn<keyof (typeof creatorWords)['en']>>>[0]) =>
  (language: Language): string =>
    sayIn(language, creatorWords)(key)
const own =
  (key: keyof (typeof creatorsWords)['en']) =>
  (language: Language): string =>
    sayIn(language, creatorsWords)(key)

type NumberField = {
  [Field in keyof Creator]: Creator[Field] extends number | null ? Field : never
}[keyof Creator]

/** A number of the creator; a fraction is written as a percentage, a change with its sign. */
const measured = (
  key: Parameters<typeof named>[0],
  field: NumberField,
  kind: 'plain' | 'percent' | 'change' = 'plain',
): Column => ({
  sort: field,
  isNumber: true,
  label: named(key),
  cell: (page, creator) => written(page, creator[field], kind),
})

export const written = (
  page: Page,
  value: number | null,
  kind: 'plain' | 'percent' | 'change',
): unknown =>
  number(
    page,
    value,
    kind === 'plain'
      ? (each) => page.formats.number(Math.round(each * 100) / 100)
      : (each) => `${kind === 'change' && each > 0 ? '+' : ''}${page.formats.percent(each)}`,
    sayIn(page.language, creatorsWords)('notMeasured'),
  )

const MOST_LANGUAGES = 3

function languagesOf({ language }: Page, creator: Creator): string {
  const codes = creator.ai_insights?.content?.content_language ?? creator.languages
  return codes
    .filter((code) => /^[a-z]{2,3}$/.test(code))
    .slice(0, MOST_LANGUAGES)
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

function followers(page: Page, { id, follower_count }: Creator, courses: Courses) {
  const course = courses.get(id) ?? []
  const known = course.filter((value) => value !== null)
  const label = sayIn(page.language, creatorsWords)('course', {
    from: page.formats.number(known[0] ?? 0),
    to: page.formats.number(known.at(-1) ?? 0),
  })
  return html`<span class="course"
    >${known.length > 1 ? sparkline(course, label) : ''} ${number(page, follower_count)}</span
  >`
}

function engagement(page: Page, { er, er_posts, er_percentile }: Creator) {
  const say = sayIn(page.language, creatorsWords)
  return html`<span title="${er_posts === null ? '' : say('fromPosts', { n: er_posts })}"
      >${written(page, er, 'percent')}</span
    >${
      er_percentile === null
        ? ''
        : html`<small class="line" title="${say('percentileHint', { n: er_percentile })}"
            >${say('percentile', { n: er_percentile })}</small
          >`
    }`
}

export const riskSentence = (language: Language, flag: string): string =>
  wordOf(language, creatorWords, `risk_${flag}`) ?? flag.replaceAll('_', ' ')

/** In two words, beside others. */
export const riskSign = (language: Language, flag: string): string =>
  wordOf(language, creatorWords, `sign_${flag}`) ?? flag.replaceAll('_', ' ')

const risks = ({ language }: Page, { risk_flags, fully_scraped_at }: Creator) => {
  if (risk_flags.length > 0)
    return html`<ul class="risk-signs">
      ${risk_flags.map(
        (flag) =>
          html`<li title="${riskSentence(language, flag)}">
            ${shape('flag')} <span>${riskSign(language, flag)}</span>
          </li>`,
      )}
    </ul>`
  const say = sayIn(language, creatorsWords)
  return html`<small>${say(fully_scraped_at === null ? 'notYetLooked' : 'noRisk')}</small>`
}

function audience({ language }: Page, { ai_insights }: Creator): string {
  const found = ai_insights?.audience_inference
  return [
    ['gender', found?.estimated_audience_gender],
    ['age', found?.estimated_audience_age],
    ['region', found?.estimated_audience_geo],
  ]
    .flatMap(([kind, value]) =>
      value ? (wordOf(language, creatorWords, `${kind}_${value}`) ?? []) : [],
    )
    .join(', ')
}

/** What a model concludes from topics says so: people pay for audiences. */
function inferredAudience(page: Page, creator: Creator): unknown {
  const text = audience(page, creator)
  if (text === '') return textOrNone(text)
  return html`${text}
    <small class="line">${sayIn(page.language, creatorsWords)('inferred')}</small>`
}

const when = (page: Page, iso: string | null): unknown =>
  iso === null ? html`<small class="none">–</small>` : time(page, iso)

export const COLUMNS: Readonly<Record<ColumnName, Column>> = {
  followers: {
    sort: 'follower_count',
    isNumber: true,
    label: named('measure_followers'),
    cell: followers,
  },
  er: { sort: 'er', isNumber: true, label: own('er'), cell: engagement },
  follower_growth_30_days: {
    ...measured('measure_follower_growth_30_days', 'follower_growth_30_days', 'change'),
  },
  topic: { label: own('topic'), cell: (_page, creator) => textOrNone(topicOf(creator)) },
  language: {
    label: own('language'),
    cell: (page, creator) => textOrNone(languagesOf(page, creator)),
  },
  last_post: {
    sort: 'last_post_at',
    isNumber: true,
    label: own('lastPost'),
    cell: (page, { last_post_at }) => when(page, last_post_at),
  },
  scraped: {
    sort: 'scraped_at',
    isNumber: true,
    label: own('scraped'),
    cell: (page, { scraped_at }) => when(page, scraped_at),
  },
  risks: { label: own('risks'), cell: risks },
  er_reels: measured('measure_er_reels', 'er_reels', 'percent'),
  er_reels_by_views: measured('measure_er_reels_by_views', 'er_reels_by_views', 'percent'),
  view_rate: measured('measure_view_rate', 'view_rate_by_followers', 'percent'),
  comments_per_like: measured('measure_comments_per_like', 'comments_per_like'),
  posts_per_week: measured('measure_posts_per_week', 'posts_per_week'),
  posts_last_28_days: measured('measure_posts_last_28_days', 'posts_last_28_days'),
  paid_post_share: measured('measure_paid_post_share', 'paid_post_share', 'percent'),
  engagement_trend_per_30_days: measured(
    'measure_engagement_trend_per_30_days',
    'engagement_trend_per_30_days',
    'change',
  ),
  follower_growth_7_days: measured(
    'measure_follower_growth_7_days',
    'follower_growth_7_days',
    'change',
  ),
  audience: {
    label: own('audience'),
    cell: inferredAudience,
  },
  business_category: {
    label: own('businessCategory'),
    cell: (_page, { business_category }) => textOrNone(business_category),
  },
  source: {
    label: own('source'),
    cell: ({ language }, { source }) =>
      wordOf(language, creatorWords, `source_${source}`) ?? source,
  },
}
