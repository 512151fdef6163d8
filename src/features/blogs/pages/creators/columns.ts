import {
  BLOG_MEASURES,
  formatOf,
  LISTED_MEASURES,
  type ListedMeasure,
} from '../../../../creators/fields.ts'
import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import { sparkline } from '../../../../console/parts/figures/sparkline.ts'
import { time } from '../../../../console/parts/time.ts'
import { icon } from '../../../../console/icons.ts'
import { messageOf, type Language } from '../../../../console/messages.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import type { ColumnName } from './column-names.ts'
import { categoryName } from './filter-words.ts'
import { cityLine } from '../city-line.ts'
import { postStrip } from './post-strip.ts'
import type { Context, Creator, Preview, TextKey } from './kit.ts'

/** Courses and posts beside the creator's own numbers: weeks without a scrape are null. */
type Glance = {
  followers: readonly (number | null)[]
  er: readonly (number | null)[]
  posts: Preview['posts']
}
/** By the creator's id. */
export type Glances = ReadonlyMap<string, Glance>

type Column = {
  /** The column of the API to sort by. */
  sort?: string
  isNumber?: true
  label: TextKey
  cell(page: Context, creator: Creator, glances: Glances): unknown
}

/** The columns of measures; a share is written as a percentage, a change with its sign. */
const MEASURED = Object.fromEntries(
  [...LISTED_MEASURES].map(([parameter, field]): [ColumnName, Column] => [
    parameter,
    {
      sort: field,
      isNumber: true,
      label: `creator.measure_${parameter}`,
      cell: (page, creator) => written(page, creator[field], formatOf(BLOG_MEASURES[field])),
    },
  ]),
  // Made of the same table as the type.
) as Record<ListedMeasure, Column>

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
export function topicOf(
  { language }: Context,
  { categories, ai_insights }: Creator,
): string | undefined {
  const category = categories.find(({ is_primary }) => is_primary) ?? categories[0]
  return category === undefined
    ? ai_insights?.content?.primary_topic
    : categoryName(language, category.name)
}

/** A number over its course in 12 weeks. */
function courseOf(
  page: Context,
  key: 'course' | 'erCourse',
  course: readonly (number | null)[],
  write: (value: number) => string,
) {
  const known = course.filter((value) => value !== null)
  if (known.length < 2) return ''
  const label = page.t(key, { from: write(known[0] ?? 0), to: write(known.at(-1) ?? 0) })
  return html`<span class="line">${sparkline(course, label)}</span>`
}

const followers = (page: Context, { id, follower_count }: Creator, glances: Glances) =>
  html`<b>${number(page, follower_count)}</b>
    ${courseOf(page, 'course', glances.get(id)?.followers ?? [], page.formats.number)}`

function engagement(page: Context, { id, er, er_posts, er_percentile }: Creator, glances: Glances) {
  const { t, formats } = page
  return html`<b title="${er_posts === null ? '' : t('fromPosts', { n: er_posts })}"
      >${written(page, er, 'percent')}</b
    >
    ${
      er === null || er_percentile === null
        ? ''
        : placeAmong(er_percentile, t('percentileHint', { n: er_percentile }))
    }
    ${courseOf(page, 'erCourse', glances.get(id)?.er ?? [], formats.percent)}`
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
            ${icon('flag')} <span>${riskSign(language, flag)}</span>
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

/**
 * Renders an audience that a model inferred from topics, and says that it is inferred: people pay
 * for audiences.
 */
function inferredAudience(page: Context, creator: Creator): unknown {
  const text = audience(page, creator)
  if (text === '') return textOrNone(text)
  return html`${text} <small class="line">${page.t('inferred')}</small>`
}

const when = (page: Context, iso: string | null): unknown =>
  iso === null ? html`<small class="none">–</small>` : time(page, iso)

const OTHERS: Readonly<Record<Exclude<ColumnName, ListedMeasure>, Column>> = {
  followers: {
    sort: 'follower_count',
    label: 'creator.measure_followers',
    cell: followers,
  },
  er: { sort: 'er', label: 'er', cell: engagement },
  topic: { label: 'topic', cell: (page, creator) => textOrNone(topicOf(page, creator)) },
  language: {
    label: 'language',
    cell: (page, creator) => textOrNone(languagesOf(page, creator)),
  },
  city: { label: 'creator.city', cell: cityLine },
  last_posts: {
    label: 'lastPosts',
    cell: ({ t }, { id }, glances) => postStrip(glances.get(id)?.posts ?? [], t('lastPosts')),
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

export const COLUMNS: Readonly<Record<ColumnName, Column>> = { ...OTHERS, ...MEASURED }
